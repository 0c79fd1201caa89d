"""What was told in person: it came in no message, so the report itself holds the words."""

from __future__ import annotations

from kentongan.pure.flow import Role
from kentongan.reports.models import Report
from kentongan.reports.page.files import Shelf
from kentongan.reports.page.shapes import Item
from kentongan.reports.queries.folder import Talk


def told(talk: Talk, report: Report, shelf: Shelf, *, who: str, text: str) -> list[Item]:
    """The words an officer took down, with what was left at the counter. `text`: as this reader
    may read it. Nothing for somebody who wrote themselves."""
    if not text or any(message.staff_id is None for message in talk.messages):
        return []
    opened = report.matter.created_at
    left = [
        file
        for file in talk.files
        if file.staff and file.staff.role == Role.OFFICER and file.since <= opened
    ]
    hung = [shelf.of_ours(file) for file in left if not file.word_id and not file.message_id]
    return [Item("told", "in", report.matter.received_at, text, who, files=hung)]
