"""What lies on an officer's desk beside the reports themselves."""

from __future__ import annotations

from django.db import models

from kentongan.cities.locks import CityRow
from kentongan.mailroom.models import File
from kentongan.people.models import Post, Staff
from kentongan.reports.models.report import Report


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


class Release(CityRow):
    """An officer lets the agency see this photo or hear this voice note of a reporter who is
    hidden, after having looked whether it tells who they are. Taking it back ends it."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, db_constraint=False, related_name="releases"
    )
    file = models.ForeignKey(File, on_delete=models.CASCADE, db_constraint=False)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, db_constraint=False)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "file"),
                condition=models.Q(ended_at=None),
                name="one_release_of_a_file",
            ),
        )
        indexes = (models.Index(fields=("city", "report"), name="releases_of_report"),)


class Named(CityRow):
    """This post may see a report that is confidential (*rahasia*). Who holds the post, or covers
    it, sees it; a post that nobody holds is heard by the next one, see `reports.access`."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, db_constraint=False, related_name="named"
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, db_constraint=False, related_name="named"
    )
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, db_constraint=False)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "report", "post"),
                condition=models.Q(ended_at=None),
                name="a_post_is_named_once",
            ),
        )
        indexes = (models.Index(fields=("city", "report"), name="named_of_report"),)
