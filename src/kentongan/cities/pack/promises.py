"""Time limits, templates for the platform and canned replies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from kentongan.cities.pack.matters import laid_over
from kentongan.cities.pack.shapes import (
    CannedReply,
    City,
    Limit,
    Template,
    TemplateButton,
    Variable,
)
from kentongan.cities.pack.table import Row, line_of, read_toml, tables, trouble

NEEDED_LIMITS = (
    "matter.complaint", "matter.oversight", "matter.question", "matter.suggestion",
    "matter.appreciation", "step.received", "step.verified", "step.assigned", "step.answered",
    "step.replied",
)  # fmt: skip
PLACEHOLDERS = frozenset({"nama", "nomor", "perangkat", "tautan"})
_LIMIT = "code working_days hours law valid_from confirm note"
_REPLY = "code title text"
_AUDIENCES: tuple[Literal["resident", "post"], ...] = ("resident", "post")
_CATEGORIES: tuple[Literal["utility", "marketing"], ...] = ("utility", "marketing")
_HEADERS: tuple[Literal["image", "text"], ...] = ("image", "text")
_BUTTONS: tuple[Literal["quick_reply", "url"], ...] = ("quick_reply", "url")
_VARIABLE = re.compile(r"\{\{(\d+)\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,511}")
_MOST = {"body": 1024, "footer": 60, "header_text": 60, "button": 25}


# ── limits ──────────────────────────────────────────────────────────────────────────────────────


def read_limits(common: Path, folder: Path) -> tuple[Limit, ...]:
    found = laid_over(common / "limits.csv", folder, _LIMIT, "code")
    if missing := [code for code in NEEDED_LIMITS if code not in found]:
        raise trouble("limits.csv", None, f"belum ada batas waktu {', '.join(missing)}.")
    return tuple(_limit(rows[-1]) for rows in found.values())


def _limit(row: Row) -> Limit:
    days, hours = _count(row, "working_days"), _count(row, "hours")
    if (days is None) == (hours is None):
        raise row.error("isi salah satu saja: “working_days” atau “hours”.")
    try:
        valid_from = date.fromisoformat(row.need("valid_from"))
    except ValueError:
        raise row.error("“valid_from” ditulis seperti 2025-01-31.") from None
    return Limit(
        code=row.need("code"),
        working_days=days,
        hours=hours,
        law=row.need("law"),
        valid_from=valid_from,
        note=row.text("note"),
        confirmed=not row.flag("confirm"),
    )


def _count(row: Row, name: str) -> int | None:
    if not (value := row.text(name)):
        return None
    if not value.isdigit() or not 0 < int(value) < 1000:
        raise row.error(f"“{name}” bukan jumlah yang masuk akal: “{value}”.")
    return int(value)


# ── canned replies ──────────────────────────────────────────────────────────────────────────────


def read_replies(common: Path, folder: Path) -> tuple[CannedReply, ...]:
    found = laid_over(common / "replies.csv", folder, _REPLY, "code")
    return tuple(_reply(rows[-1]) for rows in found.values())


def _reply(row: Row) -> CannedReply:
    text = row.need("text").replace("\\n", "\n")
    if unknown := set(re.findall(r"\{([^{}]*)\}", text)) - PLACEHOLDERS:
        raise row.error(f"isian {', '.join(sorted(unknown))} tidak dikenal.")
    return CannedReply(row.need("code"), row.need("title"), text)


# ── templates ───────────────────────────────────────────────────────────────────────────────────


def read_templates(common: Path, city: City) -> tuple[Template, ...]:
    """The template pack in this city's name: `[kota]` becomes *Kota Pontianak*."""
    path = common / "templates.toml"
    found: list[Template] = []
    for nth, cells in enumerate(tables(read_toml(path), "template")):
        row = Row(path.name, line_of(path, "[[template]]", nth), cells)
        found.append(_template(row, city))
        if found[-1].name in {one.name for one in found[:-1]}:
            raise row.error(f"templat “{found[-1].name}” sudah ada.")
    return tuple(found)


def _template(row: Row, city: City) -> Template:
    def words(name: str) -> str:
        return _in_name_of(city, row.text(name))

    template = Template(
        name=row.need("name"),
        audience=row.one_of("audience", _AUDIENCES),
        category=row.one_of("category", _CATEGORIES),
        language=row.need("language"),
        header=row.one_of("header", _HEADERS) if row.text("header") else "",
        header_text=words("header_text"),
        body=words("body"),
        variables=tuple(_variable(row, cells) for cells in tables(row, "variable")),
        footer=words("footer"),
        buttons=tuple(_button(row, cells, city) for cells in tables(row, "button")),
    )
    for fault in faults(template):
        raise row.error(f"templat “{template.name}”: {fault}")
    return template


def _in_name_of(city: City, words: str) -> str:
    return words.replace("[kota]", city.name).replace("[slug]", city.slug)


def _variable(row: Row, cells: Mapping[str, object]) -> Variable:
    here = Row(row.file, row.line, cells)
    return Variable(here.need("name"), here.need("sample"))


def _button(row: Row, cells: Mapping[str, object], city: City) -> TemplateButton:
    here = Row(row.file, row.line, cells)
    return TemplateButton(
        here.one_of("type", _BUTTONS),
        here.need("text"),
        _in_name_of(city, here.text("path")),
        here.text("sample"),
    )


def faults(template: Template) -> list[str]:
    """What the platform would refuse, in its documented rules; empty when it may be sent in."""
    said = []
    if not _NAME.fullmatch(template.name):
        said.append("nama hanya huruf kecil, angka dan garis bawah.")
    if (template.header == "text") != bool(template.header_text):
        said.append("teks kepala hanya untuk kepala berjenis text.")
    for part in ("body", "footer", "header_text"):
        if len(getattr(template, part)) > _MOST[part]:
            said.append(f"{part} lebih dari {_MOST[part]} tanda.")
    if _VARIABLE.search(template.footer):
        said.append("kaki tidak boleh berisi isian.")
    return said + _faults_of_body(template) + _faults_of_buttons(template.buttons)


def _faults_of_body(template: Template) -> list[str]:
    body, said = template.body, []
    numbers = [int(number) for number in _VARIABLE.findall(body)]
    if numbers != list(range(1, len(template.variables) + 1)):
        said.append("isian {{1}}, {{2}} … harus urut dan masing-masing diberi arti.")
    if re.search(r"\A\s*\{\{|\}\}\W*\Z", body):
        said.append("isian tidak boleh di awal atau di akhir.")
    if re.search(r"\}\}\s*\{\{", body):
        said.append("dua isian tidak boleh berdampingan.")
    if len(_VARIABLE.sub(" ", body).split()) < 3 * len(numbers) + 1:
        said.append("terlalu banyak isian untuk teks sependek ini.")
    if "\n\n\n" in body or body != body.strip() or not body:
        said.append("isi kosong, atau ada baris kosong berlebih.")
    return said


def _faults_of_buttons(buttons: Sequence[TemplateButton]) -> list[str]:
    said = []
    if any(len(button.text) > _MOST["button"] for button in buttons):
        said.append(f"tulisan tombol lebih dari {_MOST['button']} tanda.")
    types = [button.type for button in buttons]
    if len(buttons) > 10 or types.count("url") > 2 or types != sorted(types):
        said.append("tombol jawab cepat dulu, lalu tautan; paling banyak dua tautan.")
    for button in buttons:
        link = button.type == "url"
        if link != button.path.endswith("/{{1}}") or link != bool(button.sample):
            said.append(f"tombol “{button.text}” perlu alamat berakhir /{{{{1}}}} dan contoh.")
    return said
