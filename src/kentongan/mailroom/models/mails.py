"""E-mail we owe people at work, and which morning's message a post has had."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kentongan.cases.models import Matter
from kentongan.cities.locks import CityRow
from kentongan.mailroom.models.files import File
from kentongan.people.models import Post


class Mail(CityRow):
    """One e-mail: the row is there before the server is asked. Forward only, as words are.

    `message_id` is our own, in its angle brackets; a reply quotes it. `sending` is under a lease;
    one that ends before there is an answer makes it `unknown`, which is never sent again by
    itself.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "menunggu dikirim"
        SENDING = "sending", "sedang dikirim"
        SENT = "sent", "terkirim"
        UNKNOWN = "unknown", "belum pasti terkirim"
        UNDELIVERABLE = "undeliverable", "tidak sampai"

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    reply_to = models.CharField(max_length=320, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    in_reply_to = models.CharField(max_length=200, blank=True)
    files = models.ManyToManyField(File, through="Enclosure", related_name="+")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, db_constraint=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, db_constraint=False)
    queued_at = models.DateTimeField()
    ready_at = models.DateTimeField(help_text="not to be tried before")
    attempted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=13, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    trouble_code = models.IntegerField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    # An officer has seen that it did not arrive, and did something about it.
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=("city", "ready_at"), condition=Q(state="queued"), name="mails_waiting"
            ),
            models.Index(
                fields=("city", "lease_until"), condition=Q(state="sending"), name="mails_under_way"
            ),
            models.Index(
                fields=("city", "state"),
                condition=Q(state__in=("unknown", "undeliverable"), resolved_at=None),
                name="mails_held",
            ),
            models.Index(fields=("city", "matter"), name="mails_of_matter"),
        )


class Enclosure(CityRow):
    """A file that travels with an e-mail."""

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, db_constraint=False)
    file = models.ForeignKey(File, on_delete=models.CASCADE, db_constraint=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "mail", "file"), name="a_file_enclosed_once"),
        )


class Digest(CityRow):
    """This post has had its morning message of this day, by whatever way. One a day, and the
    database sees to it."""

    class Way(models.TextChoices):
        CHAT = "chat", "WhatsApp"
        MAIL = "mail", "surel"

    post = models.ForeignKey(Post, on_delete=models.CASCADE, db_constraint=False)
    day = models.DateField()
    at = models.DateTimeField()
    way = models.CharField(max_length=4, choices=Way.choices)
    notices = models.PositiveIntegerField(help_text="how many were new in it")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "post", "day"), name="one_digest_a_day"),
        )
