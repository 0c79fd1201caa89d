"""Where a talk stands. Nothing a report depends on: only what makes the next answer fit."""

from __future__ import annotations

from django.db import models

from kentongan.cases.models import Matter
from kentongan.cities.locks import CityRow
from kentongan.mailroom.models import Line, Message
from kentongan.people.models import Contact, Staff


class Talk(CityRow):
    """One person on one line: the open question, and whether a human has taken over."""

    class Question(models.TextChoices):
        PLACE = "place", "di mana"
        WHICH = "which", "laporan yang mana"
        AGAIN = "again", "buka lagi atau laporan baru"
        BROKEN = "broken", "apa yang belum beres"
        SENTENCE = "sentence", "kata sesudah bintang"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, db_constraint=False)
    line = models.ForeignKey(Line, on_delete=models.CASCADE, db_constraint=False)
    question = models.CharField(max_length=10, choices=Question.choices, blank=True)
    about = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, db_constraint=False)
    # The message that waits for "which report?".
    waiting = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, db_constraint=False)
    asked_at = models.DateTimeField(null=True)
    greeted_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    human_at = models.DateTimeField(null=True, help_text="an officer speaks; the desk is silent")
    human = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, db_constraint=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "contact", "line"), name="one_talk_per_line"),
        )
        indexes = (
            models.Index(
                fields=("city", "asked_at"),
                condition=models.Q(question="again"),
                name="talks_not_chosen",
            ),
        )
