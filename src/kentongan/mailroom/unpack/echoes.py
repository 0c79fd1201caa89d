"""What officers typed in the phone's own app: the city's words, though we did not carry them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from kentongan.cases.models import Matter
from kentongan.cases.wake import wake
from kentongan.channels.wire import Said
from kentongan.mailroom import receipts
from kentongan.mailroom.models import File, Word
from kentongan.mailroom.unpack.item import fitting
from kentongan.mailroom.unpack.talk import LONGEST_TEXT, Told
from kentongan.people.identities import one_at_a_time
from kentongan.people.models import Contact

ECHO, HISTORY = "echo", "history"
LABELS = {
    "image": "Foto", "video": "Video", "audio": "Pesan suara", "document": "Dokumen",
    "sticker": "Stiker", "location": "Lokasi", "contacts": "Kontak", "reaction": "Reaksi",
    "revoke": "Pesan ditarik kembali", "unreadable": "Pesan yang belum bisa ditampilkan",
}  # fmt: skip


# Signs beside words: nobody is answered by them, so the front desk need not look.
_NO_ANSWER = frozenset({"reaction", "revoke", "edit"})


def record(told: Sequence[Told], now: datetime) -> None:
    """New words of the city. What we sent ourselves comes back as an echo too: nothing new.

    An echo belongs to the resident's latest open matter; an imported chat belongs to none. What
    it means for the report is for the room above to say: echoes are a tray of its own.
    """
    if not told:
        return
    one_at_a_time()
    told = _unknown(told)
    matters = _open_matters([t for t in told if not _said(t).history])
    words = Word.objects.bulk_create(_word(t, matters, now) for t in told)
    _files(words, told, now)
    receipts.join_waiting([word.pk for word in words], now)
    if words:
        wake()


def _files(words: Sequence[Word], told: Sequence[Told], now: datetime) -> None:
    """What an officer sent beside the words, to be fetched like a resident's photo."""
    sent = [(word, _said(t).media) for word, t in zip(words, told, strict=True)]
    File.objects.bulk_create(
        File(
            key=uuid.uuid4().hex,
            word=word,
            matter_id=word.matter_id,
            media=asdict(media),
            name=media.filename[:200],
            mime=media.mime[:100],
            since=now,
            ready_at=now,
        )
        for word, media in sent
        if media
    )


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
    """Matter by contact, also of what the same person wrote from an older number."""
    contacts = {t.contact.pk for t in told}
    if not contacts:
        return {}
    linked = dict(Contact.objects.filter(same_as__in=contacts).values_list("pk", "same_as_id"))
    matters = Matter.objects.filter(contact__in={*contacts, *linked}, ended_at=None)
    latest = matters.order_by("received_at", "pk").values_list("contact_id", "pk")
    return {linked.get(contact or 0, contact or 0): pk for contact, pk in latest}


def _word(t: Told, matters: Mapping[int, int], now: datetime) -> Word:
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
        taken_at=now if said.history or said.kind in _NO_ANSWER else None,
    )


def _text(said: Said) -> str:
    """What a reader of the timeline sees. What has a file speaks by it; the rest is named."""
    label = "" if said.media else LABELS.get(said.kind, "")
    if said.place:
        label = ": ".join(filter(None, (label, said.place.name or said.place.address)))
    return (said.text or label)[:LONGEST_TEXT]
