"""What cannot wait until the morning: danger, told at once, by night and on holidays too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kentongan.cases import clocks
from kentongan.cases.clocks import Calendar
from kentongan.cases.models import Notice
from kentongan.frontdesk.digest.ears import Ears
from kentongan.frontdesk.digest.matters import Brief, briefs, dues
from kentongan.frontdesk.digest.saying import Telling, send
from kentongan.frontdesk.reachable import Reach, reach
from kentongan.mailroom.approved import Extras, Form
from kentongan.people.posts import directory

Kind = Notice.Kind


def tell(now: datetime, most: int) -> int:
    """Inside a city. One message for each post and report. A telephone rings at night and an
    e-mail does not, so preference counts only where there is no telephone."""
    waiting = Notice.objects.filter(told_at=None, done_at=None, urgent=True)
    found = list(waiting.select_for_update(skip_locked=True).order_by("pk")[:most])
    if not found:
        return 0
    days = clocks.calendar()
    known = directory(days.day(now))
    ears = Ears.on(known)
    groups: dict[tuple[int, int], list[Notice]] = {}
    for notice in found:
        groups.setdefault((ears.of(notice), notice.matter_id), []).append(notice)
    reached = reach({post for post, _ in groups}, known, now=now)
    matters = {matter for _, matter in groups}
    told = briefs(matters, dues(matters))
    tellings = [
        _telling(reached[post], told[matter], _gravest(some), now, days)
        for (post, matter), some in groups.items()
        if reached[post].anyhow and matter in told
    ]
    sent = send(tellings, now=now)
    gone = [notice.pk for one in sent for notice in groups[one.reach.post.pk, one.matter or 0]]
    return Notice.objects.filter(pk__in=gone).update(told_at=now)


def _gravest(notices: Sequence[Notice]) -> str:
    order = (Kind.NOT_DONE, Kind.ESCALATION, Kind.PING_PONG, Kind.REMINDER)
    return min((n.kind for n in notices), key=lambda kind: order.index(Kind(kind)))


def _telling(to: Reach, brief: Brief, kind: str, now: datetime, days: Calendar) -> Telling:
    late = brief.due is not None and brief.due < now
    return Telling(
        reach=to,
        purpose="urgent",
        subject=f"Mendesak: laporan {brief.number}",
        text=f"*Mendesak.* {_words(brief, kind, now, days)}",
        label="Buka laporan",
        path=f"{brief.number}/",
        form=_escalation(brief, now, days) if late else _reminder(to, brief, days),
        by_mail=not to.contacts,
        matter=brief.matter,
    )


def _words(brief: Brief, kind: str, now: datetime, days: Calendar) -> str:
    about = brief.named
    if kind == Kind.NOT_DONE:
        return f"{about}: kata warga belum beres."
    if kind == Kind.PING_PONG:
        return f"{about} sudah beberapa kali dikembalikan. Mohon diputuskan siapa yang mengerjakan."
    if kind == Kind.REMINDER:
        return f"{about} ditunggu paling lambat {brief.until(days)}."
    return f"{about}: {brief.when(now, days)} dari batas waktunya. Mohon arahan."


def _escalation(brief: Brief, now: datetime, days: Calendar) -> Form:
    values = {
        "nomor laporan": brief.number,
        "pokok laporan": brief.about,
        "perangkat daerah": brief.owner,
        "lama terlambat": brief.when(now, days).removeprefix("lewat "),
    }
    return Form("escalation", values, Extras(url_suffix=brief.number))


def _reminder(to: Reach, brief: Brief, days: Calendar) -> Form:
    values = {
        "jabatan atau perangkat daerah": to.post.title,
        "nomor laporan": brief.number,
        "pokok laporan": brief.about,
        "batas waktu": brief.until(days),
    }
    return Form("disposition_reminder", values, Extras(url_suffix=brief.number))
