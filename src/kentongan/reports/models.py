"""Reports, what they are about, and who was asked to act on them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

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

    class Meta:
        indexes = (
            models.Index(
                fields=("city", "ack_due_at"),
                condition=~Q(ack_due_at=None),
                name="acknowledgements_owed",
            ),
            models.Index(fields=("city", "topic"), name="reports_by_topic"),
            models.Index(fields=("city",), condition=Q(has_news=True), name="reports_with_news"),
        )

    def __str__(self) -> str:
        return self.matter.number

    @property
    def state_name(self) -> str:
        return LABELS[S(self.matter.state)]


class Disposition(CityRow):
    """Tray 4: an agency is asked to act, with an instruction, by somebody."""

    class End(models.TextChoices):
        ANSWERED = "answered", "dijawab"
        HANDED_BACK = "handed_back", "dikembalikan"
        REPLACED = "replaced", "dialihkan"
        WITHDRAWN = "withdrawn", "ditarik"

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, db_constraint=False, related_name="dispositions"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_constraint=False)
    instruction = models.TextField(blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, db_constraint=False)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, choices=End.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "report"), condition=Q(ended_at=None), name="one_open_disposition"
            ),
        )
        indexes = (
            models.Index(
                fields=("city", "agency"), condition=Q(ended_at=None), name="dispositions_open"
            ),
        )


class Answer(CityRow):
    """What an agency did about it."""

    class Outcome(models.TextChoices):
        REPAIRED = "repaired", "Sudah diperbaiki"
        TEMPORARY = "temporary", "Perbaikan sementara"
        PROMISED = "promised", "Dijadwalkan"
        EXPLAINED = "explained", "Dijelaskan"
        CANNOT = "cannot", "Belum dapat dikerjakan"

    disposition = models.ForeignKey(
        Disposition, on_delete=models.PROTECT, db_constraint=False, related_name="answers"
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    text = models.TextField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, db_constraint=False)
    at = models.DateTimeField()


class CannedReply(CityRow):
    """Words an officer need not type again; `{nama}`, `{nomor}` and so on are filled in."""

    title = models.CharField(max_length=80)
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position",)


class Draft(CityRow):
    """What somebody was typing, kept while they type."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, db_constraint=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, db_constraint=False)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "report", "staff"), name="one_draft_each"),
        )


class Presence(CityRow):
    """Who has a report open right now, so that two officers see each other."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, db_constraint=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "report", "staff"), name="one_presence_each"),
        )
