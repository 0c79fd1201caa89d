"""Matters, their journal and their clocks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kentongan.cities.locks import CityRow
from kentongan.people.models import Agency, Contact, Staff


class Holiday(CityRow):
    """A day without work, or (`works`) a day on which this city works all the same."""

    day = models.DateField()
    name = models.CharField(max_length=160)
    works = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("city", "day"), name="one_word_per_day"),)


class TimeLimit(CityRow):
    """How many working days something may take, and the article that says so."""

    code = models.CharField(max_length=40)
    working_days = models.PositiveSmallIntegerField()
    law = models.TextField()
    valid_from = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "code", "valid_from"), name="one_limit_per_code_and_day"
            ),
        )


class Matter(CityRow):
    """A folder: what every matter has, whichever desk it lies on.

    `owner` answers for it and is never empty. `ended_at` is set with an end state, not before.
    """

    kind = models.CharField(max_length=12, choices=(("report", "laporan"),))
    number = models.CharField(max_length=12)
    token = models.CharField(max_length=60, unique=True)
    state = models.CharField(max_length=12)
    state_since = models.DateTimeField()
    received_at = models.DateTimeField(help_text="when the person spoke: the clock's start")
    created_at = models.DateTimeField()
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, db_constraint=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, db_constraint=False)
    ended_at = models.DateTimeField(null=True)
    # Bumped by everything a reader of the page would want to see; the page asks "anything new?".
    touched_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "number"), name="ticket_number_once"),
        )
        indexes = (
            models.Index(
                fields=("city", "kind", "state"), condition=Q(ended_at=None), name="open_matters"
            ),
            models.Index(fields=("city", "contact"), name="matters_of_contact"),
            models.Index(fields=("city", "owner"), name="matters_of_owner"),
            models.Index(fields=("city", "-received_at"), name="matters_by_time"),
        )

    def __str__(self) -> str:
        return self.number


class JournalLine(CityRow):
    """What happened, once and for all: codes and ids only. Words lie in `JournalNote`."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, db_constraint=False)
    at = models.DateTimeField()
    verb = models.CharField(max_length=24)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    role = models.CharField(max_length=12)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, db_constraint=False)
    details = models.JSONField(default=dict)
    note_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = (models.Index(fields=("city", "matter", "id"), name="journal_of_matter"),)


class JournalNote(CityRow):
    """The words of a journal line, apart from it so that the law on deletion can be kept.

    `JournalLine.note_digest` is sha256 of `salt` and `text`: a commitment that says nothing.
    """

    line = models.OneToOneField(
        JournalLine, on_delete=models.PROTECT, db_constraint=False, related_name="note"
    )
    salt = models.CharField(max_length=32)
    text = models.TextField()


class Deadline(CityRow):
    """A promise with a date. The matter's clock is the law's; the step's belongs to a state."""

    class Clock(models.TextChoices):
        MATTER = "matter"
        STEP = "step"

    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, db_constraint=False, related_name="deadlines"
    )
    clock = models.CharField(max_length=6, choices=Clock.choices)
    code = models.CharField(max_length=40)
    law = models.TextField()
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "matter", "clock"),
                condition=Q(ended_at=None),
                name="one_running_clock_of_a_kind",
            ),
        )
        indexes = (
            models.Index(
                fields=("city", "due_at"),
                condition=Q(ended_at=None, paused_at=None),
                name="deadlines_running",
            ),
        )
