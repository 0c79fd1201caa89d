"""Where a talk stands, and what people ask about their own data."""

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
        SAME = "same", "sama dengan laporan lain"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, db_constraint=False)
    line = models.ForeignKey(Line, on_delete=models.CASCADE, db_constraint=False)
    question = models.CharField(max_length=10, choices=Question.choices, blank=True)
    about = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, db_constraint=False)
    # The message that waits for "which report?".
    waiting = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, db_constraint=False)
    # Somebody else's report, of which we asked whether it is the same.
    twin = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
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


class DataRequest(CityRow):
    """Somebody wants to see their data, have it put right, or be forgotten (UU 27/2022). State,
    owner and clocks lie in its folder, the matter; whose data it is, is the matter's contact."""

    class Wants(models.TextChoices):
        ACCESS = "access", "melihat data pribadi"
        CORRECTION = "correction", "memperbaiki data pribadi"
        ERASURE = "erasure", "menghapus data pribadi"

    class Identity(models.TextChoices):
        SAME_NUMBER = "same_number", "Diminta dari nomor WhatsApp yang sama dengan laporannya"
        CARD = "card", "KTP ditunjukkan di loket (tidak disalin)"
        CALLED_BACK = "called_back", "Ditelepon balik ke nomor yang tercatat"
        PROXY = "proxy", "Surat kuasa dan KTP keduanya ditunjukkan"

    class Reason(models.TextChoices):
        NOT_SURE = "not_sure", "belum dapat dipastikan bahwa data ini milik yang meminta"
        OPEN = "open", "laporannya masih dikerjakan"
        IN_COURT = "in_court", "diperlukan penegak hukum atau pengadilan"
        ARCHIVE = "archive", "wajib disimpan sampai masa retensi arsipnya habis"
        OTHERS = "others", "memuat data orang lain yang tidak dapat dipisahkan"

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, db_constraint=False,
        related_name="data_request",
    )  # fmt: skip
    wants = models.CharField(max_length=10, choices=Wants.choices)
    identity = models.CharField(max_length=12, choices=Identity.choices, blank=True)
    checked_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    refused_for = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    # What was done: figures and codes only, and their sha256; the asker's proof.
    deed = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    # Names of files whose bytes are still to be taken off the disk: a tray.
    shreds = models.JSONField(default=list)

    class Meta:
        indexes = (
            models.Index(
                fields=("city",), condition=~models.Q(shreds=[]), name="data_requests_to_shred"
            ),
        )


class CrewTalk(CityRow):
    """Somebody of an agency who answers from a telephone: what we asked them last, about which
    report, and which of their messages wait for the rest of the answer."""

    class Question(models.TextChoices):
        WHICH = "which", "laporan yang mana"
        WHAT = "what", "apa yang dikerjakan"
        WHOSE = "whose", "urusan siapa"
        MORE = "more", "foto tambahan"

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, db_constraint=False)
    line = models.ForeignKey(Line, on_delete=models.CASCADE, db_constraint=False)
    question = models.CharField(max_length=5, choices=Question.choices, blank=True)
    about = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, db_constraint=False)
    waiting = models.JSONField(default=list, help_text="ids of messages, oldest first")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("city", "contact", "line"), name="one_crew_talk"),
        )
        indexes = (
            models.Index(
                fields=("city", "asked_at"),
                condition=models.Q(question="which"),
                name="crew_talks_not_chosen",
            ),
        )
