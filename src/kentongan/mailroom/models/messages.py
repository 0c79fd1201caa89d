"""Tray 2: what people said, on one lane per person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kentongan.cases.models import Matter
from kentongan.cities.locks import CityRow
from kentongan.mailroom.models.lines import Line
from kentongan.people.models import Contact, Staff

RUDE, SPAM = "kata kasar", "spam"
UNREADABLE, BEYOND_US = "belum bisa dibaca", "belum bisa diolah"
# Set aside for one of these reasons, and on no report: a person should look whether it is one.
DOUBTED = (RUDE, SPAM, UNREADABLE, BEYOND_US)


class Lane(CityRow):
    """One person on one line, in one direction. What is claimed is the lane, so that one
    person's messages go one after the other, and a long lane delays nobody else.

    `pending` counts messages not taken, or words not settled. Outgoing lanes have a lease.
    """

    class Way(models.TextChoices):
        IN = "in"
        OUT = "out"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, db_constraint=False)
    line = models.ForeignKey(Line, on_delete=models.CASCADE, db_constraint=False)
    way = models.CharField(max_length=3, choices=Way.choices)
    pending = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField()
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    # IN: when they last wrote, by the platform's clock; the 24-hour window hangs on it.
    spoke_at = models.DateTimeField(null=True)
    # OUT: only bulk words wait here; replies go first.
    bulk = models.BooleanField(default=False)
    # OUT: GCRA for the pair: the theoretical arrival time of the next send to this person.
    next_send_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "contact", "line", "way"), name="one_lane"),
        )
        indexes = (
            models.Index(
                fields=("city", "way", "bulk", "ready_at"),
                condition=Q(pending__gt=0),
                name="lanes_with_work",
            ),
            models.Index(
                fields=("city", "lease_until"),
                condition=Q(lease_until__isnull=False),
                name="lanes_on_lease",
            ),
        )


class Message(CityRow):
    """One thing a person said, whatever its kind; also edits, reactions and what nobody can read.
    Most are residents; what a colleague says about a report has `staff`.

    `outcome` is empty until the front desk has taken it. `body` is the item as it came.
    """

    class Outcome(models.TextChoices):
        REPORT = "report", "membuka laporan"
        ADDITION = "addition", "ditambahkan ke laporan"
        ANSWER = "answer", "menjawab pertanyaan"
        REPLIED = "replied", "dijawab langsung"
        HUMAN = "human", "untuk petugas"
        CHANGE = "change", "mengubah pesan sebelumnya"
        SET_ASIDE = "set_aside", "disimpan"

    line = models.ForeignKey(Line, on_delete=models.PROTECT, db_constraint=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, db_constraint=False)
    external_id = models.CharField(max_length=200)
    at = models.DateTimeField(help_text="the platform's timestamp")
    arrived_at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    choice = models.CharField(max_length=256, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    reply_to = models.CharField(max_length=200, blank=True)
    refers_to = models.CharField(max_length=200, blank=True)
    forwarded = models.BooleanField(default=False)
    history = models.BooleanField(default=False)
    body = models.JSONField(default=dict)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, db_constraint=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_note = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField(null=True)
    # Somebody at work who spoke, known by their telephone: a colleague's words and photos are
    # never a resident's. Empty for residents.
    staff = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False,
        related_name="+",
    )  # fmt: skip
    # An officer wants a report of it, whatever the front desk made of it. Hardly ever set, so
    # its index is the one below.
    wanted_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False,
        related_name="+",
    )  # fmt: skip

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "line", "external_id"), name="message_once"),
        )
        indexes = (
            models.Index(
                fields=("city", "contact", "line"),
                condition=Q(outcome=""),
                name="messages_not_taken",
            ),
            models.Index(fields=("city", "matter", "at"), name="messages_of_matter"),
            models.Index(fields=("city", "contact", "at"), name="messages_of_contact"),
            models.Index(
                fields=("city", "line", "refers_to"),
                condition=~Q(refers_to=""),
                name="messages_about_messages",
            ),
            models.Index(
                fields=("city", "at"),
                condition=Q(outcome="set_aside", outcome_note__in=DOUBTED, matter=None),
                name="messages_doubted",
            ),
            models.Index(
                fields=("city", "taken_at"),
                condition=Q(wanted_by__isnull=False),
                name="messages_wanted",
            ),
        )
