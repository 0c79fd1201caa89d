"""What an officer does with a request about somebody's own data: one verb, one transaction each."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actor import acting
from kentongan.cases.models import Matter
from kentongan.cities.locks import current
from kentongan.frontdesk.models import DataRequest
from kentongan.frontdesk.rights import asking, homes
from kentongan.frontdesk.rights.flow import FLOW, S
from kentongan.frontdesk.rights.person import Person, person
from kentongan.people.identities import one_at_a_time
from kentongan.people.models import Contact, ContactAddress, Staff
from kentongan.pure import sayings
from kentongan.pure.errors import Refusal

Wants = DataRequest.Wants


def hold(request: DataRequest) -> DataRequest:
    """Lock the folder, then the request, and read both anew."""
    matter = Matter.objects.select_for_update().get(pk=request.pk)
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    request.matter = matter
    return request


@transaction.atomic
def check(request: DataRequest, *, identity: str, by: Staff, now: datetime) -> None:
    """An officer has made sure that it is them, and says how."""
    request = hold(request)
    if request.matter.state != S.ASKED:
        raise Refusal("Permintaan ini sudah dijawab.")
    request.identity, request.checked_by = identity, by
    request.save(update_fields=["identity", "checked_by"])
    details: cases.Details = {"identity": identity}
    cases.note(request.matter, "check", by=acting(by), now=now, details=details)


@transaction.atomic
def give(request: DataRequest, *, digest: str, size: int, by: Staff, now: datetime) -> None:
    """A copy of everything was handed over: `digest` is the archive's sha256, `size` its bytes.
    May be done again."""
    request = _ready(request, Wants.ACCESS)
    deed = {"archive": digest, "bytes": size}
    _done(request, "give", deed, by=by, now=now)
    asking.tell(request, _done_words(request), now=now)


@dataclass(frozen=True, slots=True)
class Right:
    """How it should be. Empty fields stay as they are; telephones in E.164. `gone` is the key of
    an address that is not theirs."""

    name: str = ""
    phone: str = ""
    gone: int | None = None


@transaction.atomic
def correct(request: DataRequest, *, right: Right, by: Staff, now: datetime) -> None:
    """Put right the name and the numbers. The journal says what was put right, not how."""
    one_at_a_time()
    request = _ready(request, Wants.CORRECTION)
    if not (right.name or right.phone or right.gone):
        raise Refusal("Isi dahulu apa yang perlu diperbaiki.")
    whose = person(request.matter.contact_id or 0)
    if right.name:
        Contact.objects.filter(pk__in=whose.contacts).update(name=right.name)
    if right.gone:
        addresses = ContactAddress.objects.filter(contact__in=whose.contacts)
        addresses.filter(pk=right.gone).delete()
    if right.phone:
        _enter(whose, right.phone, now)
    deed = {"name": bool(right.name), "phone": bool(right.phone), "removed": bool(right.gone)}
    _done(request, "correct", deed, by=by, now=now)
    asking.tell(request, _done_words(request), now=now)


def _enter(whose: Person, phone: str, now: datetime) -> None:
    known = ContactAddress.objects.filter(kind="phone", value=phone).first()
    if known and known.contact_id not in whose.contacts:
        raise Refusal("Nomor itu sudah tercatat pada orang lain. Pastikan lagi nomornya.")
    if known is None:
        ContactAddress.objects.create(
            contact_id=whose.contacts[0], kind="phone", value=phone, since=now
        )


@transaction.atomic
def erase(request: DataRequest, *, by: Staff, now: datetime) -> None:
    """Forget the person: every home of personal data is emptied, a letter that comes again brings
    nothing back, and the journal's chain stays whole.

    Raises `Refusal` while the city still works for them: an open report needs its words and
    somebody to answer. Nothing is said to them afterwards: their number is gone. They hold the
    link to the proof since they asked.
    """
    one_at_a_time()
    request = _ready(request, Wants.ERASURE)
    whose = person(request.matter.contact_id or 0)
    _nothing_open(whose, request)
    request.shreds = homes.shreds(whose)
    deed: dict[str, Any] = {}
    for empty, _tables in homes.HOMES:
        deed |= empty(whose, now)
    _done(request, "erase", deed, by=by, now=now)


def _nothing_open(whose: Person, request: DataRequest) -> None:
    waiting = Matter.objects.filter(pk__in=whose.matters, ended_at=None).exclude(pk=request.pk)
    numbers = list(waiting.order_by("pk").values_list("number", flat=True)[:5])
    if numbers:
        raise Refusal(
            f"Masih ada yang dikerjakan untuk orang ini: {', '.join(numbers)}. Selesaikan dahulu,"
            " atau jawab permintaan ini dengan alasan “laporannya masih dikerjakan”."
        )


@transaction.atomic
def refuse(request: DataRequest, *, reason: str, text: str, by: Staff, now: datetime) -> None:
    """It cannot be done, or not now: with a reason of the law's, and words for the asker."""
    request = hold(request)
    request.refused_for = reason
    deed = {"reason": reason}
    _done(request, "refuse", deed, by=by, now=now, note=text.strip())
    why = DataRequest.Reason(reason).label
    asking.tell(
        request,
        f"Permintaan {request.matter.number} belum dapat kami penuhi: {why}."
        f" {text.strip()}\n\nJawaban lengkapnya: {asking.link(request)}",
        now=now,
    )


# -- inner


def _ready(request: DataRequest, wants: str) -> DataRequest:
    request = hold(request)
    if request.wants != wants:
        raise Refusal(f"Permintaan ini untuk {request.get_wants_display()}.")
    if not request.identity:
        raise Refusal("Pastikan dahulu bahwa ini benar orangnya, dan catat caranya.")
    return request


def _done(
    request: DataRequest,
    verb: str,
    deed: dict[str, Any],
    *,
    by: Staff,
    now: datetime,
    note: str = "",
) -> None:
    """Move the folder, and keep what was done with its digest: the asker's proof."""
    facts = {"number": request.matter.number, "wants": request.wants, "verb": verb,
             "at": now.isoformat(timespec="seconds"), **deed}  # fmt: skip
    request.deed = facts
    request.digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    details: cases.Details = {**deed, "deed": request.digest}
    again = request.matter.state == S.DONE
    if again:
        FLOW.step(verb, S.DONE, acting(by).role)
        cases.note(request.matter, verb, by=acting(by), now=now, details=details)
    else:
        cases.move(
            request.matter, verb, flow=FLOW, by=acting(by), now=now, note=note, details=details
        )
    request.save(update_fields=["deed", "digest", "refused_for", "shreds"])


def _done_words(request: DataRequest) -> str:
    return f"Permintaan {request.matter.number} sudah kami penuhi. Buktinya: {asking.link(request)}"


def proof(request: DataRequest) -> str:
    """One sentence to read out or to write down."""
    when = request.deed.get("at")
    if not when:
        return ""
    at = datetime.fromisoformat(str(when))
    return (
        f"{request.matter.number}, {sayings.exact(at, current().tz)}, sidik {request.digest[:16]}"
    )
