"""Letting an agency see a photo, or hear a voice note, of somebody who asked to be hidden."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kentongan.cases import actions as cases
from kentongan.cases.actor import acting
from kentongan.mailroom.models import File
from kentongan.people.models import Staff
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.pure.flow import Role
from kentongan.reports.access import can_be_released
from kentongan.reports.actions.holding import hold
from kentongan.reports.models import Release, Report


@transaction.atomic
def release(report: Report, file: File, *, by: Staff, now: datetime) -> None:
    """An officer has looked at it, and it does not tell who they are."""
    _may(report, file, by)
    if not can_be_released(file) or file.state != File.State.READY:
        raise Refusal("Hanya foto dan pesan suara yang bisa dilepas untuk dinas.")
    hold(report)
    if Release.objects.filter(file=file, ended_at=None).exists():
        raise Refusal("Sudah dilepas; dinas sudah bisa melihatnya.")
    Release.objects.create(report=report, file=file, by=by, at=now)
    details: cases.Details = {"file": file.pk}
    cases.note(report.matter, "release", by=acting(by), now=now, details=details)


@transaction.atomic
def unrelease(report: Report, file: File, *, by: Staff, now: datetime) -> None:
    """The agency sees it no more. What they have seen they have seen: the journal says when."""
    _may(report, file, by)
    hold(report)
    ended = Release.objects.filter(report=report, file=file, ended_at=None).update(ended_at=now)
    if not ended:
        raise Refusal("Ini memang belum dilepas untuk dinas.")
    details: cases.Details = {"file": file.pk}
    cases.note(report.matter, "unrelease", by=acting(by), now=now, details=details)


def _may(report: Report, file: File, by: Staff) -> None:
    if by.role != Role.OFFICER:
        raise NotAllowed("Foto pelapor yang disembunyikan dilepas oleh petugas.")
    lies_in = file.matter_id or (file.message.matter_id if file.message else None)
    if lies_in != report.pk:
        raise Refusal("Berkas ini tidak ada di laporan ini.")
