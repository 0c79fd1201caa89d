"""*Ini sama?* Who tells what a neighbour told before is asked once, and an officer decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kentongan.cases.models import JournalLine, Matter
from kentongan.cities.locks import inside
from kentongan.frontdesk import acknowledge
from kentongan.frontdesk.decide import Decision, TalkState
from kentongan.frontdesk.models import Talk
from kentongan.frontdesk.tests.lessons import NOW, case, decided, heard, know, outcome, said
from kentongan.frontdesk.tests.scene import Scene, scene
from kentongan.frontdesk.wording import sameness
from kentongan.mailroom.models import Template, Word
from kentongan.reports.actions.intake import Addition, add_many
from kentongan.reports.models import Report
from kentongan.reports.tests.builders import Town

HERE = (-0.0263, 109.3425)
LAMP = "lampu jalan padam di Gg Beringin"


@pytest.fixture
def kota(db: None) -> Scene:
    return scene()


def tells(kota: Scene, who: str, text: str = LAMP, *, at: tuple[float, float] = HERE) -> Report:
    """With a pin, and everything that follows."""
    kota.says(who, text)
    kota.pins(who, *at)
    kota.quiet()
    return kota.reports(who)[-1]


def last(kota: Scene, who: str) -> Word:
    return kota.words(who)[-1]


def buttons(word: Word) -> list[str]:
    return [button["id"] for button in word.inside.get("buttons", [])]


def lines(kota: Scene, report: Report) -> list[tuple[str, dict[str, Any]]]:
    with inside(kota.city):
        found = JournalLine.objects.filter(matter=report.pk, verb__in=("same", "differ"))
        return list(found.order_by("pk").values_list("verb", "details"))


# ── asking ──────────────────────────────────────────────────────────────────────────────────────


def test_who_tells_what_a_neighbour_told_is_asked_whether_it_is_the_same(kota: Scene) -> None:
    first = tells(kota, "Pak Hasan", "Tolong lampu jalan padam di Gg Beringin no 12 rumah Hasan")
    with inside(kota.city):
        Matter.objects.filter(pk=first.pk).update(state="assigned")
    mine = tells(kota, "Siti")
    word = last(kota, "Siti")
    number = mine.matter.number
    assert buttons(word) == [f"same:{number}", f"differ:{number}"]
    asked = word.text.split("\n\n")[-1]
    assert asked.startswith(
        "Apakah ini sama dengan lampu jalan di Gg. Beringin, yang sudah dilaporkan dan sedang "
    )
    assert asked.endswith("?") and word.text.count("?") == 1
    assert not any(part in asked for part in ("Hasan", "12", "rumah", "Tolong"))
    for theirs in (first.matter.number, first.matter.token, "Hasan"):
        assert theirs not in str(word.inside["buttons"])
    assert first.matter.number not in word.text
    assert buttons(last(kota, "Pak Hasan")) == [], "nobody had told of it before"


def test_the_question_for_the_place_goes_first(kota: Scene) -> None:
    tells(kota, "Pak Hasan")
    kota.says("Siti", "lampu jalan padam, gelap")
    kota.quiet()
    assert "Di mana letaknya?" in last(kota, "Siti").text
    assert last(kota, "Siti").text.count("?") == 1


def test_nothing_is_asked_about_what_is_far_away_or_something_else(kota: Scene) -> None:
    tells(kota, "Pak Hasan")
    tells(kota, "Siti", at=(HERE[0] + 0.01, HERE[1]))
    tells(kota, "Budi", "sampah menumpuk di Gg Beringin")
    assert buttons(last(kota, "Siti")) == buttons(last(kota, "Budi")) == []


@pytest.mark.parametrize("hidden", ["anonymous", "confidential"])
def test_what_a_neighbour_told_in_confidence_is_never_mentioned(kota: Scene, hidden: str) -> None:
    first = tells(kota, "Pak Hasan")
    with inside(kota.city):
        Report.objects.filter(pk=first.pk).update(**{hidden: True})
    tells(kota, "Siti")
    assert buttons(last(kota, "Siti")) == []


def test_nobody_is_asked_about_a_report_of_their_own(kota: Scene) -> None:
    tells(kota, "Siti")
    kota.later(days=2)
    kota.says("Siti", "laporan baru")
    tells(kota, "Siti")
    assert len(kota.reports("Siti")) == 2
    assert buttons(last(kota, "Siti")) == []


def test_where_another_way_to_reach_them_is_needed_that_is_the_question(kota: Scene) -> None:
    tells(kota, "Pak Hasan")
    with inside(kota.city):
        Template.objects.filter(name="answer_ready").update(status=Template.Status.REJECTED)
    tells(kota, "Siti")
    assert last(kota, "Siti").text.count("?") == 1
    assert "alamat surel" in last(kota, "Siti").text


def test_of_a_topic_shown_by_its_kind_only_the_kelurahan_is_told() -> None:
    area = next(a for a in know().map.areas.values() if a.level == "kelurahan")
    twin = sameness.Twin(1, "Lampu jalan", "assigned", "Dinas Perhubungan", "", area.id)
    text = sameness.question(twin, know())
    assert text == (
        f"Apakah ini sama dengan lampu jalan di {area.title}, yang sudah dilaporkan dan sedang "
        "dikerjakan Dinas Perhubungan?"
    )


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("depan rumah Pak Hasan", "di dekat situ"),
        ("Gg. Beringin No 12", "di Gg. Beringin"),
        ("Gg. Beringin 12", "di Gg. Beringin"),
        ("gang beringin rumah Hasan cat hijau", "di Gg. Beringin"),
        ("08123456789 hubungi saya", "di dekat situ"),
        ("Jl. Ahmad Yani, Gg. Melati, RT 03 RW 05", "di Jl. Ahmad Yani, Gg. Melati"),
    ],
)
def test_a_neighbours_words_about_where_they_live_are_not_told(place: str, told: str) -> None:
    twin = sameness.Twin(1, "Lampu jalan", "received", place=place)
    assert f" {told}, yang" in sameness.question(twin, know())


def test_asking_many_takes_as_many_statements_as_asking_one(kota: Scene) -> None:
    tells(kota, "Pak Hasan")

    def statements(count: int, name: str) -> int:
        for n in range(count):
            kota.says(f"{name} {n}", LAMP)
            kota.pins(f"{name} {n}", *HERE)
        kota.taken()
        kota.later(seconds=70)
        with CaptureQueriesContext(connection) as caught:
            assert acknowledge.batch(kota.city, kota.now) == count
        assert all(buttons(last(kota, f"{name} {n}")) for n in range(count))
        return len(caught)

    assert statements(1, "A") == statements(12, "B") <= 20


# ── answering ───────────────────────────────────────────────────────────────────────────────────


def test_same_is_a_hint_for_the_officer_and_joins_nothing(kota: Scene) -> None:
    first, mine = tells(kota, "Pak Hasan"), tells(kota, "Siti")
    with inside(kota.city):
        Report.objects.update(has_news=False)
    kota.presses("Siti", f"same:{mine.matter.number}", "Sama")
    kota.taken()
    [(verb, details)] = lines(kota, mine)
    assert (verb, details["as"]) == ("same", first.pk)
    mine = kota.report("Siti")
    assert mine.has_news and mine.joined_to_id is None and mine.matter.state == "received"
    assert "petugas yang menggabungkannya" in last(kota, "Siti").text
    assert mine.matter.number in last(kota, "Siti").text
    assert len(kota.words("Pak Hasan")) == 1, "the neighbour hears nothing of it"


def test_different_is_noted_and_never_asked_again(kota: Scene) -> None:
    first, mine = tells(kota, "Pak Hasan"), tells(kota, "Siti")
    kota.presses("Siti", f"differ:{mine.matter.number}", "Berbeda")
    kota.taken()
    [(verb, details)] = lines(kota, mine)
    assert (verb, details["as"]) == ("differ", first.pk)
    kota.says("Siti", "lampunya masih padam di Gg Beringin")
    kota.quiet()
    assert sum("Apakah ini sama" in word.text for word in kota.words("Siti")) == 1


def test_the_second_press_and_a_button_of_long_ago_count_no_more(kota: Scene) -> None:
    tells(kota, "Pak Hasan")
    mine = tells(kota, "Siti")
    number = mine.matter.number
    for _ in range(2):
        kota.presses("Siti", f"same:{number}", "Sama")
        kota.taken()
    old = kota.presses("Siti", f"differ:{number}", "Berbeda")
    kota.taken()
    assert [verb for verb, _ in lines(kota, mine)] == ["same"]
    assert kota.message(old).outcome_note == "pilihan lama"
    assert len(kota.reports("Siti")) == 1


def test_who_does_not_answer_changes_nothing(kota: Scene) -> None:
    tells(kota, "Pak Hasan")
    mine = tells(kota, "Siti")
    kota.later(days=3)
    kota.says("Siti", "terima kasih")
    kota.taken()
    assert lines(kota, mine) == []
    with inside(kota.city):
        assert Talk.objects.get(contact=kota.contacts["Siti"]).question == "same"


ASKED = TalkState(question="same", about=7, twin=3, asked_at=NOW - timedelta(minutes=5))


def answered(text: str = "", **more: Any) -> Decision:
    given: dict[str, Any] = {"talk": ASKED, "cases": (case(),), **more}
    return decided(heard(text), **given)


@pytest.mark.parametrize(
    ("text", "same"),
    [("sama", True), ("iya sama", True), ("ya", True), ("beda", False), ("Bukan", False),
     ("tidak sama", False), ("beda pak", False)],
)  # fmt: skip
def test_it_can_be_typed(text: str, same: bool) -> None:
    decision = answered(text)
    [one] = decision.likened
    assert (one.key, one.twin, one.same) == (7, 3, same)
    assert outcome(decision) == ("answer", 7)
    assert said(decision) == ["same"]


@pytest.mark.parametrize("text", ["sama saja bohong, lampu tetap mati", "sampah menumpuk", "ok"])
def test_what_says_something_else_is_no_answer(text: str) -> None:
    assert answered(text).likened == ()


def test_yes_after_our_answer_is_about_our_answer() -> None:
    assert answered("ya", cases=(case(state="replied"),)).likened == ()


@pytest.mark.parametrize("state", ["joined", "replied", "closed", "promised"])
def test_what_can_no_longer_be_joined_takes_no_answer(state: str) -> None:
    pressed = heard("Sama", kind="choice", choice="same:K7M2-Q9XD")
    decision = decided(pressed, talk=ASKED, cases=(case(state=state, ended=state == "closed"),))
    assert decision.likened == ()
    assert outcome(decision) == ("set_aside", 7)


@pytest.mark.parametrize("choice", ["same:", "same:K7M2-Q9XZ", "differ:1:2", "same"])
def test_a_button_that_is_none_of_ours_opens_no_report(choice: str) -> None:
    decision = decided(heard("Sama", kind="choice", choice=choice), talk=ASKED, cases=(case(),))
    assert decision.likened == () and decision.opened == ()


def test_while_an_officer_speaks_a_press_is_noted_in_silence() -> None:
    talk = TalkState("same", 7, 0, 3, NOW - timedelta(minutes=5), human=True)
    pressed = heard("Sama", kind="choice", choice="same:K7M2-Q9XD")
    decision = decided(pressed, talk=talk, cases=(case(),))
    assert [one.same for one in decision.likened] == [True]
    assert said(decision) == []


# ── what the officer sees ───────────────────────────────────────────────────────────────────────


def test_the_officer_reads_what_the_resident_said_beside_the_button_that_joins(ponti: Town) -> None:
    point: dict[str, Any] = {"latitude": HERE[0], "longitude": HERE[1]}
    first, mine = ponti.report(name="Pak Hasan", **point), ponti.report(name="Siti", **point)
    with inside(ponti.city):
        add_many([Addition(mine.pk, "received", (), "same", {"as": first.pk})], now=NOW)
    officer = ponti.client(ponti.officer)
    page = officer.get(ponti.url(mine)).content.decode()
    assert "kata warga: sama" in page
    assert f'Gabungkan ke laporan itu<span class="off"> {first.matter.number}' in page
    assert "mengatakan ini sama dengan laporan serupa" in page
    assert "kata warga: sama" not in officer.get(ponti.url(first)).content.decode()
