"""What colleagues say to each other beside the conversation: at the desk, or by WhatsApp."""

from __future__ import annotations

from kentongan.cases.models import JournalLine
from kentongan.mailroom.models import Message
from kentongan.people.models import Staff
from kentongan.pure.flow import Role
from kentongan.reports.actions.keeping import WITHOUT_WORDS
from kentongan.reports.page.shapes import Item
from kentongan.reports.page.veil import Veil
from kentongan.reports.queries.folder import Talk


def signed(staff: Staff) -> str:
    """Somebody who answers from their telephone: the officer may not know them by name."""
    return ", ".join(filter(None, (staff.user.name, staff.post, staff.agency.short_name)))


def notes(talk: Talk, staff: Staff, veil: Veil) -> list[Item]:
    """Those this reader may read, without what is shown as a message with its file already."""
    shown = {
        (m.staff_id, m.taken_at, m.text.strip() or WITHOUT_WORDS) for m in talk.messages if m.staff
    }
    found = [line for line in talk.lines if line.verb == "note" and hasattr(line, "note")]
    return [
        _item(line, veil, staff)
        for line in found
        if _is_for(line.staff, staff) and (line.staff_id, line.at, line.note.text) not in shown
    ]


def may_read(message: Message, staff: Staff) -> bool:
    """A resident's words are for everybody who may see the report."""
    return message.staff is None or _is_for(message.staff, staff)


def _is_for(author: Staff | None, reader: Staff) -> bool:
    """Notes of the office stay in the office: they may name who told us. An agency reads its
    own. The office reads all."""
    if reader.role != Role.AGENCY:
        return True
    return author is not None and author.agency_id == reader.agency_id


def _item(line: JournalLine, veil: Veil, reader: Staff) -> Item:
    who = line.staff.user.name if line.staff else "Kentongan"
    text = line.note.text if line.staff_id == reader.pk else veil.text(line.note.text)
    return Item(f"j{line.pk}", "note", line.at, text, who)
