"""Parts that several forms share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from kentongan.people.models import Area
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


def grouped_areas(areas: Iterable[Area]) -> Groups:
    """Wards under their district."""
    every = list(areas)
    inside: dict[int | None, Choices] = {}
    for area in every:
        if area.level == "kelurahan":
            inside.setdefault(area.parent_id, []).append((area.code, area.name))
    return [(a.name, inside[a.pk]) for a in every if a.level == "kecamatan" and a.pk in inside]


class Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of files."""

    widget = Several(attrs={"accept": "image/*,application/pdf,video/mp4"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(PhotosField, self).clean(one, initial) for one in given]
