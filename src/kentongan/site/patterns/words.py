"""Small values that all samples share. Everything here is composed; nobody is meant."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

Sample = dict[str, object]

STATES: dict[str, str] = {
    "received": "Baru masuk",
    "verified": "Sudah diperiksa",
    "assigned": "Sedang dikerjakan",
    "joined": "Dikerjakan bersama laporan serupa",
    "answered": "Ada jawaban",
    "replied": "Sudah dibalas",
    "promised": "Dijanjikan 12 Januari",
    "closed": "Selesai",
    "declined": "Belum dapat diproses",
    "referred": "Diteruskan ke lembaga lain",
}

AGENCY: Sample = {"name": "Dinas Perhubungan", "short": "Dishub"}
CITY: Sample = {"slug": "pontianak", "name": "Kota Pontianak", "short_name": "Pontianak"}
STAFF: Sample = {
    "user": {"name": "Rina Marlina"},
    "post": "Petugas penerima laporan",
    "role": "officer",
}
CALM: Sample = {
    "urgent": False,
    "waiting": False,
    "anonymous": False,
    "confidential": False,
    "taken_over": False,
    "hand_backs": 0,
    "reopened": 0,
}


def state(code: str) -> Sample:
    return {"code": code, "word": STATES[code]}


def due(kind: str, words: str, exact: str = "") -> Sample:
    return {"kind": kind, "words": words, "exact": exact}


def flags(*true: str) -> Sample:
    return {**CALM, **dict.fromkeys(true, True)}


def ago(**span: float) -> datetime:
    return timezone.now() - timedelta(**span)
