"""Tray 1: letters as they came, and what could not be unpacked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kentongan.cities.locks import CityRow


class Letter(models.Model):
    """The raw body of one webhook call. The door may only insert; `unpack` alone reads.

    No unique key: a platform delivers again, and duplicates fall when the letter is unpacked.
    """

    channel = models.CharField(max_length=20)
    app = models.CharField(max_length=50)
    headers = models.TextField(blank=True)
    body = models.BinaryField()
    received_at = models.DateTimeField(db_default=Now())
    unpacked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("id",), condition=Q(unpacked_at=None), name="letters_waiting"),
            models.Index(fields=("unpacked_at",), name="letters_by_unpacking"),
        )


class Quarantine(models.Model):
    """A letter or an item that nobody could read, with the reason. Kept 90 days."""

    letter = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=20)
    app = models.CharField(max_length=50)
    line = models.CharField(max_length=64, blank=True)
    reason = models.TextField()
    item = models.BinaryField()
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("line",), condition=Q(resolved_at=None), name="quarantine_open"),
        )


class Tombstone(CityRow):
    """A message of somebody who was erased: a replayed letter must not bring it back."""

    line = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, help_text="sha256 of the external id, hex")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "line", "digest"), name="one_tombstone"),
        )


class Heartbeat(models.Model):
    """A worker's sign of life and what it counted, so that `check` can tell if one is gone."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
