"""One form per verb that needs words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms

from kentongan.mailroom.models import File, Message
from kentongan.people.models import Agency, Area, Post
from kentongan.pure.flow import Role
from kentongan.reports.forms.fields import (
    grouped_areas,
    grouped_posts,
    grouped_topics,
    words,
)
from kentongan.reports.models import Answer, Kind, Report, Topic


@dataclass(frozen=True, slots=True)
class Desk:
    """What the forms of one report choose from, read once."""

    report: Report
    agencies: Sequence[Agency] = ()
    topics: Sequence[Topic] = ()
    areas: Sequence[Area] = ()
    answers: Sequence[Answer] = ()
    photos: Sequence[File] = ()
    # The resident's own, and what this reader may read of each, by its id.
    messages: Sequence[Message] = ()
    said: Mapping[int, str] = field(default_factory=dict)
    preset: Agency | None = field(default=None)
    reachable: bool = True
    for_agency: bool = False
    # Of the city: today, and when an outside body would be asked again.
    today: date = date.min
    ask_again_on: date | None = None
    # The report's place as this reader may see it; and, of a confidential one, who may be named.
    place: str = ""
    posts: Sequence[Post] = ()

    @property
    def outside(self) -> list[Agency]:
        return [a for a in self.agencies if not a.is_city]

    @property
    def last_answer(self) -> Answer | None:
        """What the agency said last of the matter itself."""
        said = [a for a in self.answers if a.outcome != Answer.Outcome.NOT_OURS]
        return said[-1] if said else None

    def agency(self, code: str) -> Agency | None:
        return next((a for a in self.agencies if a.code == code), None)


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
    post = forms.ChoiceField(
        label="Yang boleh membaca di sana", required=False,
        help_text="Laporan ini rahasia: selain yang dipilih, tidak ada yang melihatnya.",
    )  # fmt: skip
    instruction = words(3, "Pesan untuk dinas", required=False)

    def prepare(self) -> None:
        self.choose("agency", [(a.code, a.name) for a in self.desk.agencies if a.is_city])
        if self.desk.preset and self.desk.preset.is_city:
            self.initial["agency"] = self.desk.preset.code
        if self.desk.report.confidential:
            theirs = [post for post in self.desk.posts if post.role == Role.AGENCY]
            self.choose("post", [("", "Pejabat penghubungnya"), *grouped_posts(theirs)])
        else:
            del self.fields["post"]

    def clean_post(self) -> Post | None:
        return post_in(self.desk.posts, self.cleaned_data["post"])

    def clean_agency(self) -> Agency:
        code = self.cleaned_data["agency"]
        return next(a for a in self.desk.agencies if a.code == code)


class NameForm(OfReport):
    """One more post that may see a confidential report."""

    post = forms.ChoiceField(label="Jabatan")

    def prepare(self) -> None:
        self.choose("post", grouped_posts(self.desk.posts))

    def clean_post(self) -> Post | None:
        return post_in(self.desk.posts, self.cleaned_data["post"])


def post_in(posts: Sequence[Post], code: str) -> Post | None:
    return next((post for post in posts if post.code == code), None)


class ReturnForm(OfReport):
    instruction = words(3, "Apa yang perlu dilengkapi")


class ReopenForm(OfReport):
    reason = words(3, "Mengapa dibuka lagi")


@dataclass(frozen=True, slots=True)
class Seen:
    """What an officer had before their eyes while they changed it. `topic` is a code."""

    topic: str
    place: str
    area: Area | None
    urgent: bool
    confidential: bool
    anonymous: bool
    kind: str = ""


class AmendForm(OfReport):
    """Carries what it showed, so that only what was changed in it is changed: somebody may have
    given a place or asked to be hidden while it lay open."""

    topic = forms.ChoiceField(label="Topik", required=False)
    kind = forms.ChoiceField(
        label="Jenisnya",
        required=False,
        choices=[(code, name[:1].upper() + name[1:]) for code, name in Kind.choices],
        help_text="Menentukan batas waktunya. Yang berkadar pengawasan selalu rahasia dan anonim.",
    )
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
            "kind": report.kind,
            "place": self.desk.place,
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
        return Seen(
            topic=str(before["topic"]),
            place=str(before["place"]),
            area=area,
            urgent=bool(before["urgent"]),
            confidential=bool(before["confidential"]),
            anonymous=bool(before["anonymous"]),
            kind=str(before["kind"]),
        )
