"""The templates of the city's lines as their page shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kentongan.mailroom.models import Template

_TITLES = {
    "answer_ready": (
        "Ada jawaban",
        "Dikirim bila lewat 24 jam dan kalimat lain tidak cukup.",
        "balasannya sendiri.",
    ),
    "confirm_done": ("Sudah beres?", "Dikirim sesudah dinas bekerja, dengan fotonya.", ""),
    "confirm_done_plain": ("Sudah beres? (tanpa foto)", "Dikirim sesudah dinas bekerja.", ""),
    "need_more": ("Minta keterangan", "Dikirim bila ada yang kurang.", "pertanyaannya sendiri."),
    "reminder": ("Pengingat untuk warga", "Dikirim sebelum laporan ditutup.", ""),
    "progress": ("Kabar perkembangan", "Dikirim bila ada langkah baru.", "kabarnya sendiri."),
    "acknowledgement": ("Laporan diterima", "Dikirim kepada pelapor loket.", "ucapan terima."),
    "late_acknowledgement": ("Pesan terlambat tiba", "Dikirim bila pesan lama tertahan.", ""),
    "referred": ("Urusan lembaga lain", "Dikirim bila bukan wewenang kota.", ""),
    "disposition_to_post": ("Disposisi", "Dikirim kepada pejabat dinas.", "pesan bertombol."),
    "disposition_actions": ("Disposisi bertombol", "Dikirim ke telepon jabatan.", "fotonya."),
    "disposition_photo": ("Disposisi berfoto", "Dikirim ke telepon jabatan.", ""),
    "disposition_reminder": ("Pengingat disposisi", "Dikirim bila dinas belum menjawab.", ""),
    "escalation": ("Eskalasi", "Dikirim kepada pimpinan bila lewat batas.", ""),
}
_ADVICE = {
    Template.Status.MISSING: "Akan diajukan begitu nomornya tersambung.",
    Template.Status.PENDING: "Biasanya selesai dalam sehari. Tidak perlu apa-apa.",
    Template.Status.REJECTED: "Perbaiki kalimatnya bersama admin, lalu ajukan lagi.",
    Template.Status.PAUSED: "Terlalu sering diabaikan penerima. Berjalan lagi sendiri.",
    Template.Status.DISABLED: "Ajukan lagi dengan nama dan kalimat baru.",
}
_HEADERS = {"image": "[Foto]", "text": ""}
_VARIABLE = re.compile(r"\{\{(\d+)\}\}")


@dataclass(frozen=True, slots=True)
class Status:
    code: str
    word: str


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    variable: bool


@dataclass(frozen=True, slots=True)
class Letter:
    name: str
    title: str
    category: str
    language: str
    status: Status
    header: str
    pieces: list[Piece]
    buttons: list[str]
    usage: str
    in_window: str
    advice: str
    changed_at: datetime | None


def page() -> dict[str, Any]:
    """What `templates.html` needs. One statement."""
    found = list(Template.objects.select_related("line"))
    letters = sorted(map(_letter, found), key=lambda each: each.status.code == "approved")
    bad = sum(1 for each in letters if each.status.code not in ("approved", "pending"))
    waiting = sum(1 for each in letters if each.status.code == "pending")
    return {"headline": _headline(len(letters), bad, waiting), "ok": not bad, "templates": letters}


def _headline(all_of_them: int, bad: int, waiting: int) -> str:
    if bad:
        return (
            f"{bad} dari {all_of_them} templat belum bisa dipakai. "
            "Pesannya memakai cara lain sampai beres."
        )
    if waiting:
        return f"{waiting} dari {all_of_them} templat sedang ditinjau WhatsApp."
    return f"Semua {all_of_them} templat siap dipakai." if all_of_them else "Belum ada templat."


def _letter(template: Template) -> Letter:
    title, usage, inside = _TITLES.get(template.name, (template.name, "", ""))
    label = Template.Status(template.status).label
    advice = "" if template.status == "approved" else _ADVICE[Template.Status(template.status)]
    if template.reason and advice:
        advice = f"Alasan WhatsApp: {template.reason}. {advice}"
    return Letter(
        name=template.name,
        title=title,
        category=template.category,
        language=template.language,
        status=Status(template.status, label[:1].upper() + label[1:]),
        header=_HEADERS.get(template.header, "") or template.header_text,
        pieces=_pieces(template),
        buttons=[str(button["text"]) for button in template.buttons],
        usage=usage,
        in_window=inside,
        advice=advice,
        changed_at=template.checked_at,
    )


def _pieces(template: Template) -> list[Piece]:
    """The body with the names of its variables in place of their numbers."""
    shown = []
    for i, part in enumerate(_VARIABLE.split(template.body)):
        if i % 2 and int(part) <= len(template.variables):
            shown.append(Piece(str(template.variables[int(part) - 1][0]), True))
        elif part:
            shown.append(Piece(part, False))
    return shown
