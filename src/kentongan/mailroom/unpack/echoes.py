"""What officers typed in the phone's own app: the city's words, though we did not carry them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kentongan.cases import journal
from kentongan.cases.actor import Actor
from kentongan.cases.models import Matter
from kentongan.channels.wire import Said
from kentongan.mailroom import receipts
from kentongan.mailroom.models import Word
from kentongan.mailroom.unpack.item import fitting
from kentongan.mailroom.unpack.talk import LONGEST_TEXT, Told
from kentongan.people.identities import one_at_a_time
from kentongan.pure.flow import Role

ECHO, HISTORY = "echo", "history"
LABELS = {
    "image": "Foto", "video": "Video", "audio": "Pesan suara", "document": "Dokumen",
    "sticker": "Stiker", "location": "Lokasi", "contacts": "Kontak", "reaction": "Reaksi",
    "revoke": "Pesan ditarik kembali", "unreadable": "Pesan yang belum bisa ditampilkan",
}  # fmt: skip


def record(told: Sequence[Told], now: datetime) -> None:
    """New words of the city. What we sent ourselves comes back as an echo too: nothing new.

    An echo belongs to the resident's latest open matter; an imported chat belongs to none.
    """
    if not told:
        return
    one_at_a_time()
    told = _unknown(told)
    matters = _open_matters([t for t in told if not _said(t).history])
    words = Word.objects.bulk_create(_word(t, matters) for t in told)
    receipts.join_waiting([word.pk for word in words], now)
    _journal([word for word in words if word.matter_id], now)


def _journal(words: Sequence[Word], now: datetime) -> None:
    """An answer from the phone counts as one: the same verb as a word written at the desk."""
    if not words:
        return
    matters = Matter.objects.in_bulk({word.matter_id or 0 for word in words})
    journal.write(
        [
            journal.Entry(
                matter, "write", matter.state, matter.state, details={"word": word.pk, "echo": True}
            )
            for word in words
            for matter in [matters[word.matter_id or 0]]
        ],
        by=Actor(Role.OFFICER),
        now=now,
    )
    Matter.objects.filter(pk__in=matters).update(touched_at=now)


def _said(t: Told) -> Said:
    assert isinstance(t.item.event, Said)
    return t.item.event


def _unknown(told: Sequence[Told]) -> list[Told]:
    names = {t.item.name for t in told}
    known = set(
        Word.objects.filter(line__in={t.line for t in told}, external_id__in=names)
        .exclude(external_id="")
        .values_list("line_id", "external_id")
    )
    first = {t.key: t for t in reversed(told)}
    return [t for key, t in reversed(first.items()) if key not in known]


def _open_matters(told: Sequence[Told]) -> Mapping[int, int]:
    """Matter by contact."""
    contacts = {t.contact.pk for t in told}
    if not contacts:
        return {}
    matters = Matter.objects.filter(contact__in=contacts, ended_at=None)
    return dict(matters.order_by("received_at", "pk").values_list("contact_id", "pk"))


def _word(t: Told, matters: Mapping[int, int]) -> Word:
    said = _said(t)
    return Word(
        line_id=t.line,
        contact_id=t.contact.pk,
        matter_id=None if said.history else matters.get(t.contact.pk),
        purpose=HISTORY if said.history else ECHO,
        text=_text(said),
        reply_to=fitting(said.refers_to or said.reply_to),
        queued_at=t.item.at,
        attempted_at=t.item.at,
        sent_at=t.item.at,
        state=Word.State.SENT,
        external_id=t.item.name,
    )


def _text(said: Said) -> str:
    """What a reader of the timeline sees; a photo without caption is at least named."""
    label = LABELS.get(said.kind, "")
    if said.place:
        label = ": ".join(filter(None, (label, said.place.name or said.place.address)))
    return (said.text or label)[:LONGEST_TEXT]
