"""Parts that several forms share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from kentongan.people.models import Agency, Area, Post
from kentongan.reports.models import Topic

Choices = list[tuple[str, str]]
Groups = list[tuple[str, Choices]]


def words(rows: int, label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


def grouped_topics(topics: Iterable[Topic]) -> Groups:
    found: dict[str, Choices] = {}
    for topic in topics:
        found.setdefault(topic.group, []).append((topic.code, topic.name))
    return list(found.items())


def grouped_posts(posts: Iterable[Post]) -> Groups:
    """Posts under their agency, by code."""
    found: dict[str, Choices] = {}
    for post in posts:
        found.setdefault(post.agency.name, []).append((post.code, post.title))
    return list(found.items())


def grouped_areas(areas: Iterable[Area]) -> Groups:
    """Wards under their district."""
    every = list(areas)
    inside: dict[int | None, Choices] = {}
    for area in every:
        if area.level == "kelurahan":
            inside.setdefault(area.parent_id, []).append((area.code, area.name))
    return [(a.name, inside[a.pk]) for a in every if a.level == "kecamatan" and a.pk in inside]


def agencies_everywhere(agencies: Iterable[Agency]) -> Groups:
    """The city's own, then the bodies outside it."""
    every = list(agencies)
    groups = (("Perangkat kota", True), ("Di luar kota", False))
    return [(name, [(a.code, a.name) for a in every if a.is_city is own]) for name, own in groups]


def day_field(label: str, *, required: bool = True, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, required=required, input_formats=["%Y-%m-%d"], **more
    )


class WordedSelect(forms.Select):
    """Each choice has words that lie ready for it: the page puts them into the field `text` of
    the same form, as long as nobody wrote there."""

    def __init__(self, ready: Mapping[str, str]) -> None:
        super().__init__(attrs={"data-fills": "text"})
        self.ready = ready

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **more)
        if ready := self.ready.get(str(value)):
            option["attrs"]["data-words"] = ready
        return option


class Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of files."""

    widget = Several(attrs={"accept": "image/*,application/pdf,video/mp4"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(PhotosField, self).clean(one, initial) for one in given]
