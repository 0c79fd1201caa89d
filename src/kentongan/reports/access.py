"""Doors: the only way a view gets a report. What is not yours is not there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from kentongan.cases.models import Notice, Rung
from kentongan.cities.locks import current
from kentongan.mailroom.models import File
from kentongan.people.models import Post, Staff
from kentongan.people.posts import present
from kentongan.pure import tickets
from kentongan.pure.errors import NotAllowed
from kentongan.pure.flow import Role
from kentongan.reports.models import Disposition, Named, Release, Report

_KEEPS = ("", Disposition.End.ANSWERED)
_PHOTOS = ("image", "sticker")
HANDLED_BY_ANOTHER = (
    "Laporan ini ditangani jabatan lain. Tidak ada yang perlu dilakukan dari sini; terima kasih."
)
# Who answers for an agency, and hears for it where nobody else does.
_ANSWERING = (Post.Level.LIAISON, Post.Level.CHIEF)


def reports_for(staff: Staff) -> QuerySet[Report]:
    """Officers and heads see all of the city; an agency what lies with it or was answered by it.
    What was taken from it, or what it gave back, is not there for it any more. What is
    confidential is there for the posts that are named for it, and for those it rose to."""
    seen = Report.objects.filter(Q(confidential=False) | _confides_in(staff))
    if staff.role in (Role.OFFICER, Role.HEAD):
        return seen
    later = Disposition.objects.filter(
        report=OuterRef("report"), agency=staff.agency_id, pk__gt=OuterRef("pk")
    )
    last = Disposition.objects.filter(
        ~Exists(later), report=OuterRef("pk"), agency=staff.agency_id, end__in=_KEEPS
    )
    return seen.filter(Exists(last))


def _confides_in(staff: Staff) -> Q:
    """Which confidential reports this person may see, by the post they hold.

    Nothing is ever hidden from everybody: as long as no post of the office is named, or nobody at
    work holds one that is, all officers and the office's chief see it; and so do the liaison and
    the chief of the agency it lies with while no named post of theirs is held.
    """
    named = Named.objects.filter(report=OuterRef("pk"), ended_at=None)
    rose = Notice.objects.filter(matter=OuterRef("pk"), post=staff.seat_id)
    mine = Q(Exists(named.filter(post=staff.seat_id)))
    today = timezone.now().astimezone(current().tz).date()
    held = named.filter(Exists(present(today).filter(seat=OuterRef("post"))))
    chief = staff.seat.level == Post.Level.CHIEF
    if staff.role == Role.OFFICER or (staff.role == Role.HEAD and chief):
        return mine | ~Q(Exists(held.filter(post__role=Role.OFFICER)))
    if staff.role == Role.HEAD:
        return mine | Q(Exists(rose))
    asked = mine | Q(Exists(rose.exclude(level=Rung.Level.OWNER)))
    if staff.seat.level in _ANSWERING:
        asked |= ~Q(Exists(held.filter(post__agency=staff.agency_id)))
    return asked


def report_for(staff: Staff, number: str) -> Report:
    """The report with this ticket number, as people may type it. Raises `Http404`."""
    canonical = tickets.normalise(number)
    found = reports_for(staff).select_related(
        "matter__owner", "matter__contact", "topic__agency", "area__parent",
        "taken_over_by__user", "referred_to",
    )  # fmt: skip
    report = found.filter(matter__number=canonical).first() if canonical else None
    if report is None:
        raise Http404
    return report


def enter(staff: Staff, report: Report) -> None:
    """The door for whoever acts without the desk, by telephone or e-mail. Raises `NotAllowed`."""
    if not reports_for(staff).filter(pk=report.pk).exists():
        raise NotAllowed(HANDLED_BY_ANOTHER)


def confided_to_others(staff: Staff, number: str) -> bool:
    """Whether the report of this number is one their agency was asked about, and confidential,
    and other posts are named for it."""
    asked = Disposition.objects.filter(
        agency=staff.agency_id, report__confidential=True, report__matter__number=number
    )
    return asked.exists() and not reports_for(staff).filter(matter__number=number).exists()


def out_of_sight(staff: Staff, matters: Collection[int]) -> frozenset[int]:
    """Of these folders, the reports that this person may not see. One statement, if any."""
    if not matters:
        return frozenset()
    seen = reports_for(staff).filter(pk__in=matters)
    unseen = Report.objects.filter(pk__in=matters).exclude(pk__in=seen.values("pk"))
    return frozenset(unseen.values_list("pk", flat=True))


def hides_reporter(staff: Staff, report: Report) -> bool:
    """Whether this reader must never learn who told us: no name, number or user name, texts with
    what identifies people taken out, and only those files that were released."""
    return staff.role == Role.AGENCY and report.hides_reporter


def sees_until(staff: Staff, report: Report) -> datetime | None:
    """An agency that has answered reads on, but only what was there when it answered. None: all.
    One statement for an agency."""
    if staff.role != Role.AGENCY:
        return None
    asked = Disposition.objects.filter(report=report, agency=staff.agency_id)
    return asked.order_by("-pk").values_list("ended_at", flat=True).first()


def can_be_released(file: File) -> bool:
    """Photos and voice notes. Papers and films stay with the office: nobody can look through
    them for what tells who somebody is."""
    if file.mime:
        return file.mime.startswith(("image/", "audio/"))
    return file.message is not None and file.message.kind in (*_PHOTOS, "audio")


def is_of_agency(file: File, agency: int) -> bool:
    """What somebody of this agency sent or laid beside their answer."""
    return bool(file.staff and file.staff.role == Role.AGENCY and file.staff.agency_id == agency)


def released(report: Report) -> frozenset[int]:
    """The files that officers have released to the agency. One statement, and none where the
    reporter is not hidden."""
    if not report.hides_reporter:
        return frozenset()
    let_go = Release.objects.filter(report=report, ended_at=None)
    return frozenset(let_go.values_list("file_id", flat=True))


def is_held_back(staff: Staff, report: Report, file: File, let_go: Collection[int]) -> bool:
    """Whether this file of a hidden reporter's report is not for this reader. `let_go`: what was
    released."""
    if not hides_reporter(staff, report) or is_of_agency(file, staff.agency_id):
        return False
    return file.pk not in let_go


def file_for(staff: Staff, key: str) -> tuple[File, Report | None]:
    """A file and the report it lies in. Raises `Http404`.

    What belongs to no report yet is the officers' concern alone.
    """
    found = File.objects.select_related("message", "staff").filter(key=key).first()
    if found is None:
        raise Http404
    matter = found.matter_id or (found.message.matter_id if found.message else None)
    report = reports_for(staff).filter(matter=matter).first() if matter else None
    if report is None and (matter or staff.role != Role.OFFICER):
        raise Http404
    if report and not may_open(staff, report, found):
        raise Http404
    return found, report


def may_open(staff: Staff, report: Report, file: File) -> bool:
    """Whether somebody who may see this report may open this file of it."""
    if staff.role == Role.AGENCY and is_of_agency(file, staff.agency_id):
        return True
    if is_held_back(staff, report, file, released(report)):
        return False
    until = sees_until(staff, report)
    came = file.message.arrived_at if file.message else file.since
    return until is None or came <= until
