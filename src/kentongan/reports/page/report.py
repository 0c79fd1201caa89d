"""The whole page of one report, from a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from kentongan.cases.models import Deadline
from kentongan.cases.waiting import WAITING
from kentongan.cities.locks import current
from kentongan.mailroom.models import File, Word
from kentongan.people.models import Agency, Area, Staff
from kentongan.pure.flow import Role
from kentongan.pure.redact import numbers_in
from kentongan.reports import forms
from kentongan.reports.access import sees_until
from kentongan.reports.actions import naming, telling
from kentongan.reports.actions.handling import ASK_AGAIN
from kentongan.reports.models import Report, Topic
from kentongan.reports.page import evidence, identity, journal, kin, pulse
from kentongan.reports.page.buttons import Broken, Room, buttons, preset
from kentongan.reports.page.composer import Typed, composer
from kentongan.reports.page.dues import Calendar, clocks
from kentongan.reports.page.facts import facts
from kentongan.reports.page.files import Shelf
from kentongan.reports.page.ladder import ladder
from kentongan.reports.page.rows import first_words, flags_of, state_of
from kentongan.reports.page.shapes import Action, Alert, Head, Item, Person
from kentongan.reports.page.timeline import Reading, text_of, timeline
from kentongan.reports.page.veil import veil_for
from kentongan.reports.queries import folder as folders
from kentongan.reports.queries.folder import Folder, Talk
from kentongan.reports.queries.pulse import Guest, present


@dataclass(frozen=True, slots=True)
class Opened:
    """A report somebody has open, and everything in its folder."""

    report: Report
    staff: Staff
    folder: Folder
    talk: Talk
    agencies: list[Agency]
    topics: list[Topic]
    reading: Reading
    days: Calendar
    areas: list[Area]


def open_report(report: Report, staff: Staff, days: Calendar) -> Opened:
    folder = folders.folder(report, staff)
    talk = folders.talk(report, staff, sees_until(staff, report))
    agencies, topics = list(Agency.objects.all()), list(Topic.objects.filter(is_active=True))
    names = journal.Names(
        {agency.pk: agency.short_name for agency in agencies},
        {topic.pk: topic.name for topic in topics},
    )
    shown = identity.shown_until(talk.lines, staff, days.now)
    public = numbers_in("\n".join(agency.phone for agency in agencies))
    veil = veil_for(report, folder.addresses, shown=shown is not None, public=public)
    shelf = Shelf(report, staff, talk.released, nameless=report.hides_reporter)
    reading = Reading(report, staff, veil, names, days.now, current().tz, shelf, shown)
    areas = list(Area.objects.all())
    return Opened(report, staff, folder, talk, agencies, topics, reading, days, areas)


def desk_of(opened: Opened) -> forms.Desk:
    """What the forms choose from."""
    theirs = kin.own_words(opened.talk.messages)
    photos = [
        f
        for f in opened.talk.files
        if f.staff_id and f.for_resident and f.state == File.State.READY and f.has_thumbnail
    ]
    return forms.Desk(
        report=opened.report,
        agencies=opened.agencies,
        topics=opened.topics,
        areas=opened.areas if opened.staff.role == Role.OFFICER else [],
        answers=opened.talk.answers,
        photos=photos,
        messages=theirs,
        said={m.pk: text_of(m, opened.reading) for m in theirs},
        preset=preset(opened.report, opened.agencies, opened.talk.answers),
        reachable=bool(opened.folder.lane) or telling.line_of(opened.report) is not None,
        for_agency=opened.staff.role == Role.AGENCY,
        today=opened.days.today,
        ask_again_on=opened.days.later(ASK_AGAIN),
        place=opened.reading.veil.text(opened.report.place),
        posts=naming.choices() if _may_name(opened) else [],
    )


def _may_name(opened: Opened) -> bool:
    return opened.staff.role == Role.OFFICER and opened.report.confidential


def context(
    opened: Opened, *, mark: str, typed: Typed | None = None, broken: Broken | None = None,
    back: str = "", kept: str = "",
) -> dict[str, Any]:  # fmt: skip
    """What `report.html` shows in its right pane. `mark` is the stamp from before it was opened:
    what came since is news for the heartbeat. `kept` is the query of the list beside it, which
    every button carries along so that the list stays."""
    report, staff, folder = opened.report, opened.staff, opened.folder
    items = talk_of(opened)
    desk = broken.form.desk if broken else desk_of(opened)
    guests = present(report, staff, opened.days.now)
    running = [d for d in folder.deadlines if d.ended_at is None]
    room = Room(
        kept, mine=_is_mine(folder, staff), reachable=desk.reachable,
        runs=any(d.clock == Deadline.Clock.MATTER and d.paused_at is None for d in running),
        waits=any(d.code == WAITING for d in running),
    )  # fmt: skip
    actions = buttons(desk, staff, room, broken)
    return {
        "report": _head(opened),
        "back_url": back or reverse("desk:queue", args=[current().slug]),
        "actions": actions,
        "timeline": items,
        "presence": people(guests),
        "pulse_url": pulse.url(report, mark, items),
        "composer": composer(folder, opened.reading, typed or Typed(), room),
        "facts": facts(folder, opened.talk, opened.reading, opened.topics),
        "ladder": ladder(
            report,
            folder.deadlines,
            opened.talk.lines,
            opened.days,
            notes=staff.role != Role.AGENCY,
        ),
        "kin": kin.kin(opened.reading, opened.talk.lines),
        "alert": _refused(broken, actions) or _alert(opened),
    }


def talk_of(opened: Opened) -> list[Item]:
    """The conversation as this reader sees it."""
    items = timeline(opened.talk, opened.reading)
    return evidence.beside(items, opened.talk, opened.reading)


def _refused(broken: Broken | None, actions: list[Action]) -> Alert | None:
    """A verb that is no longer open has no button to show its refusal at."""
    if broken is None or any(action.open for action in actions):
        return None
    return Alert("soon", "", " ".join(map(str, broken.form.non_field_errors())))


def _is_mine(folder: Folder, staff: Staff) -> bool:
    return any(d.ended_at is None and d.agency_id == staff.agency_id for d in folder.dispositions)


def _head(opened: Opened) -> Head:
    report = opened.report
    running = [d for d in opened.folder.deadlines if d.ended_at is None]
    return Head(
        number=report.matter.number,
        words=first_words(report, opened.reading.veil, 90),
        topic=report.topic.name if report.topic else "",
        area=report.area.name if report.area else opened.reading.veil.text(report.place),
        channel=journal.channel_of(report),
        state=state_of(report),
        flags=flags_of(report, paused=any(d.paused_at for d in running)),
        clocks=clocks(report, opened.folder.deadlines, opened.days),
    )


def _alert(opened: Opened) -> Alert | None:
    """The one thing to know before reading, the gravest first."""
    report = opened.report
    if report.emergency and report.matter.ended_at is None:
        return Alert(
            "late",
            "Terbaca sebagai keadaan darurat.",
            "Warga sudah diberi nomor darurat. Pastikan ada yang berangkat.",
        )
    lost = [w for w in opened.talk.words if _is_lost(w)]
    if lost and opened.staff.role == Role.OFFICER:
        return Alert(
            "late", "Balasan terakhir belum sampai.", "Hubungi warga dengan cara lain, lalu catat."
        )
    if report.mark:
        words = {
            "rude": "Pesannya kasar. Dibaca tenang saja; isinya mungkin tetap penting.",
            "spam": "Kemungkinan bukan laporan.",
        }
        return Alert("info", "", words.get(report.mark, ""))
    if report.late:
        return Alert("info", "", "Pesan ini tiba terlambat. Jamnya dihitung sejak warga menulis.")
    return None


def _is_lost(word: Word) -> bool:
    return word.state == Word.State.UNDELIVERABLE and word.resolved_at is None


def people(guests: list[Guest]) -> list[Person]:
    return [
        Person(g.name, "sedang menulis" if g.typing else "sedang membuka laporan ini")
        for g in guests
    ]


def lists(opened: Opened | None = None) -> forms.Lists:
    """What the queue can be filtered by. Three statements, none beside a report that is open."""
    if opened:
        cities = [agency for agency in opened.agencies if agency.is_city]
        districts = [area for area in opened.areas if area.level == "kecamatan"]
        return forms.Lists(opened.topics, cities, districts)
    areas: QuerySet[Area] = Area.objects.filter(level="kecamatan")
    return forms.Lists(
        list(Topic.objects.filter(is_active=True)),
        list(Agency.objects.filter(is_city=True)),
        list(areas),
    )
