"""Forms of verbs that touch two reports."""

from __future__ import annotations

from django import forms

from kentongan.mailroom.models import Message
from kentongan.people.models import Agency
from kentongan.pure import sayings, tickets
from kentongan.reports.forms.fields import Choices, grouped_topics, words
from kentongan.reports.forms.verbs import Desk, OfReport
from kentongan.reports.models import Topic

# This report goes to the other one, or the other one comes here.
THERE, HERE = "there", "here"
_SHOWN = 70


class JoinForm(OfReport):
    number = forms.CharField(
        label="Nomor laporan yang serupa", max_length=20, help_text="Contoh: K7M2-Q9XW"
    )
    way = forms.ChoiceField(
        label="Laporan utamanya",
        choices=((THERE, "Laporan itu"), (HERE, "Laporan ini")),
        help_text="Yang diteruskan ke dinas dan dibalas. Balasannya sampai ke semua pelapor.",
    )

    def clean_number(self) -> str:
        number = tickets.normalise(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError("Nomor ini belum lengkap. Contoh: K7M2-Q9XW.")
        return number


class SplitForm(OfReport):
    text = words(3, "Hal yang kedua", help_text="Pakai kata-kata warga bila bisa.")
    topic = forms.ChoiceField(label="Topiknya", required=False)
    agency = forms.ChoiceField(label="Teruskan ke", required=False)
    messages = forms.MultipleChoiceField(
        label="Pesan yang ikut ke laporan kedua", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def prepare(self) -> None:
        self.choose("topic", [("", "Belum tahu"), *grouped_topics(self.desk.topics)])
        inside = [(a.code, a.name) for a in self.desk.agencies if a.is_city]
        self.choose("agency", [("", "Belum, saya pilih nanti"), *inside])
        if len(self.desk.messages) < 2:
            del self.fields["messages"]
        else:
            self.choose("messages", _choices(self.desk))

    def clean_topic(self) -> Topic | None:
        code = self.cleaned_data["topic"]
        return next((t for t in self.desk.topics if t.code == code), None)

    def clean_agency(self) -> Agency | None:
        return self.desk.agency(self.cleaned_data["agency"])

    def clean_messages(self) -> list[Message]:
        chosen = set(self.cleaned_data["messages"])
        return [message for message in self.desk.messages if str(message.pk) in chosen]


_KINDS = {
    "image": "Foto", "video": "Video", "audio": "Pesan suara", "document": "Dokumen",
    "location": "Lokasi", "sticker": "Stiker", "contacts": "Kontak",
}  # fmt: skip


def _choices(desk: Desk) -> Choices:
    return [(str(one.pk), _named(one, desk.said.get(one.pk, ""))) for one in desk.messages]


def _named(message: Message, text: str) -> str:
    kind = _KINDS.get(message.kind, "")
    said = sayings.shorten(" ".join(text.split()), _SHOWN)
    return ": ".join(part for part in (kind, said) if part) or "Pesan tanpa tulisan"
