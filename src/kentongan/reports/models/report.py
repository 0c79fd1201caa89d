"""Reports, and what they are about."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Floor

from kentongan.cases.models import Matter
from kentongan.cities.locks import CityRow
from kentongan.people.models import Agency, Area, Staff
from kentongan.reports.flow import LABELS, S


class Kind(models.TextChoices):
    """The kinds the law knows; each has a time limit of its own."""

    COMPLAINT = "complaint", "pengaduan"
    OVERSIGHT = "oversight", "pengaduan berkadar pengawasan"
    QUESTION = "question", "permintaan informasi"
    SUGGESTION = "suggestion", "aspirasi"
    APPRECIATION = "appreciation", "apresiasi"


class Reason(models.TextChoices):
    """Why a report is declined: a short list, so that it can be counted."""

    NOT_OURS = "not_ours", "urusan pihak lain"
    UNCLEAR = "unclear", "tidak jelas, dan sudah ditanyakan"
    NO_PLACE = "no_place", "tempatnya tidak ditemukan"
    DOUBLE = "double", "sudah pernah ditangani"
    PRIVATE = "private", "perkara pribadi atau sengketa"
    IN_COURT = "in_court", "sedang ditangani penegak hukum"
    NOT_A_REPORT = "no_report", "bukan laporan"


class Topic(CityRow):
    """What a report is about, in the city's own list, and whose work that is here."""

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=80)
    group = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.COMPLAINT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_constraint=False)
    by_district = models.BooleanField(
        default=False, help_text="the office of the kecamatan takes it, once the place is known"
    )
    sp4n = models.CharField(max_length=160, blank=True)
    keywords = models.TextField(blank=True, help_text="separated by ;")
    sensitive = models.BooleanField(default=False)
    public = models.CharField(max_length=10, default="category")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("city", "code"), name="topic_once"),)

    def __str__(self) -> str:
        return self.name


# Cells per degree: a cell is about 370 m wide and high, anywhere in Indonesia.
CELLS = 300


def _cell(degrees: str) -> models.GeneratedField:
    """Which cell it lies in, kept by the database itself. Nearness is asked in whole numbers:
    operators on points lose their index under row security."""
    whole = models.IntegerField()
    cell = Cast(Floor(F(degrees) * CELLS), whole)
    return models.GeneratedField(expression=cell, output_field=whole, db_persist=True)


class Report(CityRow):
    """What somebody told the city. State, owner and clocks lie in its folder, the matter."""

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, db_constraint=False
    )
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.COMPLAINT)
    channel = models.CharField(max_length=20)
    text = models.TextField(blank=True, help_text="the first words, as they came")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, db_constraint=False)
    topic_is_suggested = models.BooleanField(default=True)
    suggestions = models.JSONField(default=list, help_text="topic codes, best first")
    place = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    cell_lat = _cell("latitude")
    cell_lon = _cell("longitude")
    # The folder's `ended_at`, mirrored by a trigger so that an index holds only what is open.
    is_open = models.BooleanField(default=True, db_default=True, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, db_constraint=False)
    # True beside any state:
    urgent = models.BooleanField(default=False)
    emergency = models.CharField(max_length=20, blank=True)
    confidential = models.BooleanField(default=False)
    anonymous = models.BooleanField(default=False)
    mark = models.CharField(max_length=10, blank=True, help_text="rude or spam")
    late = models.BooleanField(default=False, help_text="over an hour old when we read it")
    has_news = models.BooleanField(default=True, help_text="something an officer has not seen")
    # The acknowledgement is owed until `ack_due_at` is empty: one for a whole burst.
    ack_due_at = models.DateTimeField(null=True)
    ack_at = models.DateTimeField(null=True)
    # An officer speaks in the conversation; the front desk is silent until they hand it over.
    taken_over_at = models.DateTimeField(null=True)
    taken_over_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    referred_to = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    # Counted, so that nobody has to read the journal to see that something goes round in circles.
    hand_backs = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    promised_for = models.DateField(null=True, help_text="the debt's date, while it is promised")
    declined_for = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    # Closed by silence, not by the resident's word.
    unconfirmed = models.BooleanField(default=False)
    stars = models.PositiveSmallIntegerField(null=True)
    verdict = models.TextField(blank=True, help_text="the sentence beside the stars")
    # One repair answers all: the report that this one is worked on together with.
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="joined"
    )
    # A report about two things: the one that this one was cut from.
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(stars=None) | Q(stars__gte=1, stars__lte=5),
                name="one_to_five_stars",
            ),
            models.CheckConstraint(
                condition=Q(joined_to=None) | ~Q(joined_to=models.F("matter")),
                name="nothing_is_joined_to_itself",
            ),
            models.CheckConstraint(
                condition=~Q(kind="oversight") | Q(confidential=True, anonymous=True),
                name="misconduct_is_always_hidden",
            ),
        )
        indexes = (
            models.Index(
                fields=("city", "ack_due_at"),
                condition=~Q(ack_due_at=None),
                name="acknowledgements_owed",
            ),
            models.Index(fields=("city", "topic"), name="reports_by_topic"),
            models.Index(
                fields=("city", "cell_lat", "cell_lon"),
                condition=Q(is_open=True),
                name="reports_open_by_cell",
            ),
            models.Index(
                fields=("city", "area", "-matter"),
                condition=Q(is_open=True),
                name="reports_open_by_area",
            ),
            models.Index(fields=("city",), condition=Q(has_news=True), name="reports_with_news"),
            models.Index(
                fields=("city", "matter"),
                condition=Q(is_open=True, urgent=True),
                name="reports_open_urgent",
            ),
            models.Index(
                fields=("city", "matter"),
                condition=Q(is_open=True, confidential=True),
                name="reports_open_confidential",
            ),
            models.Index(
                fields=("city", "joined_to"),
                condition=Q(joined_to__isnull=False),
                name="reports_joined",
            ),
            models.Index(
                fields=("city", "promised_for"),
                condition=Q(promised_for__isnull=False),
                name="reports_promised",
            ),
        )

    def __str__(self) -> str:
        return self.matter.number

    @property
    def hides_reporter(self) -> bool:
        """Whether who told us is nobody's business but that of who must write to them."""
        return self.anonymous or self.confidential

    @property
    def state_name(self) -> str:
        return LABELS[S(self.matter.state)]
