"""The page of what lies with somebody outside the city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.urls import reverse

from kentongan.cities.locks import current
from kentongan.people.models import Staff
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.reports.actions.handling import ASK_AGAIN
from kentongan.reports.forms.outside import EndReferralForm, FollowUpForm
from kentongan.reports.models import Referral
from kentongan.reports.page.debts import SIZE, pager, span
from kentongan.reports.page.dues import Calendar
from kentongan.reports.page.rows import link
from kentongan.reports.page.shapes import Action, Due, Pager
from kentongan.reports.queries import referrals


@dataclass(frozen=True, slots=True)
class Broken:
    """A form that came back, of which referral and verb."""

    referral: int
    verb: str
    form: Form


@dataclass(frozen=True, slots=True)
class Away:
    """One referral. `told`: whether the city itself passed it on, in words."""

    number: str
    url: str
    topic: str
    area: str
    agency: str
    phone: str
    told: str
    since: str
    due: Due | None
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class Outside:
    rows: list[Away]
    due: int
    pager: Pager | None


def outside(
    staff: Staff, number: int, days: Calendar, broken: Broken | None = None
) -> dict[str, Any]:
    """What `outside.html` shows. Two statements."""
    found = referrals.page(staff, number, SIZE)
    rows = [_away(one, staff, days, broken) for one in found[:SIZE]]
    due = referrals.due(staff, days.today).count()
    return {"outside": Outside(rows, due, pager("desk:outside", number, len(found)))}


def _away(one: Referral, staff: Staff, days: Calendar, broken: Broken | None) -> Away:
    report = one.report
    told = f"nomor di sana {one.their_number}" if one.their_number else ""
    return Away(
        number=report.matter.number,
        url=link(report.matter.number),
        topic=report.topic.name if report.topic else "Topik belum dipilih",
        area=report.area.name if report.area else "",
        agency=one.agency.name,
        phone=one.agency.phone,
        told=told or ("sudah kita teruskan" if one.passed_on else "belum kita teruskan sendiri"),
        since=sayings.short_day(one.at.astimezone(days.zone).date()),
        due=_due(one, days),
        actions=_actions(one, days, broken) if staff.role == Role.OFFICER else [],
    )


def _due(one: Referral, days: Calendar) -> Due | None:
    if one.ask_again_on is None:
        return None
    left = (one.ask_again_on - days.today).days
    kind = "late" if left < 0 else "soon" if left == 0 else "ok"
    when = "hari ini" if left == 0 else sayings.short_day(one.ask_again_on)
    words = f"tanyakan lagi {when}" if left >= 0 else f"belum ditanyakan, {span(left)}"
    return Due(kind, words, sayings.day(one.ask_again_on))


def _actions(one: Referral, days: Calendar, broken: Broken | None) -> list[Action]:
    forms = {
        "follow_up": FollowUpForm(one, days.later(ASK_AGAIN)),
        "end_referral": EndReferralForm(one),
    }
    labels = {
        "follow_up": ("Sudah ditanyakan lagi", "Catat"),
        "end_referral": ("Ada hasilnya", "Simpan hasilnya"),
    }
    made = []
    for verb, (label, send) in labels.items():
        back = broken if broken and (broken.referral, broken.verb) == (one.pk, verb) else None
        made.append(
            Action(
                verb=verb,
                label=label,
                url=reverse("desk:outside_verb", args=[current().slug, one.pk, verb]),
                form=back.form if back else forms[verb],
                send=send,
                open=back is not None,
            )
        )
    return made
