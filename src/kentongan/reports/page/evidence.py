"""What was done beside what was told: the agency's photos next to the resident's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kentongan.pure import sayings
from kentongan.reports.models import Answer
from kentongan.reports.page.shapes import Attachment, Item
from kentongan.reports.page.timeline import Reading
from kentongan.reports.queries.folder import Talk

# So many of the resident's photos stand beside an answer, the first ones: what it was about.
MOST = 2


def beside(items: Sequence[Item], talk: Talk, reading: Reading) -> list[Item]:
    """The conversation with each answer telling when and where, and its photos next to those that
    the resident had given by then. Only what this reader sees anyway."""
    by_id = {f"a{answer.pk}": answer for answer in talk.answers}
    before: list[Attachment] = []
    shown = []
    for item in items:
        if item.kind == "in":
            before += [file for file in item.files if file.thumb_url]
        if answer := by_id.get(item.id):
            after = any(file.thumb_url for file in item.files)
            pair = before[:MOST] if after else []
            item = replace(item, text=f"{item.text}{reading.veil.text(_done(answer))}", before=pair)
        shown.append(item)
    return shown


def _done(answer: Answer) -> str:
    """`Dikerjakan 12 Maret 2026 di Gg. Mawar.`"""
    if answer.outcome == Answer.Outcome.NOT_OURS:
        return f"\nMenurut mereka urusan {answer.passed_to.name}." if answer.passed_to else ""
    if answer.promised_for:
        return f"\nDijanjikan untuk {sayings.short_day(answer.promised_for)}."
    when = sayings.short_day(answer.done_on) if answer.done_on else ""
    where = f"di {answer.place.rstrip('.')}" if answer.place else ""
    return f"\nDikerjakan {' '.join(filter(None, (when, where)))}." if when or where else ""
