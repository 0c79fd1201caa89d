"""Who told us, as far as a reader may know: hidden until they ask for it, and never unseen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import current
from kentongan.people.models import ContactAddress, Staff
from kentongan.pure import phones, sayings
from kentongan.pure.flow import Role
from kentongan.reports.looks import LASTS, VERBS
from kentongan.reports.models import Report
from kentongan.reports.page.shapes import Reporter, Reveal
from kentongan.reports.page.timeline import Reading
from kentongan.reports.queries.folder import Folder


def shown_until(lines: Iterable[JournalLine], staff: Staff, now: datetime) -> datetime | None:
    """Until when this officer sees it: they asked, and the journal says so. None: hidden."""
    asked = [line.at for line in lines if line.verb in VERBS and line.staff_id == staff.pk]
    until = max(asked) + LASTS if asked else now
    return until if until > now and staff.role == Role.OFFICER else None


def reporter(report: Report, folder: Folder, reading: Reading) -> Reporter | None:
    """None for somebody hidden, and where nobody left a name."""
    contact = report.matter.contact
    if contact is None or reading.veil.drawn:
        return None
    by_kind = {a.kind: a.value for a in reversed(folder.addresses) if a.is_current}
    phone = by_kind.get(ContactAddress.Kind.PHONE, "")
    username = by_kind.get(ContactAddress.Kind.USERNAME, "")
    reach = username and f"@{username.lstrip('@')}"
    if phone:
        reach = phones.pretty(phone) if reading.shown else phones.masked(phone)
    since = sayings.when(contact.since, reading.now, reading.zone)
    name = reading.veil.text(contact.name) or "Warga tanpa nama"  # some call themselves a number
    return Reporter(name, reach, f"Menulis pertama kali {since}")


def hidden(report: Report) -> str:
    """Why there is no name."""
    if report.anonymous:
        return "Pelapor minta namanya disembunyikan."
    if report.confidential:
        return "Laporan rahasia: siapa pelapornya tidak ditampilkan."
    return "Pelapor tidak meninggalkan nama."


def reveal(report: Report, reading: Reading) -> Reveal | None:
    """The button by which an officer sees it, or how long they still do."""
    if reading.staff.role != Role.OFFICER or report.matter.contact is None:
        return None
    url = reverse("desk:identity", args=[current().slug, report.matter.number])
    label = "Tampilkan identitas" if report.hides_reporter else "Tampilkan nomor"
    if reading.shown is None:
        return Reveal(url, label, asks=report.hides_reporter)
    left = max(1, int((reading.shown - reading.now).total_seconds()) + 1)
    at = sayings.clock(reading.shown.astimezone(reading.zone))
    page = reverse("desk:report", args=[current().slug, report.matter.number])
    return Reveal(url, label, until=f"Terlihat oleh Anda sampai {at}.", seconds=left, page=page)
