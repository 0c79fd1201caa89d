"""Rules of `check` for the promise: every open matter has an owner, clocks, and a next rung."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from kentongan.cases import seals
from kentongan.cases.models import Deadline, Matter, Notice
from kentongan.dashboards.findings import Rule
from kentongan.reports.flow import FLOW
from kentongan.reports.models import Report

BUG = "Ini kesalahan program; laporkan kepada pengelola sistem."
# How long a rung, or somebody who must hear at once, may wait for the worker.
PATIENCE = timedelta(minutes=15)
SEALED_WITHIN = timedelta(minutes=1)
DIGESTS = timedelta(days=15)  # the longest row of holidays, and a margin


def clockless(now: datetime) -> Rule:
    """Every open matter has a step's clock, and the law's, running or paused; a debt has only
    its date. Who owns it is never empty: the database holds that."""
    clock = Deadline.objects.filter(matter=OuterRef("pk"), ended_at=None)
    law, step = Exists(clock.filter(clock="matter")), Exists(clock.filter(clock="step"))
    debt = Q(kind="report", state__in=FLOW.debts)
    sound = (Q(law) | debt) & (Q(step) | ~Q(kind="report"))
    return Rule(
        "open_without_clock",
        "Laporan terbuka tanpa penanggung jawab atau tenggat",
        Matter.objects.filter(ended_at=None).exclude(sound).count(),
        BUG,
    )


def paused_for_ever(now: datetime) -> Rule:
    """What stands still has a limit that runs: that of waiting, or of the state."""
    clock = Deadline.objects.filter(matter=OuterRef("pk"), ended_at=None)
    stands = Exists(clock.filter(paused_at__isnull=False))
    runs = Exists(clock.filter(clock="step", paused_at=None))
    return Rule(
        "paused_without_limit",
        "Jam yang dijeda tanpa batas",
        Matter.objects.filter(stands, ~runs, ended_at=None).count(),
        BUG,
    )


def ticking_on(now: datetime) -> Rule:
    running = Deadline.objects.filter(ended_at=None, matter__ended_at__isnull=False)
    ended = running.values("matter").distinct()
    return Rule("clock_on_closed", "Laporan selesai yang jamnya masih berjalan", ended.count(), BUG)


def rungs_missed(now: datetime) -> Rule:
    late = Deadline.objects.filter(ended_at=None, paused_at=None, next_at__lt=now - PATIENCE)
    return Rule(
        "rungs_missed",
        "Tenggat yang lewat tanpa ada yang diingatkan",
        late.count(),
        "Periksa proses work.",
    )


def untold(now: datetime) -> Rule:
    waiting = Notice.objects.filter(told_at=None, done_at=None)
    urgent = waiting.filter(urgent=True, at__lt=now - PATIENCE)
    slow = waiting.filter(urgent=False, at__lt=now - DIGESTS)
    return Rule(
        "notices_untold",
        "Pengingat yang belum disampaikan kepada jabatannya",
        urgent.count() + slow.count(),
        "Periksa proses work, dan apakah jabatan itu punya nomor atau surel.",
    )


def joined_to_nothing(now: datetime) -> Rule:
    joined = Report.objects.filter(matter__state="joined", matter__ended_at=None)
    lost = joined.filter(Q(joined_to=None) | Q(joined_to__matter__ended_at__isnull=False))
    return Rule(
        "joined_to_nothing",
        "Laporan yang digabung dengan laporan yang sudah berakhir",
        lost.count(),
        "Buka laporannya, lalu pisahkan lagi.",
    )


def unsealed(now: datetime) -> Rule:
    return Rule(
        "journal_unsealed",
        "Catatan yang lebih dari semenit belum disegel",
        seals.unsealed_older_than(now - SEALED_WITHIN),
        "Periksa proses work.",
    )


def chain_broken(now: datetime) -> Rule:
    """The last links only; `./kentongan journal verify` checks all of them."""
    return Rule(
        "chain_broken",
        "Rantai catatan yang tidak lagi utuh",
        int(not seals.chain_ok()),
        "Jalankan ./kentongan journal verify: baris pertama yang rusak disebut di sana.",
    )


RULES = (
    clockless, paused_for_ever, ticking_on, rungs_missed, untold, joined_to_nothing, unsealed,
    chain_broken,
)  # fmt: skip
