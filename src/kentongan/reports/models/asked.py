"""Who was asked to act, what they answered, and what was passed to somebody outside."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kentongan.cities.locks import CityRow
from kentongan.people.models import Agency, Staff
from kentongan.reports.models.report import Report


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
            models.Index(
                fields=("city", "agency"),
                condition=Q(end="handed_back"),
                name="dispositions_handed_back",
            ),
        )


class Answer(CityRow):
    """What an agency did about it."""

    class Outcome(models.TextChoices):
        REPAIRED = "repaired", "Sudah diperbaiki"
        TEMPORARY = "temporary", "Perbaikan sementara"
        PROMISED = "promised", "Dijadwalkan"
        EXPLAINED = "explained", "Dijelaskan"
        NOT_OURS = "not_ours", "Bukan urusan kami"
        CANNOT = "cannot", "Belum dapat dikerjakan"

    disposition = models.ForeignKey(
        Disposition, on_delete=models.PROTECT, db_constraint=False, related_name="answers"
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    text = models.TextField()
    done_on = models.DateField(null=True, help_text="when it was done")
    place = models.CharField(max_length=300, blank=True, help_text="where it was done")
    promised_for = models.DateField(null=True)
    passed_to = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(outcome="promised") | Q(promised_for__isnull=False),
                name="a_promise_has_a_date",
            ),
        )


class Referral(CityRow):
    """Somebody else's work (PLN, province, police), followed until they have done it or said no."""

    class End(models.TextChoices):
        DONE = "done", "sudah ditangani"
        REFUSED = "refused", "tidak ditangani"
        CAME_BACK = "came_back", "kembali ke kota"

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, db_constraint=False, related_name="referrals"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, db_constraint=False)
    passed_on = models.BooleanField(default=False, help_text="the city itself told them")
    their_number = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, db_constraint=False)
    at = models.DateTimeField()
    ask_again_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "report"), condition=Q(ended_at=None), name="one_open_referral"
            ),
        )
        indexes = (
            models.Index(fields=("city", "at"), condition=Q(ended_at=None), name="referrals_open"),
        )
