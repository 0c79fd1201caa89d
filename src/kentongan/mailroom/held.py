"""What is held up: words that did not arrive, words in doubt, letters nobody could read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.forms import Form
from django.urls import reverse

from kentongan.cases.models import Holiday
from kentongan.cities.locks import current
from kentongan.mailroom.forms import ResolveForm
from kentongan.mailroom.models import Line, Quarantine, Word
from kentongan.pure import sayings, workdays
from kentongan.pure.redact import redact

_PREVIEW = 1500
_MOST = 100
_MOST_FOLDERS = 2000
_CHANNELS = {"whatsapp": "WhatsApp", "instagram": "Instagram", "messenger": "Messenger"}
# The platform's code → what helps (channels.md, C4). What is not here: another way.
_ADVICE = {
    131026: "Nomornya mungkin tidak memakai WhatsApp lagi. Telepon atau datangi warganya.",
    131047: "Jendela 24 jam sudah tutup. Telepon, atau tunggu sampai warga menulis lagi.",
    131050: "Warga menolak pesan dari kita. Hubungi dengan cara lain.",
    130472: "Sedang dibatasi WhatsApp. Coba kirim ulang besok, atau telepon.",
}
_OTHERWISE = "Telepon atau datangi warga, atau titipkan lewat kelurahan tanpa menyebut isinya."


@dataclass(frozen=True, slots=True)
class Due:
    kind: str
    words: str
    exact: str


@dataclass(frozen=True, slots=True)
class Action:
    """As components/action.html draws it."""

    verb: str
    label: str
    url: str
    tone: str = "plain"
    key: str = ""
    form: Form | None = None
    hint: str = ""
    send: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    number: str
    url: str
    words: str
    reason: str
    advice: str
    at: datetime
    due: Due
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class Doubtful:
    number: str
    url: str
    words: str
    at: datetime
    words_next: str


@dataclass(frozen=True, slots=True)
class Unread:
    id: str
    at: datetime
    channel: str
    reason: str
    size: str
    preview: str
    actions: list[Action]


def folders() -> set[int]:
    """The folders in which words are held up. Two statements: each state has its own index."""
    found: set[int] = set()
    for state in (Word.State.UNDELIVERABLE, Word.State.UNKNOWN):
        held = Word.objects.filter(state=state, resolved_at=None, matter__isnull=False)
        found.update(held.order_by("pk").values_list("matter_id", flat=True)[:_MOST_FOLDERS])
    return found


def lost(now: datetime, hidden: Collection[int] = ()) -> list[Lost]:
    """Answers that have not reached their resident, oldest first. Two statements. `hidden`: the
    folders that the reader may not look into."""
    words = _words(Word.State.UNDELIVERABLE, hidden)
    zone = current().tz
    off, on = _days()
    return [
        Lost(
            number=w.matter.number if w.matter else "tanpa laporan",
            url=_report(w),
            words=sayings.shorten(redact(w.text), 300),
            reason=_sentence(w.trouble),
            advice=_ADVICE.get(w.trouble_code or 0, _OTHERWISE),
            at=w.ended_at or w.queued_at,
            due=_due(w.ended_at or w.queued_at, now, zone, (off, on)),
            actions=_lost_actions(w),
        )
        for w in words
    ]


def _lost_actions(word: Word) -> list[Action]:
    return [
        Action("resolve", "Sudah saya sampaikan", _verb(word, "resolve"), tone="main",
               form=ResolveForm(auto_id=f"resolve{word.pk}_%s"), send="Catat"),
        Action("resend", "Kirim ulang", _verb(word, "resend")),
    ]  # fmt: skip


def doubtful(now: datetime, hidden: Collection[int] = ()) -> list[Doubtful]:
    """Words of which nobody can say whether they arrived."""
    wait = timedelta(seconds=settings.UNKNOWN_WAIT)
    return [
        Doubtful(
            number=w.matter.number if w.matter else "tanpa laporan",
            url=_report(w),
            words=sayings.shorten(redact(w.text), 300),
            at=w.attempted_at or w.queued_at,
            words_next=_next(w, now, wait),
        )
        for w in _words(Word.State.UNKNOWN, hidden)
    ]


def _next(word: Word, now: datetime, wait: timedelta) -> str:
    left = (word.attempted_at or word.queued_at) + wait - now
    if word.resent or word.bulk:
        return "Tidak dikirim ulang sendiri. Tanyakan kepada warga, atau telepon."
    if left > timedelta():
        minutes = max(1, int(left.total_seconds() // 60))
        return (
            f"WhatsApp belum memastikan. Bila {minutes} menit lagi tetap sunyi, dikirim ulang "
            "sekali dengan tanda yang sama."
        )
    return "Dikirim ulang sekali begitu tanda terima lain di nomor ini masuk."


def unread() -> list[Unread]:
    """What came to this city's lines and could not be read."""
    ours = list(Line.objects.values_list("external_id", flat=True))
    rows = Quarantine.objects.filter(line__in=ours, resolved_at=None).order_by("-pk")[:_MOST]
    return [
        Unread(
            id=str(row.pk),
            at=row.at,
            channel=_CHANNELS.get(row.channel, row.channel),
            reason=_sentence(row.reason),
            size=sayings.size(len(row.item)),
            preview=redact(bytes(row.item)[:_PREVIEW].decode("utf-8", "replace")),
            actions=[
                Action(
                    "set_aside",
                    "Sudah dilihat",
                    reverse("desk:quarantined", args=[current().slug, row.pk, "set_aside"]),
                )
            ],
        )
        for row in rows
    ]


def _words(state: str, hidden: Collection[int]) -> QuerySet[Word]:
    found = Word.objects.filter(state=state, resolved_at=None).exclude(purpose="typing")
    found = found.exclude(matter__in=hidden) if hidden else found
    return found.select_related("matter").order_by("pk")[:_MOST]


def _report(word: Word) -> str:
    home = current().slug
    if word.matter is None:
        return reverse("desk:trays", args=[home])
    return reverse("desk:report", args=[home, word.matter.number])


def _verb(word: Word, verb: str) -> str:
    return reverse("desk:word", args=[current().slug, word.pk, verb])


def _sentence(text: str) -> str:
    text = text.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else "Alasannya tidak disebut."


_Days = tuple[frozenset[date], frozenset[date]]


def _days() -> _Days:
    days = list(Holiday.objects.values_list("day", "works"))
    return (
        frozenset(day for day, works in days if not works),
        frozenset(day for day, works in days if works),
    )


def _due(lost_at: datetime, now: datetime, zone: ZoneInfo, days: _Days) -> Due:
    """Two working days to reach them by another way, as for an answer that waits at the desk."""
    at = workdays.due_at(lost_at, 2, zone, *days)
    kind = "late" if at < now else "soon"
    return Due(kind, sayings.left(at, now, zone, *days), sayings.exact(at, zone))
