"""What an officer does about words that did not arrive and letters nobody could read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actor import acting
from kentongan.channels.wire import TemplateOut
from kentongan.mailroom.contents import unpack
from kentongan.mailroom.models import Quarantine, Word
from kentongan.mailroom.outbox import NewWord, say
from kentongan.people.models import Staff
from kentongan.pure.errors import Refusal

STUCK = (Word.State.UNDELIVERABLE, Word.State.UNKNOWN)


@transaction.atomic
def resolve(word: Word, *, note: str = "", by: Staff, now: datetime) -> None:
    """The resident knows by another way, or need not: nothing is owed here any more."""
    word = _stuck(word)
    _resolved(word, now)
    _journal(word, "resolve", note, by, now)


@transaction.atomic
def resend(word: Word, *, by: Staff, now: datetime) -> Word:
    """Say it again, as new words with a new id: what is known of the old ones stays known."""
    word = _stuck(word)
    template = unpack(word.template)
    again = say(
        NewWord(
            contact_id=word.contact_id,
            line_id=word.line_id,
            purpose=word.purpose,
            text=word.text,
            inside=unpack(word.inside),
            template=template if isinstance(template, TemplateOut) else None,
            matter_id=word.matter_id,
            staff_id=by.pk,
        ),
        now=now,
    )
    _resolved(word, now)
    _journal(word, "resend", "", by, now)
    return again


def _stuck(word: Word) -> Word:
    """The word, locked, if it still waits for a decision."""
    held = Word.objects.select_for_update(of=("self",)).select_related("matter").get(pk=word.pk)
    if held.state not in STUCK or held.resolved_at:
        raise Refusal("Pesan ini sudah ditangani atau sudah sampai.")
    return held


def _resolved(word: Word, now: datetime) -> None:
    word.resolved_at = now
    word.save(update_fields=["resolved_at"])


def _journal(word: Word, verb: str, note: str, by: Staff, now: datetime) -> None:
    if word.matter:
        details: cases.Details = {"word": word.pk}
        cases.note(word.matter, verb, by=acting(by), now=now, text=note, details=details)


def set_aside(quarantined: Quarantine, *, now: datetime) -> None:
    """Somebody has looked at it. It is kept for 90 days all the same."""
    if quarantined.resolved_at:
        raise Refusal("Kiriman ini sudah ditangani.")
    quarantined.resolved_at = now
    quarantined.save(update_fields=["resolved_at"])
