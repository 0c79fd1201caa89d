"""From what is to be told to words on a lane, or an e-mail: by the way a post is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from kentongan.channels.wire import LinkOut
from kentongan.cities.locks import current
from kentongan.frontdesk.reachable import Reach
from kentongan.mailroom.approved import Form, shelf
from kentongan.mailroom.mails import NewMail, post_many
from kentongan.mailroom.models import Line
from kentongan.mailroom.outbox import NewWord, say_many

TEMPLATES = ("morning_digest", "escalation", "disposition_reminder")


@dataclass(frozen=True, slots=True)
class Telling:
    """Something for one post. `path` is where it leads, under the desk's address; `form` the
    approved words for a window that is closed."""

    reach: Reach
    purpose: str
    subject: str
    text: str
    label: str
    path: str
    form: Form
    by_mail: bool
    expires_at: datetime | None = None
    matter: int | None = None


def send(tellings: Sequence[Telling], *, now: datetime) -> list[Telling]:
    """Queue them; gives those that go out. Eight statements at most, however many."""
    line = Line.objects.filter(channel="whatsapp").order_by("pk").first()
    mails = [one for one in tellings if one.by_mail]
    chats = [one for one in tellings if not one.by_mail and line and one.reach.contacts]
    post_many([_mail(one) for one in mails], now=now)
    if line and chats:
        forms = shelf([line.pk], TEMPLATES)
        say_many(
            [
                NewWord(
                    contact_id=contact,
                    line_id=line.pk,
                    purpose=one.purpose,
                    text=one.text,
                    inside=LinkOut(one.text, one.label, _url(one.path)),
                    template=forms.first(line.pk, [one.form]),
                    expires_at=one.expires_at,
                )
                for one in chats
                for contact in one.reach.contacts
            ],
            now=now,
        )
    return [*mails, *chats]


def _mail(one: Telling) -> NewMail:
    plain = one.text.replace("*", "")
    return NewMail(
        to=one.reach.email,
        subject=one.subject,
        text=f"{plain}\n\n{one.label}: {_url(one.path)}\n\n{current().name}\n",
        matter_id=one.matter,
        post_id=one.reach.post.pk,
    )


def _url(path: str) -> str:
    return f"{settings.URL}/{current().slug}/desk/{path}"
