"""Tray 3: what the city says, from the row that queued it to the tick that turns blue."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from kentongan.cases.models import Matter
from kentongan.cities.locks import CityRow
from kentongan.mailroom.models.lines import Line
from kentongan.people.models import Contact, Staff


class Word(CityRow):
    """Something we owe one person. `inside` is its form within the 24-hour window, `template`
    the one after it closed; either may be empty ({}), `text` is what a reader sees.

    States go forward only: queued → sending → sent → delivered → read; or undeliverable,
    unknown (nobody can say whether the platform took it), cancelled.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "menunggu dikirim"
        SENDING = "sending", "sedang dikirim"
        SENT = "sent", "terkirim"
        DELIVERED = "delivered", "sampai"
        READ = "read", "dibaca"
        UNKNOWN = "unknown", "belum pasti terkirim"
        UNDELIVERABLE = "undeliverable", "tidak sampai"
        CANCELLED = "cancelled", "dibatalkan"

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, db_constraint=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, db_constraint=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, db_constraint=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, db_constraint=False)
    purpose = models.CharField(max_length=20)
    text = models.TextField(blank=True)
    inside = models.JSONField(default=dict)
    template = models.JSONField(default=dict)
    reply_to = models.CharField(max_length=200, blank=True)
    bulk = models.BooleanField(default=False)
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=13, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    resent = models.BooleanField(default=False)
    lease = models.UUIDField(null=True)
    external_id = models.CharField(max_length=200, blank=True)
    used_template = models.BooleanField(default=False)
    attempted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    trouble_code = models.IntegerField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    billable = models.BooleanField(null=True)
    price_category = models.CharField(max_length=40, blank=True)
    # The officer has seen that it did not arrive, and did something about it.
    resolved_at = models.DateTimeField(null=True)
    # An echo of the phone's own app: the front desk has counted it as an answer.
    taken_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("city", "contact", "line", "bulk", "id"),
                condition=Q(state="queued"),
                name="words_not_sent",
            ),
            models.Index(
                fields=("city", "state"),
                condition=Q(state__in=("queued", "sending", "unknown")),
                name="words_under_way",
            ),
            models.Index(
                fields=("city", "state"),
                condition=Q(state="undeliverable", resolved_at=None),
                name="words_undeliverable",
            ),
            models.Index(
                fields=("city", "id"),
                condition=Q(purpose="echo", taken_at=None),
                name="echoes_not_taken",
            ),
            models.Index(fields=("city", "matter", "queued_at"), name="words_of_matter"),
            models.Index(
                fields=("city", "line", "external_id"),
                condition=~Q(external_id=""),
                name="words_by_platform_id",
            ),
        )


class Receipt(CityRow):
    """A status the platform told us. Without `word` it waits for its word to be known."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, db_constraint=False)
    external_id = models.CharField(max_length=200)
    status = models.CharField(max_length=10)
    at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    ref = models.CharField(max_length=64, blank=True)
    trouble_code = models.IntegerField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    billable = models.BooleanField(null=True)
    price_category = models.CharField(max_length=40, blank=True)
    word = models.ForeignKey(Word, on_delete=models.CASCADE, null=True, db_constraint=False)
    set_aside = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "line", "external_id", "status"), name="receipt_once"
            ),
        )
        indexes = (
            models.Index(
                fields=("city", "line", "external_id"),
                condition=Q(word=None, set_aside=False),
                name="receipts_waiting",
            ),
        )
