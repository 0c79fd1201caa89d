"""What the front desk set aside without a report, and an officer who wants a report of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from kentongan.cases.wake import wake
from kentongan.cities.locks import current
from kentongan.mailroom.held import Action
from kentongan.mailroom.models import Lane, Message
from kentongan.mailroom.models.messages import BEYOND_US, DOUBTED, RUDE, SPAM, UNREADABLE
from kentongan.people.models import ContactAddress, Staff
from kentongan.pure import phones, sayings
from kentongan.pure.errors import Refusal
from kentongan.pure.redact import redact

KEPT = timedelta(days=30)
DONE_FOR = timedelta(days=1)  # how long it is shown what became of one
_MOST = 100
_LONGEST = 300
_REASONS: Mapping[str, str] = {
    RUDE: "Hanya berisi kata kasar.",
    SPAM: "Terbaca sebagai promosi atau tipuan.",
    UNREADABLE: "Isinya tidak dibagikan WhatsApp.",
    BEYOND_US: "Belum bisa diolah. Catatan kesalahannya ada pada pengelola sistem.",
}


@dataclass(frozen=True, slots=True)
class Aside:
    """`who` is masked. `number` and `url` are there once it has become a report."""

    who: str
    at: datetime
    words: str
    reason: str
    number: str = ""
    url: str = ""
    actions: tuple[Action, ...] = ()


def listed(now: datetime) -> list[Aside]:
    """Newest first, with what became of those that were called back. Three statements."""
    doubted = Message.objects.filter(
        outcome=Message.Outcome.SET_ASIDE, outcome_note__in=DOUBTED, matter=None, at__gt=now - KEPT
    )
    wanted = Message.objects.filter(wanted_by__isnull=False).exclude(
        outcome=Message.Outcome.SET_ASIDE
    )
    recent = wanted.filter(Q(taken_at=None) | Q(taken_at__gt=now - DONE_FOR))
    found = [
        *recent.select_related("contact", "matter").order_by("-taken_at")[:_MOST],
        *doubted.select_related("contact").order_by("-at")[:_MOST],
    ]
    numbers = _numbers({message.contact_id for message in found})
    return [_shown(message, numbers.get(message.contact_id, "")) for message in found]


def _numbers(contacts: Iterable[int]) -> Mapping[int, str]:
    phone = ContactAddress.objects.filter(kind="phone", is_current=True, contact__in=contacts)
    return dict(phone.order_by("since").values_list("contact_id", "value"))


def _shown(message: Message, number: str) -> Aside:
    """Numbers and the like in the words are hidden before they are cut: half a number is one."""
    who = phones.masked(number) if number else _initials(message.contact.name)
    words = sayings.shorten(redact(message.text), _LONGEST)
    if message.outcome == Message.Outcome.SET_ASIDE:
        return Aside(who, message.at, words, _REASONS[message.outcome_note], actions=_want(message))
    if message.matter is None:
        return Aside(who, message.at, words, "Sedang dijadikan laporan.")
    ticket = message.matter.number
    url = reverse("desk:report", args=[current().slug, ticket])
    return Aside(who, message.at, words, "Sudah menjadi laporan.", ticket, url)


def _initials(name: str) -> str:
    letters = [part[0].upper() for part in name.split() if part[0].isalpha()]
    return f"{'. '.join(letters[:3])}." if letters else "Tanpa nomor"


def _want(message: Message) -> tuple[Action, ...]:
    url = reverse("desk:doubted", args=[current().slug, message.pk, "report"])
    return (Action("report", "Jadikan laporan", url),)


@transaction.atomic
def want(message: Message, *, by: Staff, now: datetime) -> None:
    """An officer wants a report of it: it lies in the tray of messages again, and the front desk
    opens one, whatever it thought of the words. The lane is locked first, as the desk does."""
    where = {"contact": message.contact_id, "line": message.line_id, "way": Lane.Way.IN}
    lane = Lane.objects.select_for_update().filter(**where).first()
    held = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if held.outcome != Message.Outcome.SET_ASIDE or held.matter_id or lane is None:
        raise Refusal("Pesan ini sudah dijadikan laporan, atau sudah ada di suatu laporan.")
    held.outcome, held.taken_at, held.wanted_by = "", None, by
    held.save(update_fields=["outcome", "taken_at", "wanted_by"])
    Lane.objects.filter(pk=lane.pk).update(pending=F("pending") + 1, ready_at=now)
    wake()
