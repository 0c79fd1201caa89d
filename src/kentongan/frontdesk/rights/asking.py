"""Taking a request down: an officer for somebody at the counter, or the front desk for a chat."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actor import RESIDENT, Actor
from kentongan.cases.models import Deadline, Matter
from kentongan.channels.wire import TextOut
from kentongan.cities.locks import current
from kentongan.frontdesk.models import DataRequest
from kentongan.frontdesk.rights.flow import FLOW, LIMIT, S
from kentongan.mailroom.models import Lane
from kentongan.mailroom.outbox import NewWord, say
from kentongan.people.identities import same_person
from kentongan.people.models import Agency
from kentongan.pure import sayings
from kentongan.reports.actions.handling import OFFICE

PURPOSE = "data"
_WINDOW = timedelta(hours=24)
_KIND = Matter.Kind.DATA.value


@transaction.atomic
def ask(
    contact_id: int, wants: str, *, by: Actor = RESIDENT, now: datetime, identity: str = "",
    note: str = "",
) -> DataRequest:  # fmt: skip
    """Open a request with the law's clock, and tell the asker its number where they can be
    written to. Who asks twice for the same has one request: the one that is open.

    `identity` says how it was made sure that it is them; empty until an officer has done so.
    """
    waiting = DataRequest.objects.filter(
        wants=wants, matter__contact__in=same_person(contact_id), matter__state=S.ASKED
    )
    if known := waiting.select_related("matter").first():
        return known
    [matter] = cases.open_many(
        [
            cases.NewMatter(
                kind=_KIND,
                contact_id=contact_id,
                owner_id=Agency.objects.get(code=OFFICE).pk,
                received_at=now,
                limit=LIMIT,
                details={"wants": wants, "identity": identity},
            )
        ],
        flow=FLOW,
        by=by,
        now=now,
    )
    if note.strip():
        cases.note(matter, "note", by=by, now=now, text=note.strip())
    request = DataRequest.objects.create(
        matter=matter, wants=wants, identity=identity, checked_by_id=by.staff_id
    )
    tell(request, _received(request), now=now)
    return request


def _received(request: DataRequest) -> str:
    due = Deadline.objects.get(matter=request.matter, clock="matter").due_at
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
    contact = request.matter.contact_id
    lanes = Lane.objects.filter(
        contact__in=same_person(contact), way=Lane.Way.IN, spoke_at__gt=now - _WINDOW
    )
    found = lanes.order_by("-spoke_at").values_list("contact_id", "line_id").first()
    if found is None:
        return False
    say(
        NewWord(
            contact_id=found[0], line_id=found[1], purpose=PURPOSE, text=text,
            inside=TextOut(text), matter_id=request.matter_id,
        ),
        now=now,
    )  # fmt: skip
    return True
