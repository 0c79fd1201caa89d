"""Is it fixed? What residents say of an answer, how they judge it, and what breaks again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kentongan.channels.wire import ButtonsOut, ListOut
from kentongan.frontdesk.decide import Decision, Quoted, TalkState
from kentongan.frontdesk.tests.lessons import NOW, case, decided, heard, outcome, said

NUMBER = "K7M2-Q9XD"


def press(choice: str) -> Any:
    return heard("ditekan", kind="choice", choice=choice)


def turned(decision: Decision) -> list[tuple[int, str]]:
    return [(one.key, one.verb) for one in decision.turned]


def closed(**more: Any) -> Any:
    given = {"state": "closed", "ended": True, "state_since": NOW - timedelta(days=3)}
    return case(**{**given, **more})


REPLIED = (case(state="replied"),)
AGAIN = TalkState(question="again", about=7, waiting=90, asked_at=NOW)
WAITING = Quoted(90, 7, "addition", "text", "lampunya mati lagi", NOW - timedelta(minutes=1))


# ── sudah / belum ───────────────────────────────────────────────────────────────────────────────


def test_yes_closes_and_asks_for_stars_in_the_same_bubble() -> None:
    decision = decided(press(f"yes:{NUMBER}"), cases=REPLIED)
    assert turned(decision) == [(7, "close")]
    [word] = decision.said
    assert isinstance(word.content, ListOut)
    assert [row.id for row in word.content.rows] == [
        f"stars:{NUMBER}:{count}" for count in (5, 4, 3, 2, 1)
    ]
    assert all(len(row.title) <= 24 for row in word.content.rows)
    assert len(word.content.button) <= 20


def test_no_opens_again_and_asks_one_question() -> None:
    decision = decided(press(f"no:{NUMBER}"), cases=REPLIED)
    assert turned(decision) == [(7, "reopen")]
    [word] = decision.said
    assert "Apa yang masih belum beres? Foto membantu." in word.text
    assert decision.added == ((7, (decision.outcomes[0].message_id,)),)
    assert decision.talk and decision.talk.question == "broken"


def test_no_with_a_photo_beside_it_asks_nothing() -> None:
    for order in (1, -1):
        both = [press(f"no:{NUMBER}"), heard(kind="image")][::order]
        decision = decided(*both, cases=REPLIED)
        assert turned(decision) == [(7, "reopen")]
        assert said(decision) == ["verdict"]
        assert "Apa yang masih" not in decision.said[0].text
        assert len(decision.added[0][1]) == 2


def test_no_in_words_that_say_what_is_wrong_asks_nothing() -> None:
    decision = decided(heard("belum pak, yang di ujung gang masih mati"), cases=REPLIED)
    assert turned(decision) == [(7, "reopen")]
    assert "Apa yang masih" not in decision.said[0].text
    bare = decided(heard("belum"), cases=REPLIED)
    assert "Apa yang masih" in bare.said[0].text


def test_no_under_a_photo_opens_again() -> None:
    decision = decided(heard("belum beres", kind="image"), cases=REPLIED)
    assert turned(decision) == [(7, "reopen")] and said(decision) == ["verdict"]


def test_a_photo_without_words_after_an_answer_is_asked_about_once() -> None:
    decision = decided(heard(kind="image"), cases=REPLIED)
    assert not turned(decision) and decision.added
    [word] = decision.said
    assert isinstance(word.content, ButtonsOut)
    assert [button.id for button in word.content.buttons] == [f"yes:{NUMBER}", f"no:{NUMBER}"]
    again = decided(heard(kind="image"), cases=REPLIED, talk=decision.talk)
    assert again.added and not again.said


def test_what_follows_the_question_is_attached_without_a_bubble() -> None:
    talk = TalkState(question="broken", about=7, asked_at=NOW)
    other = case(key=8, number="7WYA-7PX8", topic="rubbish", text="sampah", place="")
    cases = (case(state="verified"), other)
    for one in (heard(kind="image"), heard("yang di ujung gang")):
        decision = decided(one, cases=cases, talk=talk)
        assert outcome(decision) == ("addition", 7) and not decision.said


def test_a_plain_yes_in_words_closes_and_a_long_story_is_left_to_a_person() -> None:
    assert turned(decided(heard("sudah beres makasih"), cases=REPLIED)) == [(7, "close")]
    long = (
        "sudah diperbaiki kemarin sore oleh dua orang petugas yang ramah sekali tetapi saya lihat"
    )
    assert not turned(decided(heard(long), cases=REPLIED))


def test_asking_whether_it_is_not_done_yet_opens_nothing() -> None:
    decision = decided(heard("berarti belum selesai ya pak?"), cases=REPLIED)
    assert not turned(decision) and decision.added


def test_while_an_officer_speaks_words_turn_nothing() -> None:
    decision = decided(heard("belum"), cases=REPLIED, talk=TalkState(human=True))
    assert not turned(decision) and outcome(decision) == ("human", 7)


def test_no_after_it_closed_by_itself_opens_it_again() -> None:
    decision = decided(heard("belum"), cases=(closed(),))
    assert turned(decision) == [(7, "reopen")] and not decision.opened


def test_yes_after_it_closed_by_itself_is_no_new_report() -> None:
    decision = decided(heard("sudah beres"), cases=(closed(),))
    assert not decision.opened and not turned(decision)
    pressed = decided(press(f"yes:{NUMBER}"), cases=(closed(),))
    assert said(pressed) == ["verdict"] and not pressed.added


# ── stars ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "count", "words"),
    [
        ("5", 5, ""),
        ("bintang 4", 4, ""),
        ("4 bintang", 4, ""),
        ("★★★", 3, ""),
        ("⭐⭐⭐⭐⭐", 5, ""),
        ("⭐️⭐️", 2, ""),
        ("puas", 4, ""),
        ("tidak puas", 1, ""),
        ("lima bintang", 5, ""),
        ("bintang lima, cepat sekali", 5, "cepat sekali"),
        ("5/5 mantap", 5, "mantap"),
        ("3. agak lama", 3, "agak lama"),
    ],
)
def test_stars_are_understood_as_people_type_them(text: str, count: int, words: str) -> None:
    decision = decided(heard(text), cases=(closed(),))
    [rated] = decision.rated
    assert (rated.key, rated.state, rated.stars, rated.words) == (7, "closed", count, words)
    assert said(decision) == ["stars"] and not decision.opened


def test_a_chosen_row_is_a_rating_and_choosing_again_corrects_it() -> None:
    first = decided(press(f"stars:{NUMBER}:2"), cases=(closed(),))
    assert [one.stars for one in first.rated] == [2]
    assert "jujur" in first.said[0].text
    second = decided(press(f"stars:{NUMBER}:4"), cases=(closed(stars=2),))
    assert [one.stars for one in second.rated] == [4]
    assert second.said[0].text == "Baik, kami catat 4 bintang."


@pytest.mark.parametrize("choice", [f"stars:{NUMBER}:6", f"stars:{NUMBER}:", "stars:XXXX-XXXX:5"])
def test_a_row_that_is_none_of_ours_rates_nothing(choice: str) -> None:
    assert not decided(press(choice), cases=(closed(),)).rated


def test_nobody_is_asked_twice() -> None:
    decision = decided(heard("terima kasih"), cases=(closed(stars=5),))
    assert not decision.said
    assert not decided(heard("halo"), cases=(closed(),)).rated


@pytest.mark.parametrize(
    "text", ["2 lampu jalan mati di Gg Melati", "5 hari sampah tidak diangkut di pasar"]
)
def test_a_number_that_begins_a_story_is_no_rating(text: str) -> None:
    decision = decided(heard(text), cases=(closed(),))
    assert not decision.rated and decision.opened


def test_a_house_number_that_was_asked_for_is_no_rating() -> None:
    placeless = case(key=8, number="7WYA-7PX8", place="")
    asked = TalkState(question="place", about=8, asked_at=NOW)
    decision = decided(heard("5"), cases=(closed(), placeless), talk=asked)
    assert not decision.rated


def test_a_number_weeks_later_is_no_rating() -> None:
    old = closed(state_since=NOW - timedelta(days=20))
    assert not decided(heard("5"), cases=(old,)).rated


def test_a_sentence_after_the_stars_is_kept_and_an_officer_reads_it() -> None:
    talk = TalkState(question="sentence", about=7, asked_at=NOW)
    decision = decided(heard("cepat sekali, lampunya terang"), cases=(closed(stars=5),), talk=talk)
    [rated] = decision.rated
    assert (rated.stars, rated.words) == (None, "cepat sekali, lampunya terang")
    assert decision.added and not decision.said and not decision.opened


@pytest.mark.parametrize("text", ["sampah menumpuk tidak diangkut di pasar", "lampunya mati lagi"])
def test_another_story_after_the_stars_is_no_sentence_to_them(text: str) -> None:
    talk = TalkState(question="sentence", about=7, asked_at=NOW)
    assert not decided(heard(text), cases=(closed(stars=5),), talk=talk).rated


# ── it happened again ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["rusak lagi", "mati lagi pak", "masih mati lagi lampunya", "lampu jalan padam lagi"]
)
def test_what_breaks_again_offers_the_old_report_or_a_new_one(text: str) -> None:
    message = heard(text)
    decision = decided(message, cases=(closed(),))
    assert outcome(decision) == ("addition", 7) and not decision.opened and not turned(decision)
    content = decision.said[0].content
    assert isinstance(content, ButtonsOut)
    assert [b.id for b in content.buttons] == [f"reopen:{NUMBER}", f"new:{message.id}"]
    assert all(len(b.title) <= 20 for b in content.buttons)
    assert decision.talk and decision.talk.question == "again"


def test_opening_again_does_what_it_says() -> None:
    for answer in (press(f"reopen:{NUMBER}"), heard("buka lagi"), heard("iya")):
        decision = decided(answer, cases=(closed(),), talk=AGAIN, waiting=WAITING)
        assert turned(decision) == [(7, "reopen")]
        assert "kami buka lagi" in decision.said[0].text
        assert "Apa yang masih" not in decision.said[0].text, "they have said it"
        assert decision.talk and decision.talk.question == ""


def test_a_new_report_takes_the_words_along() -> None:
    for answer in (press("new:90"), heard("laporan baru")):
        decision = decided(answer, cases=(closed(),), talk=AGAIN, waiting=WAITING)
        assert decision.opened[0].text == "lampunya mati lagi"
        assert decision.moved[0].message_id == 90 and not turned(decision)


def test_a_quoted_answer_and_again_offers_as_well() -> None:
    quoted = {"wamid.old": Quoted(key=7)}
    message = heard("mati lagi nih", reply_to="wamid.old")
    decision = decided(message, cases=(closed(),), quoted=quoted)
    assert said(decision) == ["again"]


def test_the_same_trouble_in_another_street_is_a_new_report() -> None:
    assert decided(heard("lampu jalan mati lagi di Jl Merdeka"), cases=(closed(),)).opened


def test_another_trouble_again_is_a_new_report() -> None:
    assert decided(heard("sampah menumpuk lagi di pasar"), cases=(closed(),)).opened


def test_with_an_open_report_about_the_same_it_goes_there() -> None:
    both = (closed(), case(key=8, number="7WYA-7PX8"))
    decision = decided(heard("lampu jalan mati lagi"), cases=both)
    assert outcome(decision) == ("addition", 8)


def test_what_reaches_us_late_is_opened_again_at_once() -> None:
    decision = decided(heard("lampu jalan mati lagi", ago=7200), cases=(closed(),))
    assert turned(decision) == [(7, "reopen")]


# ── hidden ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("anonim", ("anonymous",)),
        ("tolong rahasiakan nama saya ya pak", ("anonymous",)),
        ("jangan sebut nama saya", ("anonymous",)),
        ("rahasia", ("confidential",)),
        ("jangan dipublikasikan ya", ("confidential",)),
        ("tolong rahasiakan laporan ini dan nama saya", ("anonymous", "confidential")),
    ],
)
def test_a_wish_to_be_hidden_is_heard_at_any_time(text: str, marks: tuple[str, ...]) -> None:
    decision = decided(heard(text), cases=(case(state="assigned"),))
    assert decision.hidden == ((7, marks),)
    assert said(decision) == ["hidden"] and not decision.opened and not decision.added
    [changed] = decision.changed
    assert tuple(m for m in ("anonymous", "confidential") if getattr(changed, m)) == marks


def test_the_wish_is_not_taken_for_the_place_that_was_asked() -> None:
    asked = TalkState(question="place", about=7, asked_at=NOW)
    decision = decided(heard("anonim ya"), cases=(case(place=""),), talk=asked)
    assert decision.changed[0].place == "" and decision.hidden == ((7, ("anonymous",)),)


def test_a_wish_beside_a_story_hides_the_new_report_from_the_start() -> None:
    [new] = decided(heard("lampu jalan mati di Gg Mawar, jangan sebut nama saya")).opened
    assert new.anonymous and not new.confidential


def test_misconduct_is_always_hidden_in_both_ways() -> None:
    [new] = decided(heard("ada pungli waktu urus KTP di kantor lurah")).opened
    assert new.anonymous and new.confidential
    [other] = decided(heard("lurah minta uang waktu saya urus surat")).opened
    assert other.kind == "oversight" and other.anonymous and other.confidential


def test_a_wish_in_an_addition_counts_and_is_written_down() -> None:
    text = "lampu jalan itu masih mati, tolong jangan sebut nama saya"
    decision = decided(heard(text), cases=(case(),))
    assert decision.hidden == ((7, ("anonymous",)),) and decision.added
