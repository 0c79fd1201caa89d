"""Two at once: officers, the front desk and an agency on the same report."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kentongan.cases import actions as cases
from kentongan.cases.models import JournalLine, Matter
from kentongan.cities.locks import inside
from kentongan.people.models import Agency
from kentongan.pure.errors import Refusal
from kentongan.reports.actions import handling, keeping
from kentongan.reports.models import Report, Topic
from kentongan.reports.tests.builders import Town, town


def now_() -> Any:
    return timezone.now()


def test_the_second_officer_who_takes_over_learns_who_was_first(ponti: Town) -> None:
    report = ponti.report()
    mine, theirs = ponti.fresh(report), ponti.fresh(report)
    with inside(ponti.city):
        handling.take_over(mine, by=ponti.officer, now=now_())
        with pytest.raises(Refusal, match="sudah dipegang Rina Marlina"):
            handling.take_over(theirs, by=ponti.colleague, now=now_())
        with pytest.raises(Refusal, match="sudah dipegang Anda"):
            handling.take_over(ponti.fresh(report), by=ponti.officer, now=now_())
    assert ponti.fresh(report).taken_over_by_id == ponti.officer.pk


def amended(ponti: Town, stale: Report, **changes: Any) -> Report:
    seen = keeping.particulars(stale)
    with inside(ponti.city):
        keeping.amend(
            ponti.fresh(stale), new=replace(seen, **changes), seen=seen, by=ponti.officer,
            now=now_(),
        )  # fmt: skip
    return ponti.fresh(stale)


def test_what_a_resident_said_while_the_form_was_open_stays(ponti: Town) -> None:
    stale = ponti.report()
    with inside(ponti.city):
        Report.objects.filter(pk=stale.pk).update(
            confidential=True, anonymous=True, urgent=True, place="Gg. Melati"
        )
    after = amended(ponti, stale)
    assert (after.confidential, after.anonymous, after.urgent) == (True, True, True)
    assert after.place == "Gg. Melati"
    after = amended(ponti, stale, place="Gg. Mawar ")
    assert (after.place, after.confidential) == ("Gg. Mawar", True)


def test_without_the_form_an_officers_own_copy_is_what_they_saw(ponti: Town) -> None:
    stale = ponti.report()
    with inside(ponti.city):
        Report.objects.filter(pk=stale.pk).update(confidential=True)
        new = keeping.Particulars("Gg. Mawar", None, True, False, False)
        keeping.amend(stale, new=new, by=ponti.officer, now=now_())
    after = ponti.fresh(stale)
    assert (after.confidential, after.urgent, after.place) == (True, True, "Gg. Mawar")


def test_an_officer_may_lower_a_mark_they_saw(ponti: Town) -> None:
    report = ponti.report(urgent=True, confidential=True)
    after = amended(ponti, report, urgent=False)
    assert (after.urgent, after.confidential) == (False, True)


def test_the_journal_keeps_what_was_changed_and_nothing_else(ponti: Town) -> None:
    report = ponti.report()
    amended(ponti, report)
    with inside(ponti.city):
        assert not JournalLine.objects.filter(matter=report.pk, verb="amend").exists()
    amended(ponti, report, anonymous=True, place="Gg. Mawar 3")
    with inside(ponti.city):
        line = JournalLine.objects.get(matter=report.pk, verb="amend")
    assert line.details == {"anonymous": True, "place": True}


def verbs(t: Town) -> dict[str, tuple[str, Callable[[Report], Any]]]:
    """State and deed of everything the staff can do to a report."""
    o, d, now = t.officer, t.dishub, now_()
    with inside(t.city):
        rubbish = Topic.objects.get(code="rubbish")
        pln = Agency.objects.get(code="ext_pln")
    new = keeping.Particulars("Gg. Mawar", None, True, False, False)
    return {
        "verify": ("received", lambda r: handling.verify(r, by=o, now=now)),
        "dispose": ("verified", lambda r: handling.dispose(r, to=d.agency, by=o, now=now)),
        "recall": ("assigned", lambda r: handling.recall(r, by=o, now=now)),
        "hand_back": ("assigned", lambda r: handling.hand_back(r, reason="x", by=d, now=now)),
        "answer": (
            "assigned",
            lambda r: handling.answer(r, text="x", outcome="explained", by=d, now=now),
        ),
        "return_answer": (
            "answered",
            lambda r: handling.return_answer(r, instruction="x", by=o, now=now),
        ),
        "reply": ("answered", lambda r: handling.reply(r, text="x", by=o, now=now)),
        "write": ("verified", lambda r: handling.write(r, text="x", by=o, now=now)),
        "promise": (
            "answered",
            lambda r: handling.promise(r, text="x", on=date(2099, 1, 5), by=o, now=now),
        ),
        "ask": ("verified", lambda r: handling.ask(r, text="x", by=o, now=now)),
        "close": ("replied", lambda r: handling.close(r, by=o, now=now)),
        "reopen": ("closed", lambda r: handling.reopen(r, reason="x", by=o, now=now)),
        "decline": (
            "received",
            lambda r: handling.decline(r, reason="unclear", text="x", by=o, now=now),
        ),
        "refer": ("received", lambda r: handling.refer(r, to=pln, text="x", by=o, now=now)),
        "take_over": ("received", lambda r: handling.take_over(r, by=o, now=now)),
        "note": ("received", lambda r: keeping.note(r, text="x", by=o, now=now)),
        "amend": ("received", lambda r: keeping.amend(r, new=new, by=o, now=now)),
        "choose_topic": (
            "received",
            lambda r: keeping.choose_topic(r, topic=rubbish, by=o, now=now),
        ),
        "note_from_agency": ("assigned", lambda r: keeping.note_from_agency(d, "x", None, now=now)),
    }


WRITES = ("INSERT", "UPDATE", "DELETE")


def test_whatever_the_staff_do_they_lock_the_folder_first_then_the_report(ponti: Town) -> None:
    for verb, (state, deed) in verbs(ponti).items():
        report = ponti.report(state=state)
        with inside(ponti.city), CaptureQueriesContext(connection) as found:
            deed(report)
        said = [q["sql"] for q in found]
        locks = [s for s in said if "FOR UPDATE" in s or s.lstrip().startswith(WRITES)]
        assert 'FROM "cases_matter"' in locks[0], (verb, locks[0])
        assert 'FROM "reports_report"' in locks[1], (verb, locks[1])


@pytest.mark.django_db(transaction=True)
def test_an_officer_and_the_front_desk_never_wait_for_each_other_in_a_circle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    t = town()
    report = t.report()
    trouble: list[Exception] = []
    noting = threading.Event()
    real = cases.note

    def slowly(*args: Any, **more: Any) -> None:
        noting.set()
        assert not reading.wait(0.5), "the desk read past the officer's lock"
        real(*args, **more)

    monkeypatch.setattr(cases, "note", slowly)
    reading = threading.Event()

    def officer() -> None:
        with inside(t.city):
            new = keeping.Particulars("Gg. Mawar", None, False, False, False)
            keeping.amend(t.fresh(report), new=new, by=t.officer, now=now_())

    def desk() -> None:
        noting.wait(10)
        with inside(t.city):
            Matter.objects.select_for_update().get(pk=report.pk)
            reading.set()
            Report.objects.filter(pk=report.pk).update(has_news=True)

    def safely(work: Callable[[], None]) -> None:
        try:
            work()
        except (DatabaseError, AssertionError) as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=safely, args=(work,)) for work in (officer, desk)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert trouble == [] and reading.is_set()
    assert t.fresh(report).place == "Gg. Mawar"
