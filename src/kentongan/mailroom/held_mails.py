"""E-mail that did not arrive, or of which nobody can say so: shown, and decided by an officer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from kentongan.cases import actions as cases
from kentongan.cases.actor import acting
from kentongan.cities.locks import current
from kentongan.mailroom.held import Action
from kentongan.mailroom.mails import NewMail, post_many
from kentongan.mailroom.models import Enclosure, Mail
from kentongan.people.models import Staff
from kentongan.pure import sayings
from kentongan.pure.errors import Refusal

_STUCK = (Mail.State.UNKNOWN, Mail.State.UNDELIVERABLE)
_MOST = 100
_FULL = 552
_DOUBT = "Tanyakan dulu apakah sudah diterima; kirim ulang hanya bila belum."
_READDRESS = "Periksa alamat surel jabatan ini, betulkan, lalu kirim ulang."


@dataclass(frozen=True, slots=True)
class Held:
    to: str
    subject: str
    at: datetime
    reason: str
    advice: str
    actions: list[Action]


def listed(hidden: Collection[int]) -> list[Held]:
    """Oldest first, without those of folders that this reader may not look into. One statement."""
    held = Mail.objects.filter(state__in=_STUCK, resolved_at=None).exclude(matter__in=hidden)
    return [
        Held(
            to=f"{mail.post.title}, {mail.to}" if mail.post else mail.to,
            subject=mail.subject,
            at=mail.ended_at or mail.queued_at,
            reason=_sentence(mail.trouble),
            advice=_advice(mail),
            actions=[_action(mail, "resend", "Kirim ulang"),
                     _action(mail, "resolve", "Sudah saya sampaikan")],
        )
        for mail in held.select_related("post").order_by("pk")[:_MOST]
    ]  # fmt: skip


def folders() -> list[int]:
    """The folders that held e-mail belongs to."""
    held = Mail.objects.filter(state__in=_STUCK, resolved_at=None, matter__isnull=False)
    return [pk for pk in held.values_list("matter_id", flat=True) if pk]


def _action(mail: Mail, verb: str, label: str) -> Action:
    return Action(verb, label, reverse("desk:mail", args=[current().slug, mail.pk, verb]))


def _advice(mail: Mail) -> str:
    if mail.state == Mail.State.UNKNOWN:
        return _DOUBT
    if mail.trouble_code == _FULL:
        return "Kotak suratnya penuh. Sampaikan lewat telepon, dan minta dikosongkan."
    return _READDRESS


def _sentence(text: str) -> str:
    said = sayings.shorten(text, 200).rstrip(".")
    return f"{said[:1].upper()}{said[1:]}." if said else "Alasannya tidak disebut."


@transaction.atomic
def resolve(mail: Mail, *, by: Staff, now: datetime) -> None:
    """They know by another way, or need not."""
    mail = _stuck(mail)
    _resolved(mail, "resolve", by, now)


@transaction.atomic
def resend(mail: Mail, *, by: Staff, now: datetime) -> Mail:
    """Once more, as a new e-mail, to the post's address as it is now."""
    mail = _stuck(mail)
    enclosed = Enclosure.objects.filter(mail=mail).select_related("file").order_by("pk")
    [again] = post_many(
        [
            NewMail(
                to=(mail.post.email if mail.post else "") or mail.to,
                subject=mail.subject,
                text=mail.text,
                reply_to=mail.reply_to,
                in_reply_to=mail.in_reply_to,
                files=[one.file for one in enclosed],
                matter_id=mail.matter_id,
                post_id=mail.post_id,
            )
        ],
        now=now,
    )
    _resolved(mail, "resend", by, now)
    return again


def _stuck(mail: Mail) -> Mail:
    held = Mail.objects.select_for_update(of=("self",)).select_related("matter", "post")
    found = held.get(pk=mail.pk)
    if found.state not in _STUCK or found.resolved_at:
        raise Refusal("Surel ini sudah ditangani atau sudah sampai.")
    return found


def _resolved(mail: Mail, verb: str, by: Staff, now: datetime) -> None:
    mail.resolved_at = now
    mail.save(update_fields=["resolved_at"])
    if mail.matter:
        details: cases.Details = {"mail": mail.pk}
        cases.note(mail.matter, verb, by=acting(by), now=now, details=details)
