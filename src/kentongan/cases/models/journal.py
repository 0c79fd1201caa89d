"""The journal, the chain that seals it, and what is counted from it."""

from __future__ import annotations

from django.db import models

from kentongan.cases.models.matters import Matter
from kentongan.cities.locks import CityRow
from kentongan.people.models import Staff


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


class Unsealed(CityRow):
    """A journal line that the sealer has not linked yet: its tray. Written by the statement that
    writes the line, so a line that stands neither here nor in the chain was put in by hand."""

    line = models.OneToOneField(
        JournalLine, on_delete=models.PROTECT, primary_key=True, db_constraint=False,
        related_name="unsealed",
    )  # fmt: skip


class JournalSeal(CityRow):
    """One link of the city's chain. Insert only.

    `digest` is sha256, hex, over the digest before it and the line's codes and ids, in the form
    of `kentongan.pure.chain`; `position` counts from 1 without a gap.
    """

    line = models.OneToOneField(
        JournalLine, on_delete=models.PROTECT, primary_key=True, db_constraint=False,
        related_name="seal",
    )  # fmt: skip
    position = models.BigIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "position"), name="chain_never_forks"),
            models.CheckConstraint(
                condition=models.Q(position__gte=1), name="chain_counts_from_one"
            ),
        )


class JournalHead(CityRow):
    """The end of the chain as a day ended: published, so that nobody can write the past anew.

    `count` is how many lines were linked since the head before it. Insert only.
    """

    day = models.DateField()
    position = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    at = models.DateTimeField(help_text="when it was fixed: the first turn after midnight")

    class Meta:
        ordering = ("-day",)
        constraints = (models.UniqueConstraint(fields=("city", "day"), name="one_head_a_day"),)


class JournalTally(CityRow):
    """How many sealed lines of one shape there are in a month of the city's calendar.

    Derived from the chain as it grows, so that a public page need not read a million lines.
    `days` is the working days from the matter's first line to this one where this one was the
    first answer to the asker; -1 for all other lines.
    """

    month = models.DateField(help_text="its first day")
    kind = models.CharField(max_length=12)
    verb = models.CharField(max_length=24)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    role = models.CharField(max_length=12)
    days = models.SmallIntegerField(default=-1)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("city", "month", "kind", "verb", "from_state", "to_state", "role", "days"),
                name="one_tally_of_a_shape",
            ),
        )
