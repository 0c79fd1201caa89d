"""Taking a request down: an officer for somebody at the counter, or the front desk for a chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from django.conf import settings
from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases import journal
from kentongan.cases.actor import RESIDENT, Actor
from kentongan.cases.models import Deadline, Matter
from kentongan.channels.wire import TextOut
from kentongan.cities.locks import current
from kentongan.frontdesk.models import DataRequest
from kentongan.frontdesk.rights.flow import FLOW, LIMIT, S
from kentongan.mailroom.models import Lane
from kentongan.mailroom.outbox import NewWord, say_many
from kentongan.people.identities import same_people, same_person
from kentongan.people.models import Agency
from kentongan.pure import sayings
from kentongan.reports.actions.handling import OFFICE

PURPOSE = "data"
_WINDOW = timedelta(hours=24)
_KIND = Matter.Kind.DATA.value


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody claims a right. `identity` says how it was made sure that it is them; empty until
    an officer has done so. `note` are their words."""

    contact_id: int
    wants: str
    note: str = ""
    identity: str = ""


def ask(
    contact_id: int, wants: str, *, by: Actor = RESIDENT, now: datetime, identity: str = "",
    note: str = "",
) -> DataRequest:  # fmt: skip
    [request] = ask_many([Ask(contact_id, wants, note, identity)], by=by, now=now)
    return request


@transaction.atomic
def ask_many(asks: Sequence[Ask], *, by: Actor = RESIDENT, now: datetime) -> list[DataRequest]:
    """Open requests with the law's clock, and tell the askers their numbers where they can be
    written to. A constant number of statements.

    Who asks again for the same has one request, the one that is open, and hears its number again.
    """
    if not asks:
        return []
    people = same_people({one.contact_id for one in asks})
    open_now = _open_now(asks, people)
    firsts = {_key(one, people): one for one in reversed(asks)}
    fresh = {key: one for key, one in firsts.items() if key not in open_now}
    known = open_now | dict(zip(fresh, _opened(list(fresh.values()), by, now), strict=True))
    told = {known[key].pk: known[key] for key in firsts}
    _tell_all(list(told.values()), people, now=now)
    return [known[_key(one, people)] for one in asks]


_Key: TypeAlias = tuple[int, str]


def _key(one: Ask, people: Mapping[int, Sequence[int]]) -> _Key:
    """The person, by their first contact, and what they want."""
    return min(people[one.contact_id]), one.wants


def _open_now(asks: Sequence[Ask], people: Mapping[int, Sequence[int]]) -> dict[_Key, DataRequest]:
    wanted = {one.wants for one in asks}
    waiting = DataRequest.objects.filter(
        wants__in=wanted, matter__contact__in=list(people), matter__state=S.ASKED
    )
    found = waiting.select_related("matter").order_by("-pk")
    return {(min(people[one.matter.contact_id or 0]), one.wants): one for one in found}


def _opened(asks: Sequence[Ask], by: Actor, now: datetime) -> list[DataRequest]:
    if not asks:
        return []
    owner = Agency.objects.get(code=OFFICE).pk
    matters = cases.open_many(
        [
            cases.NewMatter(
                kind=_KIND,
                contact_id=one.contact_id,
                owner_id=owner,
                received_at=now,
                limit=LIMIT,
                details={"wants": one.wants, "identity": one.identity},
            )
            for one in asks
        ],
        flow=FLOW,
        by=by,
        now=now,
    )
    notes = [
        journal.Entry(matter, "note", matter.state, matter.state, note=one.note.strip())
        for matter, one in zip(matters, asks, strict=True)
        if one.note.strip()
    ]
    journal.write(notes, by=by, now=now)
    return DataRequest.objects.bulk_create(
        DataRequest(
            matter=matter, wants=one.wants, identity=one.identity, checked_by_id=by.staff_id
        )
        for matter, one in zip(matters, asks, strict=True)
    )


def _tell_all(
    requests: Sequence[DataRequest], people: Mapping[int, Sequence[int]], *, now: datetime
) -> None:
    """Their numbers, where they wrote within the last day."""
    running = Deadline.objects.filter(matter__in=[one.pk for one in requests], clock="matter")
    dues = dict(running.values_list("matter_id", "due_at"))
    lanes = _lanes(list(people), now)
    words = []
    for one in requests:
        theirs = people[one.matter.contact_id or 0]
        lane = next((lane for lane in lanes if lane[0] in theirs), None)
        if lane:
            words.append(_word(one, lane, _received(one, dues[one.pk])))
    say_many(words, now=now)


def _received(request: DataRequest, due: datetime) -> str:
    zone = current().tz
    return (
        f"Permintaan Bapak/Ibu untuk {request.get_wants_display()} kami terima, nomor"
        f" *{request.matter.number}*. Kami pastikan dahulu bahwa ini benar Bapak/Ibu, lalu kami"
        f" jawab paling lambat {sayings.exact(due, zone)}.\n\nBukti dan jawabannya ada di sini,"
        f" simpan tautannya: {link(request)}"
    )


def link(request: DataRequest) -> str:
    """The asker's own page: proof without a word about them."""
    return f"{settings.URL}/bukti/{request.matter.token}"


def tell(request: DataRequest, text: str, *, now: datetime) -> bool:
    """Write to the asker where they wrote within the last day. Says whether that was possible:
    otherwise the officer hands the page over."""
    lanes = _lanes(same_person(request.matter.contact_id), now)
    if not lanes:
        return False
    say_many([_word(request, lanes[0], text)], now=now)
    return True


def _lanes(contacts: Sequence[int], now: datetime) -> list[tuple[int, int]]:
    """Contact and line of those who wrote within the last day, the latest first."""
    lanes = Lane.objects.filter(contact__in=contacts, way=Lane.Way.IN, spoke_at__gt=now - _WINDOW)
    return list(lanes.order_by("-spoke_at").values_list("contact_id", "line_id"))


def _word(request: DataRequest, lane: tuple[int, int], text: str) -> NewWord:
    contact, line = lane
    return NewWord(
        contact_id=contact, line_id=line, purpose=PURPOSE, text=text, inside=TextOut(text),
        matter_id=request.matter_id,
    )  # fmt: skip
