"""A log may lie about for years and be read by anybody: nothing private gets into it."""

from __future__ import annotations

import io
import logging
import logging.config
from typing import Any

import pytest
from django.conf import settings

PRIVATE = "HP 0812-5550-9999, NIK 6171014507900001, surel siti@contoh.id"
SAID = ("5550", "6171014507900001", "siti@contoh.id")


@pytest.fixture
def out() -> io.StringIO:
    """What the handler of the settings would write."""
    return io.StringIO()


def handler(out: io.StringIO) -> logging.Handler:
    made = logging.StreamHandler(out)
    logs: Any = settings.LOGGING
    line = dict(logs["formatters"]["line"])
    maker = logging.config.DictConfigurator({}).resolve(line.pop("()"))
    made.setFormatter(maker(line["format"]))
    return made


@pytest.mark.parametrize("name", ["kentongan.worker", "kentongan.mailroom.fetching", "django"])
def test_messages_arguments_and_tracebacks_are_written_without_what_is_private(
    out: io.StringIO, name: str
) -> None:
    log, writer = logging.getLogger(name), handler(out)
    log.addHandler(writer)
    try:
        log.error(PRIVATE)
        log.error("pesan %s dari %s", PRIVATE, {"wa_id": "6281255509999"})
        try:
            raise ValueError(PRIVATE)
        except ValueError:
            log.exception("satu pesan disisihkan")
    finally:
        log.removeHandler(writer)
    written = out.getvalue()
    assert not any(private in written for private in SAID) and "81255509999" not in written
    assert "ValueError" in written and "satu pesan disisihkan" in written


def test_every_handler_of_the_settings_writes_that_way() -> None:
    kept: Any = settings.LOGGING
    assert {one["formatter"] for one in kept["handlers"].values()} == {"line"}
    assert kept["root"]["handlers"] == ["out"]
    assert not any(one.get("handlers") for one in kept["loggers"].values())


def test_times_ticket_numbers_and_counts_stay_readable(out: io.StringIO) -> None:
    log, writer = logging.getLogger("kentongan.worker"), handler(out)
    log.addHandler(writer)
    try:
        log.error("K7M2-Q9XW: 120 kata dalam 3.214 s, kota 2")
    finally:
        log.removeHandler(writer)
    assert "K7M2-Q9XW: 120 kata dalam 3.214 s, kota 2" in out.getvalue()
    assert "disembunyikan" not in out.getvalue()
