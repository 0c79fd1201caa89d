"""Lines: our own numbers, pages and accounts, and what the platform says about them."""

from __future__ import annotations

from django.db import models

from kentongan.cities.locks import CityRow
from kentongan.cities.models import City


class PlatformApp(models.Model):
    """One app at one platform: its seal. Secrets are stored encrypted (`vault`)."""

    channel = models.CharField(max_length=20)
    slug = models.SlugField()
    secret = models.TextField()
    previous_secret = models.TextField(blank=True)
    verify_token = models.TextField()
    platform_id = models.CharField(max_length=40, blank=True, help_text="the app's own id there")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("channel", "slug"), name="app_once"),)

    def __str__(self) -> str:
        return f"{self.channel}/{self.slug}"


class Line(CityRow):
    """A number (or page, or account) of the city. `token` is stored encrypted.

    A paused line sends nothing; it never stops receiving.
    """

    app = models.ForeignKey(PlatformApp, on_delete=models.PROTECT, null=True)
    channel = models.CharField(max_length=20)
    external_id = models.CharField(max_length=64)
    account = models.CharField(max_length=64, blank=True, help_text="business account id")
    display = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    token = models.TextField(blank=True)
    per_second = models.PositiveSmallIntegerField(default=80)
    quality = models.CharField(max_length=20, blank=True)
    paused_until = models.DateTimeField(null=True)
    paused_reason = models.TextField(blank=True)
    # GCRA: the theoretical arrival time of the next send, for the line's throughput.
    next_send_at = models.DateTimeField(null=True)
    last_receipt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "channel", "external_id"), name="line_once"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.display}"


class LineKey(models.Model):
    """Which city an id in a letter belongs to. Lies before the locks, as letters do."""

    channel = models.CharField(max_length=20)
    external_id = models.CharField(max_length=64)
    app = models.ForeignKey(PlatformApp, on_delete=models.PROTECT)
    city = models.ForeignKey(City, on_delete=models.PROTECT)
    line_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("channel", "external_id"), name="line_in_one_city"),
        )


class LineEvent(CityRow):
    """News of the platform about our line: quality, limits, templates, restrictions."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, db_constraint=False)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    body = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "line", "digest"), name="line_event_once"),
        )


class Template(CityRow):
    """A message the platform must approve before it may open a closed window."""

    class Status(models.TextChoices):
        MISSING = "missing", "belum diajukan"
        PENDING = "pending", "sedang ditinjau"
        APPROVED = "approved", "disetujui"
        REJECTED = "rejected", "ditolak"
        PAUSED = "paused", "dijeda"
        DISABLED = "disabled", "dinonaktifkan"

    line = models.ForeignKey(Line, on_delete=models.CASCADE, db_constraint=False)
    name = models.CharField(max_length=100)
    language = models.CharField(max_length=10, default="id")
    category = models.CharField(max_length=20)
    header = models.CharField(max_length=10, blank=True, help_text="empty, text or image")
    header_text = models.CharField(max_length=60, blank=True)
    body = models.TextField()
    footer = models.CharField(max_length=60, blank=True)
    buttons = models.JSONField(default=list)
    variables = models.JSONField(default=list, help_text="[name, sample] in order of {{n}}")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.MISSING)
    reason = models.TextField(blank=True)
    external_id = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("city", "line", "name", "language"), name="template_once_per_line"
            ),
        )
