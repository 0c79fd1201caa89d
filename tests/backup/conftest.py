"""Two lively cities with rows in every room, and what an operator does with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from kentongan.cities.locks import CityRow, inside
from kentongan.cities.models import City
from kentongan.mailroom import spool, storage, vault
from kentongan.mailroom.models import File, PlatformApp
from kentongan.site.archive import back_up
from kentongan.site.launch.testbed import Testbed
from kentongan.site.settle import settle_city

NOW = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)
CITIES = ("pontianak", "bandarlampung")
SECRET = "segel aplikasi kota"
# What may be empty, but not all of it at once.
TOLD: dict[str, dict[str, Any]] = {"cases.Deadline": {"next_at": NOW}}
_number = count(1)


# -- two lively cities


def everything(city: City) -> None:
    """A row of the city in each of the house's tables that the pack has left empty."""
    for model in apps.get_models():
        djangos = model._meta.label_lower.startswith(("auth.", "contenttypes.", "sessions."))
        if not djangos and not rows_of(model).exists():
            row(model)


def rows_of(model: type[models.Model]) -> models.Manager[Any]:
    return model.objects if issubclass(model, CityRow) else model._base_manager


def row(model: type[models.Model]) -> models.Model:
    """A new row with every field that must be filled, and only those."""
    facts = {
        field.name: value(field)
        for field in model._meta.local_concrete_fields
        if not (field.null or field.has_default() or field.blank or db_default(field))
        and not isinstance(field, models.AutoField | models.GeneratedField)
    }
    return model._base_manager.create(**facts, **TOLD.get(model._meta.label, {}))


def db_default(field: models.Field[Any, Any]) -> bool:
    return field.db_default is not models.NOT_PROVIDED


def value(field: models.Field[Any, Any]) -> object:
    number = next(_number)
    if isinstance(field, models.ForeignKey):
        target = field.related_model
        if field.unique:
            return row(target)
        return rows_of(target).first() or row(target)
    if field.name == "role":
        return "officer"
    if field.choices:
        return field.choices[0][0]
    made = {
        models.DateTimeField: NOW,
        models.DateField: date(2026, 11, 5),
        models.BinaryField: b"\x00\xff" + str(number).encode(),
        models.JSONField: {"nomor": number},
        models.FloatField: number / 3,
        models.BooleanField: True,
    }
    if type(field) in made:
        return made[type(field)]
    if isinstance(field, models.IntegerField):
        return number
    return f"é{number}"[: field.max_length]


@dataclass
class Installation:
    secret = SECRET
    data: Path
    testbed: Testbed

    def keep(self, content: bytes) -> File:
        """A file of the city one is in."""
        return keep(content)

    def back_up(self, path: Path, **how: bool) -> Path:
        return back_up(path, self.testbed.urls["backup"], NOW, **how).path


@pytest.fixture
def lively(transactional_db, testbed, settings, tmp_path) -> Iterator[Installation]:
    """Two cities with rows in every room, files in both, and a letter in the spool."""
    data = tmp_path / "data"
    settings.DATA, settings.FILES, settings.SPOOL = data, data / "files", data / "spool"
    settings.ROUTING = data / "routing.json"
    for slug in CITIES:
        city = settle_city(slug)
        with inside(city):
            everything(city)
            for thing in (f"surat {slug}", f"denah {slug}"):
                keep(thing.encode())
    PlatformApp.objects.update(secret=vault.lock(SECRET), verify_token=vault.lock("sapaan"))
    PlatformApp.objects.update(channel="whatsapp", slug="kota", previous_secret="")
    spool.write(settings.SPOOL, [b"satu surat"], micros=1)
    yield Installation(data, testbed)


def keep(content: bytes) -> File:
    file = File(key=storage.new_key(), since=NOW, ready_at=NOW)
    storage.fill(file, storage.keep(content, "text/plain"))
    file.save()
    return file


@pytest.fixture
def archive(lively: Installation, tmp_path: Path) -> Path:
    return lively.back_up(tmp_path / "kota.tar")
