"""The filter of the queue, and the counter's form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from kentongan.people.models import Agency, Area
from kentongan.pure import phones
from kentongan.reports.forms.fields import Choices, PhotosField, grouped_topics, words
from kentongan.reports.models import Kind, Topic
from kentongan.reports.queries.queue import Wanted


class FilterForm(forms.Form):
    """What of the queue to show. Unknown values are ignored: a link is never wrong."""

    topik = forms.ChoiceField(label="Topik")
    dinas = forms.ChoiceField(label="Dinas")
    wilayah = forms.ChoiceField(label="Wilayah")
    kanal = forms.ChoiceField(label="Kanal")
    use_required_attribute = False

    def __init__(self, wanted: Wanted, lists: Lists) -> None:
        super().__init__(auto_id="saring_%s", initial={
            "topik": wanted.topic, "dinas": wanted.agency, "wilayah": wanted.area,
            "kanal": wanted.channel,
        })  # fmt: skip
        for name, found in (
            ("topik", grouped_topics(lists.topics)),
            ("dinas", [(a.code, a.short_name) for a in lists.agencies]),
            ("wilayah", [(a.code, a.name) for a in lists.areas]),
            ("kanal", CHANNELS),
        ):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = [("", "Semua"), *found]


@dataclass(frozen=True, slots=True)
class Lists:
    topics: Sequence[Topic]
    agencies: Sequence[Agency]
    areas: Sequence[Area]


CHANNELS: Choices = [
    ("whatsapp", "WhatsApp"),
    ("web", "Halaman web"),
    ("loket", "Loket"),
    ("telepon", "Telepon"),
    ("surat", "Surat"),
    ("kunjungan", "Kunjungan"),
]
COUNTER = [pair for pair in CHANNELS if pair[0] not in ("whatsapp", "web")]


class CounterForm(forms.Form):
    """A report taken down for somebody who stands here, calls or writes a letter."""

    text = words(5, "Apa yang terjadi", max_length=4000)
    topic = forms.ChoiceField(
        label="Topik", required=False, help_text="Boleh dipilih nanti; kata-katanya memberi saran."
    )
    kind = forms.ChoiceField(label="Jenisnya", choices=Kind.choices, initial=Kind.COMPLAINT)
    place = forms.CharField(
        label="Di mana", required=False, max_length=300, help_text="Gang, patokan, kelurahan."
    )
    channel = forms.ChoiceField(label="Lewat", choices=COUNTER)
    name = forms.CharField(label="Nama pelapor", required=False, max_length=120)
    phone = forms.CharField(
        label="Nomor HP", required=False, max_length=30,
        help_text="Supaya bisa kami kabari lewat WhatsApp.",
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    photos = PhotosField(label="Foto atau surat", required=False)
    urgent = forms.BooleanField(label="Mendesak", required=False)
    anonymous = forms.BooleanField(label="Sembunyikan nama dari dinas", required=False)
    confidential = forms.BooleanField(label="Laporan rahasia", required=False)

    def __init__(self, topics: Sequence[Topic], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.topics = topics
        chosen = self.fields["topic"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "Belum tahu"), *grouped_topics(topics)]

    def clean_phone(self) -> str:
        """E.164, or empty."""
        given = str(self.cleaned_data["phone"]).strip()
        phone = phones.normalise(given) if given else ""
        if phone is None:
            raise forms.ValidationError("Nomor ini belum lengkap. Contoh: 0812 3456 7890.")
        return phone

    def clean_topic(self) -> Topic | None:
        code = self.cleaned_data["topic"]
        return next((t for t in self.topics if t.code == code), None)
