"""Files: the text first, the file after, by a tray of its own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kentongan.cases.models import Matter
from kentongan.cities.locks import CityRow
from kentongan.mailroom.models.messages import Message
from kentongan.mailroom.models.words import Word
from kentongan.people.models import Staff


class File(CityRow):
    """A photo, voice note or document. Bytes lie in the files directory under their sha256;
    photos are re-encoded without EXIF, whose position was read first.

    A resident's file hangs on a `message`; one of the staff on a `matter`, and perhaps a `word`.
    One that a colleague sent by WhatsApp hangs on its message and has `staff`.
    Of all, what came from the platform waits until it is fetched: a resident's on its message,
    and on its word what an officer sent from the phone's own app.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "sedang diambil"
        READY = "ready", "siap"
        GONE = "gone", "tidak bisa diambil"

    key = models.CharField(max_length=40, unique=True)
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="files"
    )
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, db_constraint=False)
    word = models.ForeignKey(
        Word, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="files"
    )
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, db_constraint=False)
    # The platform's description, as channels.wire.Media has it.
    media = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    since = models.DateTimeField()
    ready_at = models.DateTimeField(help_text="not to be tried before")
    tries = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    name = models.CharField(max_length=200, blank=True)
    has_thumbnail = models.BooleanField(default=False)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    taken_at = models.DateTimeField(null=True)
    # Meant for the resident: an answer's after-photo. Their own files are theirs anyway.
    for_resident = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "message"), name="one_file_per_message", condition=~Q(message=None)
            ),
        )
        indexes = (
            models.Index(
                fields=("city", "ready_at"), condition=Q(state="waiting"), name="files_waiting"
            ),
            models.Index(fields=("city", "matter"), name="files_of_matter"),
        )
