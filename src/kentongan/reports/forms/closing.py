"""Forms of the verbs that answer, promise, decline and refer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from kentongan.mailroom.models import File
from kentongan.people.models import Agency
from kentongan.pure import sayings
from kentongan.reports.forms import kindly
from kentongan.reports.forms.fields import (
    PhotosField,
    WordedSelect,
    agencies_everywhere,
    day_field,
    words,
)
from kentongan.reports.forms.verbs import OfReport, ToResident
from kentongan.reports.models import Answer, Reason

_CHOOSE = ("", "Pilih dahulu")
_UNKNOWN = ("", "Belum tahu")


class AnswerForm(OfReport):
    """What each outcome needs stands in the form; the page shows only what belongs to the chosen
    one, and without that art all of it."""

    use_required_attribute = False
    outcome = forms.ChoiceField(label="Hasilnya")
    promised_for = day_field("Dijanjikan untuk tanggal")
    passed_to = forms.ChoiceField(
        label="Urusan siapa", required=False, help_text="Petugas meneruskannya ke sana."
    )
    text = words(
        4,
        "Apa yang dikerjakan, atau mengapa belum",
        help_text="Bukan hanya “sudah dicek”. Petugas meneruskannya ke warga.",
    )
    done_on = day_field("Kapan dikerjakan", required=False)
    place = forms.CharField(label="Di mana", required=False, max_length=300)
    photos = PhotosField(
        label="Foto sesudahnya", help_text="Perlu untuk perbaikan. Paling besar 20 MB per foto."
    )
    no_photo = forms.CharField(
        label="Kalau tidak ada foto, mengapa?", required=False, max_length=300
    )

    def prepare(self) -> None:
        outcomes = list(Answer.Outcome.choices)
        if not self.desk.for_agency:
            outcomes = [one for one in outcomes if one[0] != Answer.Outcome.NOT_OURS]
        self.choose("outcome", outcomes)
        self.choose("passed_to", [_UNKNOWN, *agencies_everywhere(self.desk.agencies)])
        self.initial = {"done_on": self.desk.today, "place": self.desk.place}
        if self.is_bound:
            promised = self.data.get("outcome") == Answer.Outcome.PROMISED
            self.fields["promised_for"].required = promised
            self.fields["photos"].required = False  # or the reason why there is none

    def clean_passed_to(self) -> Agency | None:
        return self.desk.agency(self.cleaned_data["passed_to"])


class HandBackForm(OfReport):
    to = forms.ChoiceField(label="Urusan siapa", required=False)
    reason = words(3, "Mengapa bukan urusan kantor ini")

    def prepare(self) -> None:
        self.choose("to", [_UNKNOWN, *agencies_everywhere(self.desk.agencies)])

    def clean_to(self) -> Agency | None:
        return self.desk.agency(self.cleaned_data["to"])


class ReplyForm(ToResident):
    text = words(6, "Balasan untuk warga")
    with_photo = forms.BooleanField(label="Sertakan foto dari dinas", required=False)

    def prepare(self) -> None:
        super().prepare()
        if self.desk.last_answer:
            self.initial["text"] = self.desk.last_answer.text
        if self.desk.photos:
            self.initial["with_photo"] = True
        else:
            del self.fields["with_photo"]

    @property
    def photo(self) -> File | None:
        return self.desk.photos[-1] if self.cleaned_data.get("with_photo") else None


class PromiseForm(ToResident):
    use_required_attribute = False
    on = day_field("Tanggal yang dijanjikan")
    budget = forms.BooleanField(required=False)
    text = words(
        5, "Kabar untuk warga", help_text=f"{kindly.DAY} diganti dengan tanggal yang dipilih."
    )

    def prepare(self) -> None:
        super().prepare()
        last, day = self.desk.last_answer, self.next_budget
        self.fields["on"].required = not self.is_bound  # or next year's budget
        self.fields["budget"].label = f"Anggaran tahun depan: {sayings.short_day(day)}"
        self.initial["on"] = last.promised_for if last else None
        self.initial["text"] = kindly.promised(last.text if last else "")

    @property
    def next_budget(self) -> date:
        """When next year's budget is known: the end of its first month."""
        return date(self.desk.today.year + 1, 1, 31)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        on = self.next_budget if data.get("budget") else data.get("on")
        if on is None and "on" not in self.errors:
            self.add_error("on", "Pilih tanggalnya, atau centang anggaran tahun depan.")
        elif on and "text" in data:
            data["text"] = data["text"].replace(kindly.DAY, sayings.short_day(on))
        return {**data, "on": on}


class AskForm(ToResident):
    text = words(
        3, "Satu hal yang kami perlukan", help_text="Misalnya nomor tiang, atau foto dari dekat."
    )


class ResumeForm(OfReport):
    reason = words(2, "Mengapa tidak menunggu lagi")


class DeclineForm(ToResident):
    use_required_attribute = False
    reason = forms.ChoiceField(label="Alasannya", widget=WordedSelect(kindly.DECLINED))
    whose = forms.ChoiceField(label="Urusan siapa", help_text="Nama dan nomornya ikut ditulis.")
    text = words(
        5,
        "Penjelasan untuk warga",
        required=False,
        help_text="Kalau kosong, kami pakai kalimat yang siap untuk alasan itu.",
    )

    def prepare(self) -> None:
        super().prepare()
        self.fields["whose"].required = not self.is_bound  # for one of the reasons
        self.choose("reason", [_CHOOSE, *((code, _capital(name)) for code, name in Reason.choices)])
        outside = [(a.code, _called(a)) for a in self.desk.outside]
        self.choose("whose", [_CHOOSE, *outside])

    def clean_whose(self) -> Agency | None:
        return self.desk.agency(self.cleaned_data["whose"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        reason = data.get("reason", "")
        if reason == Reason.NOT_OURS and not data.get("whose"):
            self.add_error(
                "whose",
                "Sebut urusan siapa. Kalau kita sendiri akan meneruskannya, pakai “Teruskan ke "
                "lembaga lain”, supaya tetap kita ikuti.",
            )
        elif reason != Reason.NOT_OURS:
            data["whose"] = None
        return {**data, "text": data.get("text") or kindly.DECLINED.get(reason, "")}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _called(agency: Agency) -> str:
    return f"{agency.name}, {agency.phone}" if agency.phone else agency.name


class ReferForm(ToResident):
    agency = forms.ChoiceField(label="Lembaga yang berwenang")
    text = words(
        5,
        "Penjelasan untuk warga",
        required=False,
        help_text="Kalau kosong, kami tulis siapa yang berwenang dan nomornya.",
    )
    passed_on = forms.BooleanField(label="Sudah kita teruskan ke lembaga itu", required=False)
    their_number = forms.CharField(label="Nomor laporan di sana", required=False, max_length=60)
    ask_again_on = day_field("Kita tanyakan lagi pada")

    def prepare(self) -> None:
        super().prepare()
        outside = self.desk.outside
        preset = self.desk.preset if self.desk.preset in outside else None
        ready = {a.code: kindly.referral(a) for a in outside}
        self.fields["agency"].widget = WordedSelect(ready)
        self.choose("agency", [_CHOOSE, *((a.code, a.name) for a in outside)])
        self.initial["ask_again_on"] = self.desk.ask_again_on
        if preset:
            self.initial["agency"] = preset.code
            self.initial["text"] = kindly.referral(preset)

    def clean_agency(self) -> Agency | None:
        return self.desk.agency(self.cleaned_data["agency"])

    def clean(self) -> dict[str, Any]:
        """Words that lay ready for another body do not go to the resident."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        ready = {kindly.referral(a) for a in self.desk.outside}
        text = data.get("text", "")
        if not text or " ".join(text.split()) in ready:
            text = kindly.referral(data.get("agency"))
        return {**data, "text": text}
