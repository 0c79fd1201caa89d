"""What a resident hears when it is their turn: a reminder, and that a report closed by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kentongan.channels.wire import Button, ButtonsOut, Content, TextOut
from kentongan.mailroom.approved import Extras, Form, Shelf
from kentongan.mailroom.models import Word
from kentongan.mailroom.outbox import NewWord
from kentongan.pure import sayings
from kentongan.reports import stars
from kentongan.reports.actions.reaching import Reached
from kentongan.reports.actions.telling import subject
from kentongan.reports.models import Kind, Report

TEMPLATES = ("reminder", "need_more", "progress")
REMINDER, CLOSED = "reminder", "closed"
_UNKNOWN = "keterangan yang kami tanyakan terakhir"
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Reminding:
    """What all words of a batch need: the approved forms, and what officers have asked last."""

    shelf: Shelf
    asked: dict[int, str]
    zone: ZoneInfo

    def to_judge(self, report: Report, where: Reached, until: datetime) -> NewWord:
        """It was answered: is it so? Until when we wait stands in both forms."""
        day = sayings.short_day(until.astimezone(self.zone).date())
        asks = _asks(report)
        text = (
            f"Laporan *{report.matter.number}* tentang {subject(report)} sudah kami jawab. "
            f"{asks[:1].upper()}{asks[1:]}?\n\nKalau sampai {day} belum ada kabar, laporannya "
            "kami tutup dulu. Bapak/Ibu boleh membukanya lagi kapan saja."
        )
        number = report.matter.number
        buttons = (Button(f"yes:{number}", "Sudah"), Button(f"no:{number}", "Belum"))
        values = {**_about(report), "yang ditunggu": asks, "tanggal": day}
        form = Form("reminder", values, _link(report))
        return self._word(REMINDER, report, where, (ButtonsOut(text, buttons), form), until)

    def to_answer(self, report: Report, where: Reached, until: datetime) -> NewWord:
        """An officer asked them something; afterwards the work goes on without an answer."""
        asked = self.asked.get(report.pk, _UNKNOWN)
        day = sayings.short_day(until.astimezone(self.zone).date())
        text = (
            f"Kami masih menunggu kabar Bapak/Ibu untuk laporan *{report.matter.number}* tentang "
            f"{subject(report)}: {asked}.\n\nKalau sampai {day} belum ada kabar, petugas "
            "melanjutkan dengan keterangan yang ada."
        )
        form = Form("need_more", {**_about(report), "yang diperlukan": asked}, _link(report))
        return self._word(REMINDER, report, where, (TextOut(text), form), until)

    def closed(self, report: Report, where: Reached) -> NewWord:
        """Closed by silence: how to open it again, and the question for stars."""
        text = (
            f"Laporan *{report.matter.number}* tentang {subject(report)} kami tutup dulu, karena "
            "sudah kami jawab dan belum ada kabar lagi. Kalau ternyata belum beres, balas saja "
            "*belum* dan kami buka lagi.\n\nBoleh tahu, seberapa puas Bapak/Ibu dengan "
            "penanganannya?"
        )
        news = "kami tutup dulu karena belum ada kabar lagi. Kalau belum beres, balas saja “belum”"
        form = Form("progress", {**_about(report), "kabar": news}, _link(report))
        inside = stars.choices(report.matter.number, text)
        return self._word(CLOSED, report, where, (inside, form))

    def _word(
        self, purpose: str, report: Report, where: Reached, forms: tuple[Content, Form],
        until: datetime | None = None,
    ) -> NewWord:  # fmt: skip
        (contact, line), (inside, form) = where, forms
        return NewWord(
            contact_id=contact,
            line_id=line,
            purpose=purpose,
            text=getattr(inside, "text", ""),
            inside=inside,
            template=self.shelf.first(line, [form]),
            matter_id=report.pk,
            expires_at=until,
        )


def asked_last(reports: Collection[int]) -> dict[int, str]:
    """What officers wrote to these residents last, to stand inside a sentence. One statement."""
    if not reports:
        return {}
    words = Word.objects.filter(matter__in=reports, staff__isnull=False)
    last = words.order_by("matter", "-pk").distinct("matter").values_list("matter_id", "text")
    told = {pk: " ".join(text.split()).rstrip(" .!?") for pk, text in last if pk}
    return {pk: sayings.shorten(text, _LONGEST) for pk, text in told.items() if text}


def _asks(report: Report) -> str:
    if report.kind in (Kind.COMPLAINT, Kind.OVERSIGHT):
        return "apakah sudah beres menurut Bapak/Ibu"
    return "apakah jawabannya sudah membantu Bapak/Ibu"


def _about(report: Report) -> dict[str, str]:
    return {"nomor laporan": report.matter.number, "pokok laporan": subject(report)}


def _link(report: Report) -> Extras:
    return Extras(url_suffix=report.matter.token)
