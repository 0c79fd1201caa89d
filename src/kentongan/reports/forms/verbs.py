"""One form per verb that needs words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from kentongan.mailroom.models import File
from kentongan.people.models import Agency, Area
from kentongan.reports.forms.fields import (
    PhotosField,
    grouped_areas,
    grouped_topics,
    words,
)
from kentongan.reports.models import Answer, Reason, Report, Topic


@dataclass(frozen=True, slots=True)
class Desk:
    """What the forms of one report choose from, read once."""

    report: Report
    agencies: Sequence[Agency] = ()
    topics: Sequence[Topic] = ()
    areas: Sequence[Area] = ()
    answers: Sequence[Answer] = ()
    photos: Sequence[File] = ()
    preset: Agency | None = field(default=None)
    reachable: bool = True


class OfReport(forms.Form):
    """A form that knows the report it is about."""

    def __init__(self, desk: Desk, verb: str, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id=f"{verb}_%s")
        self.desk = desk
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices and what is offered to begin with."""

    def choose(self, name: str, choices: Any) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices


class PlainForm(OfReport):
    """A verb that needs no words."""


class ToResident(OfReport):
    """Words for the resident. Who cannot be written to is told in person, and the officer says
    so: otherwise a report would be answered that nobody heard of."""

    told = forms.BooleanField(
        label="Sudah saya sampaikan sendiri, lewat telepon atau tatap muka", required=False
    )

    def prepare(self) -> None:
        if self.desk.reachable:
            del self.fields["told"]
        else:
            self.order_fields([*(name for name in self.fields if name != "told"), "told"])


class DisposeForm(OfReport):
    agency = forms.ChoiceField(label="Kepada")
    instruction = words(3, "Pesan untuk dinas", required=False)

    def prepare(self) -> None:
        self.choose("agency", [(a.code, a.name) for a in self.desk.agencies if a.is_city])
        if self.desk.preset and self.desk.preset.is_city:
            self.initial["agency"] = self.desk.preset.code

    def clean_agency(self) -> Agency:
        code = self.cleaned_data["agency"]
        return next(a for a in self.desk.agencies if a.code == code)


class ReferForm(ToResident):
    agency = forms.ChoiceField(label="Lembaga yang berwenang")
    text = words(5, "Penjelasan untuk warga")

    def prepare(self) -> None:
        super().prepare()
        outside = [a for a in self.desk.agencies if not a.is_city]
        self.choose("agency", [(a.code, a.name) for a in outside])
        preset = self.desk.preset if self.desk.preset in outside else None
        if preset:
            self.initial["agency"] = preset.code
        self.initial["text"] = referral(preset)

    def clean_agency(self) -> Agency:
        code = self.cleaned_data["agency"]
        return next(a for a in self.desk.agencies if a.code == code)


def referral(to: Agency | None) -> str:
    """Kind words for what is not the city's work, ready to be finished."""
    name = to.name if to else "lembaga lain"
    call = f" Bapak/Ibu bisa menghubunginya di {to.phone}." if to and to.phone else ""
    return (
        f"Terima kasih sudah memberi tahu. Hal ini menjadi urusan {name}, jadi kami tidak bisa "
        f"mengerjakannya sendiri.{call} Laporan Bapak/Ibu tetap kami catat."
    )


class DeclineForm(ToResident):
    reason = forms.ChoiceField(label="Alasannya", choices=Reason.choices)
    text = words(5, "Penjelasan untuk warga")

    def prepare(self) -> None:
        super().prepare()
        self.initial["text"] = (
            "Terima kasih sudah menghubungi kami. Laporan ini belum bisa kami proses karena … "
            "Kalau Bapak/Ibu bisa menambahkan keterangan, balas saja pesan ini dan kami buka lagi."
        )

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if "…" in text:
            raise forms.ValidationError("Ganti tanda … dengan alasannya, supaya warga mengerti.")
        return text


class AnswerForm(OfReport):
    outcome = forms.ChoiceField(label="Hasilnya", choices=Answer.Outcome.choices)
    text = words(
        4, "Apa yang dikerjakan", help_text="Apa, di mana, kapan. Petugas meneruskannya ke warga."
    )
    photos = PhotosField(
        label="Foto sesudahnya", required=False, help_text="Paling besar 20 MB per foto."
    )


class ReturnForm(OfReport):
    instruction = words(3, "Apa yang perlu dilengkapi")


class HandBackForm(OfReport):
    reason = words(3, "Mengapa bukan urusan kantor ini", help_text="Sebut kantornya bila tahu.")


class ReopenForm(OfReport):
    reason = words(3, "Mengapa dibuka lagi")


class ReplyForm(ToResident):
    text = words(6, "Balasan untuk warga")
    with_photo = forms.BooleanField(label="Sertakan foto dari dinas", required=False)

    def prepare(self) -> None:
        super().prepare()
        if self.desk.answers:
            self.initial["text"] = self.desk.answers[-1].text
        if self.desk.photos:
            self.initial["with_photo"] = True
        else:
            del self.fields["with_photo"]

    @property
    def photo(self) -> File | None:
        return self.desk.photos[-1] if self.cleaned_data.get("with_photo") else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What an officer had before their eyes while they changed it. `topic` is a code."""

    topic: str
    place: str
    area: Area | None
    urgent: bool
    confidential: bool
    anonymous: bool


class AmendForm(OfReport):
    """Carries what it showed, so that only what was changed in it is changed: somebody may have
    given a place or asked to be hidden while it lay open."""

    topic = forms.ChoiceField(label="Topik", required=False)
    place = forms.CharField(label="Tempat", required=False, max_length=300)
    area = forms.ChoiceField(label="Kelurahan", required=False)
    urgent = forms.BooleanField(label="Mendesak", required=False)
    confidential = forms.BooleanField(
        label="Rahasia", required=False, help_text="Dinas tidak melihat siapa pelapornya."
    )
    anonymous = forms.BooleanField(label="Pelapor anonim", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        report = self.desk.report
        self.choose("topic", [("", "Belum dipilih"), *grouped_topics(self.desk.topics)])
        self.choose("area", [("", "Belum diketahui"), *grouped_areas(self.desk.areas)])
        self.initial = {
            "topic": report.topic.code if report.topic else "",
            "place": report.place,
            "area": report.area.code if report.area else "",
            "urgent": report.urgent,
            "confidential": report.confidential,
            "anonymous": report.anonymous,
        }
        self.initial["seen"] = json.dumps(self.initial)

    def clean_topic(self) -> Topic | None:
        code = self.cleaned_data["topic"]
        return next((t for t in self.desk.topics if t.code == code), None)

    def clean_area(self) -> Area | None:
        code = self.cleaned_data["area"]
        return next((a for a in self.desk.areas if a.code == code), None)

    def clean_seen(self) -> Seen:
        """What stood in the form when it was opened; without it, what the report is now."""
        try:
            said = json.loads(self.cleaned_data["seen"])
        except ValueError:
            said = None
        before = {**self.initial, **(said if isinstance(said, dict) else {})}
        area = next((a for a in self.desk.areas if a.code == before["area"]), None)
        marks = {name: bool(before[name]) for name in ("urgent", "confidential", "anonymous")}
        return Seen(topic=str(before["topic"]), place=str(before["place"]), area=area, **marks)
