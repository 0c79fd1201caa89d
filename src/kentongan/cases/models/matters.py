"""Matters, their clocks, and who is told when one is late."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kentongan.cities.locks import CityRow
from kentongan.people.models import Agency, Contact, Post


class Holiday(CityRow):
    """A day without work, or (`works`) a day on which this city works all the same."""

    day = models.DateField()
    name = models.CharField(max_length=160)
    works = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("city", "day"), name="one_word_per_day"),)


class TimeLimit(CityRow):
    """How long something may take, in working days or in plain hours, and the article that says
    so. `matter.<kind>` is the law's; `topic.<code>` what the city promises for one topic, if that
    is less; `step.<state>` belongs to a state."""

    code = models.CharField(max_length=70)
    working_days = models.PositiveSmallIntegerField(null=True)
    hours = models.PositiveSmallIntegerField(null=True)
    law = models.TextField()
    valid_from = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "code", "valid_from"), name="one_limit_per_code_and_day"
            ),
            models.CheckConstraint(
                condition=Q(working_days=None, hours__isnull=False)
                | Q(working_days__isnull=False, hours=None),
                name="limit_in_working_days_or_in_hours",
            ),
        )


class Rung(CityRow):
    """One rung of the ladder that a late matter climbs: the city's own data.

    `days` are working days from the date it is due, negative before it. `clock` is `matter`,
    `step`, or the code of one step's limit, which then has a ladder of its own.
    """

    class Level(models.TextChoices):
        RESIDENT = "resident", "warga"
        OWNER = "owner", "yang memegang"
        CHIEF = "chief", "kepala perangkat"
        SECRETARY = "secretary", "sekretaris daerah"
        MAYOR = "mayor", "wali kota"
        SYSTEM = "system", "berjalan sendiri"

    code = models.CharField(max_length=70)
    clock = models.CharField(max_length=60)
    days = models.SmallIntegerField()
    level = models.CharField(max_length=10, choices=Level.choices)

    class Meta:
        ordering = ("clock", "days")
        constraints = (models.UniqueConstraint(fields=("city", "code"), name="rung_once"),)


class Matter(CityRow):
    """A folder: what every matter has, whichever desk it lies on.

    `owner` answers for it and is never empty. `ended_at` is set with an end state, not before.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "laporan"
        DATA = "data", "permintaan data pribadi"

    kind = models.CharField(max_length=12, choices=Kind.choices)
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


class Deadline(CityRow):
    """A promise with a date. The matter's clock is the law's; the step's belongs to a state."""

    class Clock(models.TextChoices):
        MATTER = "matter"
        STEP = "step"

    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, db_constraint=False, related_name="deadlines"
    )
    clock = models.CharField(max_length=6, choices=Clock.choices)
    code = models.CharField(max_length=70)
    law = models.TextField()
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # While it is paused: since when, and how many working days were left then.
    paused_at = models.DateTimeField(null=True)
    days_left = models.SmallIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    # The ladder: how many rungs were climbed, and when the next one is. Empty only while paused
    # or ended, so a running clock always has somebody who will hear of it.
    rungs = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "matter", "clock"),
                condition=Q(ended_at=None),
                name="one_running_clock_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False)
                | Q(paused_at__isnull=False, days_left__isnull=False)
                | Q(paused_at=None, next_at__isnull=False),
                name="a_running_clock_has_a_next_rung",
            ),
        )
        indexes = (
            models.Index(
                fields=("city", "due_at"),
                condition=Q(ended_at=None, paused_at=None),
                name="deadlines_running",
            ),
            models.Index(
                fields=("city", "next_at"),
                condition=Q(ended_at=None, paused_at=None),
                name="deadlines_next_rung",
            ),
            models.Index(fields=("city", "matter"), name="deadlines_of_matter"),
        )


class Notice(CityRow):
    """Something a post should know of, on its screen until `done_at` and in its next digest.

    `told_at` is when it went out, in a digest or, if `urgent`, by itself. `level` says why this
    post: it owns the matter, or the matter rose to it.
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", "pengingat"
        ESCALATION = "escalation", "naik tingkat"
        PING_PONG = "ping_pong", "bolak-balik"
        NOT_DONE = "not_done", "kata warga belum beres"

    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, db_constraint=False, related_name="notices"
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    level = models.CharField(max_length=10, choices=Rung.Level.choices)
    clock = models.CharField(max_length=6, choices=Deadline.Clock.choices)
    at = models.DateTimeField()
    urgent = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "matter", "post", "kind"),
                condition=Q(done_at=None),
                name="one_open_notice_of_a_kind",
            ),
        )
        indexes = (
            models.Index(
                fields=("city", "post", "at"), condition=Q(done_at=None), name="notices_open"
            ),
            models.Index(fields=("city", "matter"), name="notices_of_matter"),
            models.Index(fields=("city", "post", "level", "matter"), name="notices_of_post"),
            models.Index(
                fields=("city", "urgent", "post"),
                condition=Q(told_at=None, done_at=None),
                name="notices_untold",
            ),
        )
