"""Asking whether somebody else told of the same before. Of theirs only what everybody may know:
what it is about, the street or the kelurahan, how far it is and who works on it."""

from __future__ import annotations

from dataclasses import dataclass

from kentongan.frontdesk.decide.facts import Case
from kentongan.frontdesk.understand import Knowledge
from kentongan.frontdesk.wording.small import lower


@dataclass(frozen=True, slots=True)
class Twin:
    """A report of somebody else that everybody may know of. `place` is empty where the city shows
    no more than the kelurahan; `agency` is who answers for it now."""

    id: int
    topic: str
    state: str
    agency: str = ""
    place: str = ""
    area_id: int | None = None


_STATES = {
    "received": "yang sudah dilaporkan",
    "verified": "yang sudah dilaporkan dan sudah diperiksa petugas",
    "assigned": "yang sudah dilaporkan dan sedang dikerjakan {agency}",
    "answered": "yang sudah dilaporkan dan jawabannya sedang kami siapkan",
}


def question(twin: Twin, know: Knowledge) -> str:
    state = _STATES.get(twin.state, _STATES["received"]).format(agency=twin.agency)
    return f"Apakah ini sama dengan {lower(twin.topic)} {_where(twin, know)}, {state}?"


def _where(twin: Twin, know: Knowledge) -> str:
    """A street, else a kelurahan: never the words in which somebody told where they live."""
    streets = know.map.streets(twin.place)
    if streets:
        return f"di {', '.join(streets)}"
    area = know.map.areas.get(twin.area_id or 0)
    return f"di {area.title}" if area else "di dekat situ"


def same(case: Case) -> str:
    return (
        "Baik, kami catat sama dengan laporan itu; petugas yang menggabungkannya. Nomor Bapak/Ibu "
        f"tetap *{case.number}*, dan kabarnya tetap sampai ke sini."
    )


def differs(case: Case) -> str:
    return f"Baik, laporan *{case.number}* kami catat sebagai hal yang berbeda."
