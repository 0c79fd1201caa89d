"""The lists beside the queue: what the city has promised, and what lies outside it."""

from __future__ import annotations

from kentongan.site.patterns.forms import DeclineForm
from kentongan.site.patterns.talk import action
from kentongan.site.patterns.words import Sample, due


def _debt(number: str, topic: str, agency: str, day: str, due: Sample) -> Sample:
    return {
        "number": number, "url": f"/pontianak/desk/{number}/", "topic": topic,
        "area": "Saigon", "agency": agency, "day": day, "due": due, "age": "dilaporkan 3 bln lalu",
    }  # fmt: skip


def promises() -> Sample:
    return {
        "debts": [
            _debt("B8DG-4LXK", "Jalan berlubang", "PUPR", "19 November 2026",
                  due("late", "lewat 4 hari", "Kamis, 19 November 2026")),
            _debt("K7M2-Q9XW", "Lampu jalan", "Dishub", "26 November 2026",
                  due("soon", "3 hari lagi", "Kamis, 26 November 2026")),
            _debt("H9PB-3CFZ", "Parit dan drainase", "PUPR", "31 Januari 2027",
                  due("ok", "69 hari lagi", "Minggu, 31 Januari 2027")),
        ],
        "total": {"open": 3, "late": 1},
        "agencies": [
            {"agency": "PUPR", "open": 2, "late": 1}, {"agency": "Dishub", "open": 1, "late": 0},
        ],
        "pager": None,
    }  # fmt: skip


def no_promises() -> Sample:
    return {"debts": [], "total": {"open": 0, "late": 0}, "agencies": [], "pager": None}


def _away(number: str, agency: str, phone: str, told: str, due: Sample) -> Sample:
    return {
        "number": number, "url": f"/pontianak/desk/{number}/", "topic": "Kabel dan tiang",
        "area": "Saigon", "agency": agency, "phone": phone, "told": told,
        "since": "2 November 2026", "due": due,
        "actions": [
            action("follow_up", "Sudah ditanyakan lagi", send="Catat", form=DeclineForm(
                auto_id=f"follow_up{number}_%s")),
            action("end_referral", "Ada hasilnya", send="Simpan hasilnya", form=DeclineForm(
                auto_id=f"end{number}_%s")),
        ],
    }  # fmt: skip


def outside() -> Sample:
    rows = [
        _away("T4VW-8KRD", "PLN", "123", "nomor di sana PLN-1187",
              due("late", "belum ditanyakan, lewat 3 hari", "Jumat, 20 November 2026")),
        _away("R5SZ-9HMC", "PUPR Provinsi Kalimantan Barat", "", "belum kita teruskan sendiri",
              due("ok", "tanyakan lagi 4 Desember 2026", "Jumat, 4 Desember 2026")),
    ]  # fmt: skip
    return {"outside": {"rows": rows, "due": 1, "pager": None}}


def nothing_outside() -> Sample:
    return {"outside": {"rows": [], "due": 0, "pager": None}}
