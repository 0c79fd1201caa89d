"""Many voices, one repair: residents who tell of the same thing, and each gets an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cases import actions as cases
from kentongan.cases.actor import RESIDENT
from kentongan.cases.models import JournalLine
from kentongan.cities.locks import inside
from kentongan.mailroom.models import Word
from kentongan.people.models import Agency, Area
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import handling, joining
from kentongan.reports.flow import FLOW
from kentongan.reports.models import Disposition, Referral, Report
from kentongan.reports.queries import similar
from kentongan.reports.tests.builders import Town

HERE = (-0.03, 109.33)
STEP = 0.0009  # degrees: a hundred metres


def now_() -> Any:
    return timezone.now()


def told(ponti: Town, n: int = 0, **more: Any) -> Report:
    """A report about the lamp, `n` steps north of the first."""
    at = {"latitude": HERE[0] + n * STEP, "longitude": HERE[1], "name": f"Warga {n}"}
    return ponti.report(**{**at, **more})


def joined(ponti: Town, count: int = 2, **more: Any) -> tuple[Report, list[Report]]:
    """A report at Dishub, and others that were joined to it."""
    lead = told(ponti, state="assigned")
    others = [told(ponti, n, **more) for n in range(1, count + 1)]
    with inside(ponti.city):
        for other in others:
            joining.join(other, lead=lead, by=ponti.officer, now=now_())
    return ponti.fresh(lead), [ponti.fresh(other) for other in others]


def answer(ponti: Town, lead: Report) -> None:
    with inside(ponti.city):
        handling.answer(
            lead, text="Dua lampu diganti malam ini.", outcome="repaired",
            no_photo="Kamera rusak", by=ponti.dishub, now=now_(),
        )  # fmt: skip


def words_to(ponti: Town, report: Report, purpose: str = "reply") -> list[Word]:
    with inside(ponti.city):
        found = Word.objects.filter(matter=report.pk, purpose=purpose)
        return list(found.order_by("pk"))


def states(ponti: Town, reports: list[Report]) -> set[str]:
    return {ponti.state(report) for report in reports}


# -- finding


def candidates(ponti: Town, report: Report) -> list[similar.Similar]:
    with inside(ponti.city):
        return similar.candidates(ponti.fresh(report))


def test_an_officer_sees_what_is_near_and_alike_the_likeliest_first(ponti: Town) -> None:
    report = told(ponti)
    near, nearer = told(ponti, 3), told(ponti, 1)
    told(ponti, 5)  # 500 m away
    told(ponti, 1, topic="rubbish", text="Sampah menumpuk di pinggir sungai")
    told(ponti, 1, state="closed")
    found = candidates(ponti, report)
    assert [one.report.pk for one in found] == [nearer.pk, near.pk]
    assert 95 < (found[0].metres or 0) < 105
    assert found[0].why == (similar.Why.NEAR, similar.Why.TOPIC, similar.Why.WORDS)


def test_without_a_point_the_kelurahan_counts(ponti: Town) -> None:
    with inside(ponti.city):
        ward, other = Area.objects.filter(level="kelurahan").values_list("pk", flat=True)[:2]
    report = ponti.report(area_id=ward)
    same = ponti.report(area_id=ward, latitude=HERE[0], longitude=HERE[1])
    ponti.report(area_id=other)
    found = candidates(ponti, report)
    assert [(one.report.pk, one.metres) for one in found] == [(same.pk, None)]
    assert found[0].why[0] == similar.Why.WARD


def test_a_report_that_tells_no_place_is_like_nothing(ponti: Town) -> None:
    told(ponti)
    assert candidates(ponti, ponti.report()) == []


def test_what_is_secret_is_never_among_them(ponti: Town) -> None:
    report = told(ponti)
    hidden = told(ponti, 1, confidential=True)
    told(ponti, 1, kind="oversight", confidential=True, anonymous=True)
    assert candidates(ponti, report) == []
    assert candidates(ponti, hidden) == []


def test_the_other_city_is_never_among_them(ponti: Town, lampung: Town) -> None:
    report = told(ponti)
    told(lampung)
    assert candidates(ponti, report) == []


def test_half_a_year_later_it_is_another_occasion(ponti: Town) -> None:
    report = told(ponti)
    told(ponti, 1, at=now_() - timedelta(days=200))
    assert candidates(ponti, report) == []


def test_finding_takes_two_statements_however_many_there_are(ponti: Town) -> None:
    report = told(ponti)

    def asked() -> int:
        with inside(ponti.city), CaptureQueriesContext(connection) as caught:
            similar.candidates(ponti.fresh(report))
        with inside(ponti.city), CaptureQueriesContext(connection) as fresh:
            ponti.fresh(report)
        return len(caught) - len(fresh)

    told(ponti, 1)
    few = asked()
    for n in range(8):
        told(ponti, n % 3)
    assert (few, asked()) == (2, 2)


def test_a_resident_is_asked_only_about_what_is_public_and_not_their_own(ponti: Town) -> None:
    theirs = told(ponti, 0, name="Pak Hasan")
    report = told(ponti)
    own = told(ponti, 0, contact=ponti.fresh(report).matter.contact)
    with inside(ponti.city):
        assert similar.public_twin(ponti.fresh(theirs)) is None, "nobody told of it before"
        for mine in (report, own):
            twin = similar.public_twin(ponti.fresh(mine))
            assert twin is not None and twin.report.pk == theirs.pk
        twin.report.topic.public = "off"  # type: ignore[union-attr]
        twin.report.topic.save(update_fields=["public"])  # type: ignore[union-attr]
        assert similar.public_twin(ponti.fresh(report)) is None


@pytest.mark.parametrize(
    "hidden", [{"anonymous": True}, {"confidential": True}, {"kind": "question"}]
)
def test_nobody_is_asked_about_what_another_told_without_a_name_or_in_confidence(
    ponti: Town, hidden: dict[str, Any]
) -> None:
    told(ponti, 0, **hidden)
    report = told(ponti)
    with inside(ponti.city):
        assert similar.public_twin(ponti.fresh(report)) is None


def test_many_are_asked_with_two_statements(ponti: Town) -> None:
    first = told(ponti)
    others = [ponti.fresh(told(ponti, n % 2)) for n in range(6)]
    for few in (others[:2], others):
        with inside(ponti.city), CaptureQueriesContext(connection) as caught:
            twins = similar.public_twins(few)
        assert len(caught) == 2
        assert {one.pk for one in few} == twins.keys()
        assert twins[others[0].pk].report.pk == first.pk


# -- joining


def test_each_keeps_their_number_and_hears_so(ponti: Town) -> None:
    lead, [one, other] = joined(ponti)
    assert states(ponti, [one, other]) == {"joined"}
    assert len({lead.matter.number, one.matter.number, other.matter.number}) == 3
    for report in (one, other):
        [word] = words_to(ponti, report, "message")
        assert "bersama laporan serupa" in word.text
        assert report.joined_to_id == lead.pk
        assert report.matter.owner == lead.matter.owner
    assert words_to(ponti, lead, "message") == []


def test_one_repair_answers_all_and_each_is_asked_about_their_own(ponti: Town) -> None:
    lead, others = joined(ponti, 3)
    answer(ponti, lead)
    with inside(ponti.city):
        handling.reply(lead, text="Lampunya sudah menyala.", by=ponti.officer, now=now_())
    assert states(ponti, [lead, *others]) == {"replied"}
    for report in (lead, *others):
        [word] = words_to(ponti, report)
        assert word.contact_id == report.matter.contact_id
        asked = [button["id"] for button in word.inside["buttons"]]
        assert asked == [f"yes:{report.matter.number}", f"no:{report.matter.number}"]


def test_the_number_of_statements_that_move_them_does_not_grow(ponti: Town) -> None:
    def moves(count: int) -> int:
        lead, _ = joined(ponti, count)
        answer(ponti, lead)
        with inside(ponti.city), CaptureQueriesContext(connection) as caught:
            handling.reply(lead, text="Sudah menyala.", by=ponti.officer, now=now_())
        written = ("cases_matter", "cases_journalline", "cases_deadline")
        verbs = ("INSERT INTO", "UPDATE")
        return sum(
            q["sql"].startswith(tuple(f'{verb} "{table}"' for verb in verbs for table in written))
            for q in caught
        )

    assert moves(1) == moves(4)


def test_a_member_who_says_not_yet_reopens_theirs_alone(ponti: Town) -> None:
    lead, [one, other] = joined(ponti)
    answer(ponti, lead)
    with inside(ponti.city):
        handling.reply(lead, text="Sudah menyala.", by=ponti.officer, now=now_())
        cases.move(one.matter, "reopen", flow=FLOW, by=RESIDENT, now=now_(), note="Belum")
    assert ponti.state(one) == "verified"
    assert states(ponti, [lead, other]) == {"replied"}


def test_reopening_the_one_that_led_leaves_the_others(ponti: Town) -> None:
    lead, others = joined(ponti)
    answer(ponti, lead)
    with inside(ponti.city):
        handling.reply(lead, text="Sudah menyala.", by=ponti.officer, now=now_())
        handling.reopen(lead, reason="Padam lagi", by=ponti.officer, now=now_())
    assert ponti.state(lead) == "verified"
    assert states(ponti, others) == {"replied"}


def test_a_promise_is_made_to_all_for_the_same_day(ponti: Town) -> None:
    lead, others = joined(ponti)
    with inside(ponti.city):
        handling.recall(lead, by=ponti.officer, now=now_())
        on = now_().date() + timedelta(days=40)
        handling.promise(lead, text="Diganti bulan depan.", on=on, by=ponti.officer, now=now_())
    assert states(ponti, [lead, *others]) == {"promised"}
    assert {ponti.fresh(one).promised_for for one in (lead, *others)} == {on}


def test_declined_and_referred_leave_nobody_joined(ponti: Town) -> None:
    lead, others = joined(ponti)
    with inside(ponti.city):
        handling.recall(lead, by=ponti.officer, now=now_())
        handling.decline(
            lead, reason="private", text="Maaf, ini tiang milik pribadi.", by=ponti.officer,
            now=now_(),
        )  # fmt: skip
    assert states(ponti, [lead, *others]) == {"declined"}
    assert {ponti.fresh(one).declined_for for one in others} == {"private"}
    assert [len(words_to(ponti, one)) for one in others] == [1, 1]

    lead, others = joined(ponti)
    with inside(ponti.city):
        handling.recall(lead, by=ponti.officer, now=now_())
        pln = Agency.objects.filter(is_city=False).first()
        assert pln is not None
        handling.refer(lead, to=pln, text="Ke PLN, ya.", by=ponti.officer, now=now_())
        followed = Referral.objects.filter(report__in=[lead.pk, *(one.pk for one in others)])
        assert followed.count() == 3
    assert states(ponti, [lead, *others]) == {"referred"}


def test_who_cannot_be_written_to_is_parted_and_stays_before_the_officers_eyes(
    ponti: Town,
) -> None:
    lead, [one, other] = joined(ponti)
    with inside(ponti.city):
        one.matter.contact = None
        one.matter.save(update_fields=["contact"])
    answer(ponti, lead)
    with inside(ponti.city):
        handling.reply(lead, text="Sudah menyala.", by=ponti.officer, now=now_())
    alone = ponti.fresh(one)
    assert (alone.matter.state, alone.joined_to, alone.has_news) == ("verified", None, True)
    assert ponti.state(other) == "replied"


def test_what_was_joined_goes_along_and_owners_follow(ponti: Town) -> None:
    first, [member] = joined(ponti, 1)
    lead = told(ponti, 2, state="assigned")
    with inside(ponti.city):
        joining.join(ponti.fresh(first), lead=lead, by=ponti.officer, now=now_())
        assert not Disposition.objects.filter(report=first.pk, ended_at=None).exists()
        pupr = Agency.objects.get(code="pupr")
        handling.dispose(ponti.fresh(lead), to=pupr, by=ponti.officer, now=now_())
    for report in (first, member):
        now = ponti.fresh(report)
        assert (now.joined_to_id, now.matter.owner_id) == (lead.pk, pupr.pk)
        assert now.matter.state == "joined"


def test_parted_again_it_is_the_offices_and_both_journals_say_so(ponti: Town) -> None:
    lead, [one] = joined(ponti, 1)
    with inside(ponti.city):
        joining.part(one, by=ponti.officer, now=now_())
        verbs = JournalLine.objects.order_by("pk")
        assert list(verbs.filter(matter=one.pk).values_list("verb", flat=True))[-2:] == [
            "join", "part",
        ]  # fmt: skip
        assert list(verbs.filter(matter=lead.pk).values_list("verb", flat=True))[-2:] == [
            "gather", "let_go",
        ]  # fmt: skip
    now = ponti.fresh(one)
    assert (now.matter.state, now.joined_to, now.matter.owner.code) == (
        "verified", None, handling.OFFICE,
    )  # fmt: skip


@pytest.mark.parametrize("marks", [{"confidential": True}, {"kind": "oversight"}])
def test_what_is_secret_is_joined_with_nothing(ponti: Town, marks: dict[str, Any]) -> None:
    plain, hidden = told(ponti), told(ponti, 1, **marks)
    with inside(ponti.city):
        for one, other in ((plain, hidden), (hidden, plain)):
            with pytest.raises(Refusal, match="sendiri-sendiri"):
                joining.join(ponti.fresh(one), lead=ponti.fresh(other), by=ponti.officer,
                             now=now_())  # fmt: skip
    assert states(ponti, [plain, hidden]) == {"received"}


@pytest.mark.parametrize("state", ["replied", "closed", "declined"])
def test_what_is_answered_already_leads_nobody(ponti: Town, state: str) -> None:
    report, lead = told(ponti), told(ponti, 1, state=state)
    with inside(ponti.city), pytest.raises(Refusal, match="Jawab laporan ini sendiri"):
        joining.join(report, lead=lead, by=ponti.officer, now=now_())


def test_nothing_is_joined_to_itself_or_to_what_is_joined(ponti: Town) -> None:
    _, [one, _] = joined(ponti)
    report = told(ponti)
    with inside(ponti.city):
        with pytest.raises(Refusal, match="laporan yang sama"):
            joining.join(report, lead=report, by=ponti.officer, now=now_())
        with pytest.raises(Refusal, match="laporan utamanya"):
            joining.join(report, lead=one, by=ponti.officer, now=now_())


def test_the_ticket_page_of_each_says_that_it_is_worked_on_together(ponti: Town) -> None:
    lead, [one] = joined(ponti, 1)
    page = Client().get(f"/t/{one.matter.token}").content.decode()
    assert "bersama laporan serupa" in page
    assert lead.matter.number not in page


def test_an_agency_learns_how_many_wait_for_its_work_and_no_more(ponti: Town) -> None:
    lead, [one, other] = joined(ponti)
    page = ponti.client(ponti.dishub).get(ponti.url(lead)).content.decode()
    assert "2 laporan digabung di sini" in page
    assert one.matter.number not in page and other.matter.number not in page
    assert "Gabungkan" not in page
