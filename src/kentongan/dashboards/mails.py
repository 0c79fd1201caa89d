"""Rules of `check` for e-mail to people at work."""

from __future__ import annotations

from datetime import datetime, timedelta

from kentongan.dashboards.findings import Rule
from kentongan.mailroom.mails import configured
from kentongan.mailroom.models import Mail
from kentongan.people.models import Post

PATIENCE = timedelta(hours=2)  # a mail server may be away for a while; nobody is woken for less


def held(now: datetime) -> Rule:
    lost = Mail.objects.filter(
        state__in=(Mail.State.UNKNOWN, Mail.State.UNDELIVERABLE), resolved_at=None
    )
    return Rule(
        "mails_held",
        "Surel untuk jabatan yang tidak sampai, atau belum pasti",
        lost.count(),
        "Betulkan alamat surel jabatannya, lalu kirim ulang dari sini.",
        "trays",
    )


def slow(now: datetime) -> Rule:
    waiting = Mail.objects.filter(state=Mail.State.QUEUED, queued_at__lt=now - PATIENCE)
    return Rule(
        "mails_slow",
        "Surel yang menunggu lebih dari dua jam",
        waiting.count(),
        "Periksa server surel: KENTONGAN_SMTP_URL, nama, sandi, dan alamat pengirim.",
    )


def without_server(now: datetime) -> Rule:
    """They hear by WhatsApp instead, as long as they have a number."""
    wanting = Post.objects.filter(prefers=Post.Prefers.MAIL, is_active=True).exclude(email="")
    return Rule(
        "mail_without_server",
        "Jabatan yang memilih surel, padahal server surel belum diatur",
        0 if configured() else wanting.count(),
        "Isi KENTONGAN_SMTP_URL dan KENTONGAN_MAIL_FROM. Sementara itu kabarnya lewat WhatsApp.",
    )


RULES = (held, slow, without_server)
