"""`check`: what waits in each tray, and the invariants that must be zero.

A count that should be zero and is not means that somebody's voice is stuck. Each rule says what to
do about it. Reads only.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db.models import Count, Exists, Min, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from kentongan.cases.models import Matter
from kentongan.cities.locks import inside
from kentongan.cities.models import City
from kentongan.dashboards import mails, promises
from kentongan.dashboards.findings import Findings, LineState, Rule, Tally
from kentongan.mailroom.models import (
    File,
    Heartbeat,
    Lane,
    Letter,
    Line,
    LineKey,
    Mail,
    Message,
    Quarantine,
    Receipt,
    Template,
    Word,
)
from kentongan.mailroom.spool import waiting as spooled
from kentongan.mailroom.unpack.quarantine import UNKNOWN_LINE
from kentongan.reports.flow import FLOW
from kentongan.reports.models import Report

__all__ = ["Findings", "LineState", "Rule", "Tally", "house", "of_city"]

_M = TypeVar("_M", bound=Model)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def house(now: datetime) -> Findings:
    """What belongs to no city: letters, the spool, the quarantine, the workers."""
    waiting = Letter.objects.filter(unpacked_at=None)
    unknown = Quarantine.objects.filter(resolved_at=None)
    silent = Heartbeat.objects.filter(at__lt=now - MINUTE)
    files = len(spooled(settings.SPOOL))
    return Findings(
        city="",
        at=now,
        rules=(
            Rule("letters_late", "Surat lebih dari semenit belum dibuka",
                 waiting.filter(received_at__lt=now - MINUTE).count(),
                 "Periksa apakah proses work berjalan; catatannya ada di logs/work.log."),
            Rule("spool", "Surat menunggu di berkas karena basis data tak terjangkau", files,
                 "Pulihkan basis data; surat dimasukkan sendiri setelah itu."),
            Rule("unknown_lines", "Surat untuk nomor yang belum terdaftar",
                 unknown.filter(reason=UNKNOWN_LINE).count(),
                 "Daftarkan nomornya dengan ./kentongan line add; surat dibuka ulang sendiri."),
            Rule("strays", "Kiriman yang tak terbaca, belum dilihat", _strays(),
                 "Lihat dengan ./kentongan quarantine; setelah sebabnya beres, buka ulang."),
            Rule("workers", "Proses yang tidak memberi tanda lebih dari semenit",
                 silent.count() or _nobody_works(),
                 "Hidupkan lagi proses work."),
        ),
        tallies=(
            _tally("letters", "surat belum dibuka", waiting, "received_at"),
            Tally("spool", "berkas surat di cadangan", files),
            _tally("quarantine", "kiriman yang tak terbaca", unknown, "at"),
            Tally("seals_refused", "kiriman bersegel salah, ditolak", _refused_seals()),
        ),
    )  # fmt: skip


def _strays() -> int:
    """Without a line of ours: no city's page shows them."""
    ours = LineKey.objects.values("external_id")
    rows = Quarantine.objects.filter(resolved_at=None).exclude(line__in=ours)
    return rows.exclude(reason=UNKNOWN_LINE).count()


def _nobody_works() -> int:
    """1 if no worker ever gave a sign of life, although there are lines to work for."""
    return int(LineKey.objects.exists() and not Heartbeat.objects.exists())


def _refused_seals() -> int:
    """What the door turned away since it began; it cannot write to the database, so it keeps its
    own figures."""
    try:
        return int(json.loads((settings.DATA / "door.json").read_text())["refused_seals"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def of_city(city: City, now: datetime) -> Findings:
    """Invariants, trays, states and lines of one city."""
    with inside(city):
        return Findings(
            city=city.slug,
            at=now,
            rules=tuple(rule(now) for rule in RULES),
            tallies=_tallies(now),
            states=_states(),
            lines=_lines(now),
        )


def _untaken(now: datetime) -> Rule:
    late = Message.objects.filter(outcome="", arrived_at__lt=now - MINUTE)
    return Rule("messages_without_outcome", "Pesan tanpa catatan hasil", late.count(),
                "Pesan ini belum menjadi laporan, jawaban, atau catatan. Periksa proses work.",
                )  # fmt: skip


def _stalled(now: datetime) -> Rule:
    """A word that could go and does not: not one that waits for a paused line, for a later hour,
    or until it may be tried again."""
    moving = Word.objects.filter(state=Word.State.QUEUED, queued_at__lt=now - 2 * MINUTE).exclude(
        not_before__gt=now - 2 * MINUTE
    )
    waiting = Lane.objects.filter(
        contact=OuterRef("contact"), line=OuterRef("line"), way=Lane.Way.OUT,
        ready_at__gt=now - 2 * MINUTE,
    )  # fmt: skip
    awake = Q(line__paused_until=None) | Q(line__paused_until__lte=now)
    return Rule(
        "words_stalled",
        "Kata-kata siap kirim yang tidak bergerak",
        moving.filter(awake).exclude(Exists(waiting)).count(),
        "Periksa proses work dan sambungan ke platform.",
    )


def _paused(now: datetime) -> Rule:
    paused = Line.objects.filter(paused_until__gt=now + HOUR)
    return Rule(
        "lines_paused",
        "Nomor yang berhenti mengirim",
        paused.count(),
        "Lihat sebabnya di bawah; setelah beres, sambungkan lagi dengan line add.",
    )


def _in_doubt(now: datetime) -> Rule:
    before = now - timedelta(seconds=settings.UNKNOWN_WAIT)
    words = Word.objects.filter(state=Word.State.UNKNOWN, attempted_at__lt=before, resolved_at=None)
    return Rule(
        "words_unknown",
        "Balasan yang belum pasti sampai",
        words.count(),
        "Putuskan per pesan: kirim lagi, atau hubungi warga lewat jalan lain.",
        "trays",
    )


def _undelivered(now: datetime) -> Rule:
    words = Word.objects.filter(state=Word.State.UNDELIVERABLE, resolved_at=None)
    return Rule(
        "words_undeliverable",
        "Balasan yang tidak sampai ke warga",
        words.count(),
        "Hubungi warga lewat jalan lain, lalu tandai sudah ditangani.",
        "trays",
    )


def _orphans(now: datetime) -> Rule:
    receipts = Receipt.objects.filter(word=None, set_aside=False, arrived_at__lt=now - HOUR)
    return Rule(
        "receipts_orphaned",
        "Tanda terima tanpa pesan lebih dari sejam",
        receipts.count(),
        "Mungkin ada program lain yang mengirim lewat nomor yang sama.",
    )


def _files(now: datetime) -> Rule:
    files = File.objects.filter(state=File.State.WAITING, since__lt=now - HOUR)
    return Rule(
        "files_overdue",
        "Foto atau berkas yang lebih dari sejam belum terambil",
        files.count(),
        "Diambil ulang sendiri sampai tujuh hari. Periksa token nomor.",
    )


def _unacknowledged(now: datetime) -> Rule:
    reports = Report.objects.filter(ack_due_at__lt=now - MINUTE)
    return Rule(
        "acknowledgements_late",
        "Warga yang belum mendapat nomor laporan",
        reports.count(),
        "Periksa proses work.",
    )


RULES: tuple[Callable[[datetime], Rule], ...] = (
    _untaken, _unacknowledged, _stalled, _in_doubt, _undelivered, _orphans, _files,
    _paused, *promises.RULES, *mails.RULES,
)  # fmt: skip


def _tally(code: str, title: str, rows: QuerySet[_M], since: str) -> Tally:
    found = rows.aggregate(n=Count("pk"), oldest=Min(since))
    return Tally(code, title, found["n"], found["oldest"])


def _tallies(now: datetime) -> tuple[Tally, ...]:
    words = Word.objects.exclude(purpose="typing")
    queued = words.filter(state__in=("queued", "sending"))
    return (
        _tally("messages", "pesan belum dibaca meja depan",
               Message.objects.filter(outcome=""), "arrived_at"),
        _tally("acknowledgements", "ucapan terima laporan yang ditunda sebentar",
               Report.objects.exclude(ack_due_at=None), "ack_due_at"),
        _tally("words", "kata-kata menunggu dikirim", queued, "queued_at"),
        _tally("words_unknown", "belum pasti terkirim",
               words.filter(state="unknown"), "attempted_at"),
        _tally("mails", "surel menunggu dikirim",
               Mail.objects.filter(state__in=("queued", "sending")), "queued_at"),
        _tally("files", "foto dan berkas sedang diambil",
               File.objects.filter(state="waiting"), "since"),
        _tally("receipts", "tanda terima menunggu pesannya",
               Receipt.objects.filter(word=None, set_aside=False), "arrived_at"),
    )  # fmt: skip


def _states() -> tuple[tuple[str, int], ...]:
    counts = dict(
        Matter.objects.filter(kind="report").values_list("state").annotate(Count("pk")).order_by()
    )
    return tuple((state.value, counts.get(state.value, 0)) for state in FLOW.states)


def _lines(now: datetime) -> tuple[LineState, ...]:
    approved = Count("template", filter=Q(template__status=Template.Status.APPROVED))
    lines = Line.objects.annotate(approved=approved, all=Coalesce(Count("template"), 0))
    return tuple(
        LineState(
            name=line.name,
            display=line.display,
            sends=line.paused_until is None or line.paused_until <= now,
            reason=line.paused_reason,
            templates_approved=line.approved,
            templates=line.all,
        )
        for line in lines.order_by("pk")
    )
