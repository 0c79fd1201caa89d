"""Where the talks stand after this batch, and what is said in them."""

from __future__ import annotations

from kentongan.frontdesk.decide import Said
from kentongan.frontdesk.doing.batch import Batch
from kentongan.frontdesk.models import Talk
from kentongan.frontdesk.reading import LaneRow
from kentongan.mailroom.contents import unpack
from kentongan.mailroom.models import Word
from kentongan.mailroom.outbox import NewWord, say_many


def keep_talks(batch: Batch) -> None:
    talks = [
        Talk(
            contact_id=row.contact_id,
            line_id=row.line_id,
            question=d.talk.question,
            about_id=batch.matter(row, d.talk.about),
            waiting_id=d.talk.waiting or None,
            twin_id=d.talk.twin or None,
            asked_at=d.talk.asked_at,
            greeted_at=d.talk.greeted_at,
            warned_at=d.talk.warned_at,
            human_at=d.talk.human_at,
        )
        for row, d in batch.pairs
        if d.talk
    ]
    if talks:
        Talk.objects.bulk_create(
            talks,
            update_conflicts=True,
            unique_fields=["city", "contact", "line"],
            update_fields=["question", "about", "waiting", "twin", "asked_at", "greeted_at",
                           "warned_at", "human_at"],
        )  # fmt: skip


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def say(batch: Batch) -> None:
    _hush(batch)
    words = [_word(batch, row, said) for row, d in batch.pairs for said in d.said]
    say_many([*words, *_again(batch)], now=batch.now)


def _word(batch: Batch, row: LaneRow, said: Said) -> NewWord:
    return NewWord(
        contact_id=row.contact_id,
        line_id=row.line_id,
        purpose=said.purpose,
        text=said.text,
        inside=said.content,
        matter_id=batch.matter(row, said.key),
        reply_to=said.reply_to,
        not_before=batch.now + said.wait if said.wait else None,
        expires_at=batch.now + said.lasts if said.lasts else None,
    )


def _hush(batch: Batch) -> None:
    """A greeting that has not left yet is not needed when the acknowledgement will greet."""
    who = [row.contact_id for row, d in batch.pairs if d.hush]
    if who:
        waiting = Word.objects.filter(contact__in=who, purpose="greeting", state=Word.State.QUEUED)
        waiting.filter(not_before__gt=batch.now).update(
            state=Word.State.CANCELLED, ended_at=batch.now, trouble="tidak diperlukan lagi"
        )


def _again(batch: Batch) -> list[NewWord]:
    """The last words that left as a template, now in full: their window is open."""
    keys = {key: row for row, d in batch.pairs for key in d.again}
    if not keys:
        return []
    announced = Word.objects.filter(matter__in=keys, used_template=True, staff__isnull=False)
    latest = announced.order_by("matter", "-pk").distinct("matter")
    return [
        NewWord(
            contact_id=keys[word.matter_id].contact_id,
            line_id=keys[word.matter_id].line_id,
            purpose=word.purpose,
            text=word.text,
            inside=unpack(word.inside),
            matter_id=word.matter_id,
            staff_id=word.staff_id,
        )
        for word in latest
        if word.matter_id and word.inside
    ]
