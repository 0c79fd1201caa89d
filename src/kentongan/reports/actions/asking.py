"""Words to the agency that is asked to act. They leave the house, so they name nobody.

A telephone that is proven for a post hears with a photo and three buttons, and may answer by
them; a number that somebody only typed in hears where to look; a post that prefers e-mail gets
one whose reply is an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from kentongan.channels.wire import Button, ButtonsOut, LinkOut
from kentongan.mailroom.approved import Extras, Form, Shelf, shelf
from kentongan.mailroom.models import Line, Word
from kentongan.mailroom.outbox import NewWord, cancel, say_many
from kentongan.mailroom.storage import path_of
from kentongan.people.models import Agency
from kentongan.pure import tickets
from kentongan.reports.actions import hearing, mailing
from kentongan.reports.actions.errand import Errand, errand
from kentongan.reports.actions.hearing import Hearer
from kentongan.reports.models import Disposition, Report

PURPOSE = "disposition"
# What we say to somebody of an agency who answers from a telephone; quoting it means its report.
TALK = "crew"
ACCEPT, NOT_OURS, DONE = "accept", "not_ours", "done"
BUTTONS = ((ACCEPT, "Terima"), (NOT_OURS, "Bukan kami"), (DONE, "Selesai"))
_PLAIN, _ACTIONS, _PHOTO = "disposition_to_post", "disposition_actions", "disposition_photo"


def hearers(agency: Agency, *, now: datetime, posts: Collection[int] | None = None) -> list[Hearer]:
    """Whom an agency hears through: agency staff live in WhatsApp. `posts`: only who holds one
    of these, where the report is confidential.

    To be called before a report is held: it may enter people in the city's directory.
    """
    return hearing.hearers(agency, now=now, posts=posts)


def ask(disposition: Disposition, of: Sequence[Hearer], *, now: datetime) -> None:
    """Tell these people that their agency is asked to act. The words hang on no folder, so they
    never show in the resident's own conversation; the number in them says which report it is."""
    if not of:
        return
    told = errand(disposition)
    line = Line.objects.filter(channel="whatsapp").order_by("pk").first()
    chats = [one for one in of if one.contact_id]
    if line and chats:
        forms = shelf([line.pk], (_PLAIN, _ACTIONS, _PHOTO))
        say_many([_word(one, told, line.pk, forms) for one in chats], now=now)
    for one in of:
        if one.mailed:
            mailing.ask(one.mailed, told, now=now)


def _word(one: Hearer, told: Errand, line: int, forms: Shelf) -> NewWord:
    assert one.contact_id
    text = told.with_orders if one.acts else told.text
    return NewWord(
        contact_id=one.contact_id,
        line_id=line,
        purpose=PURPOSE,
        text=text,
        inside=_buttons(told) if one.acts else LinkOut(text, "Buka laporan", told.url),
        template=forms.first(line, _forms(told, acts=one.acts)),
    )


def _buttons(told: Errand) -> ButtonsOut:
    buttons = tuple(Button(f"{verb}:{told.number}", title) for verb, title in BUTTONS)
    image, mime = _first_photo(told)
    return ButtonsOut(told.with_orders, buttons, image=image, image_mime=mime)


def _forms(told: Errand, *, acts: bool) -> list[Form]:
    """With a photo, with buttons alone, and as it was before either was approved."""
    plain = Form(_PLAIN, told.values, Extras(url_suffix=told.number))
    if not acts:
        return [plain]
    payloads = tuple(f"{verb}:{told.number}" for verb, _ in BUTTONS)
    image, mime = _first_photo(told)
    photo = Extras(told.number, payloads, image, mime)
    with_buttons = Form(_ACTIONS, told.values, Extras(told.number, payloads))
    return [*([Form(_PHOTO, told.values, photo)] if image else []), with_buttons, plain]


def _first_photo(told: Errand) -> tuple[str, str]:
    return (str(path_of(told.photos[0])), told.photos[0].mime) if told.photos else ("", "")


def unsay(report: Report, *, now: datetime) -> None:
    """Whoever is no longer asked need not hear of it: take back what has not left yet."""
    number = report.matter.number
    waiting = Word.objects.filter(
        purpose=PURPOSE, state=Word.State.QUEUED, text__startswith=f"Laporan *{number}* "
    )
    cancel(waiting, now=now, why="tidak ditugaskan lagi")
    mailing.unsay(report)


def numbers_in(word: Word | None, text: str) -> list[str]:
    """The reports that somebody of an agency may mean, the surest first: that of the words they
    quoted, then those they name themselves."""
    quoted = word.text if word and word.purpose in (PURPOSE, TALK) else ""
    return [*tickets.find(quoted)[:1], *tickets.find(text)]
