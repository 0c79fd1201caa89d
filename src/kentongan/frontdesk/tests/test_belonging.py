"""To which report a message belongs, and what answers, edits and late arrivals do."""

from datetime import timedelta

from kentongan.channels.wire import ButtonsOut
from kentongan.frontdesk import wording
from kentongan.frontdesk.decide import Quoted, TalkState
from kentongan.frontdesk.tests.lessons import NOW, case, decided, heard, outcome, said

PLACE_ASKED = TalkState(question="place", about=7, asked_at=NOW - timedelta(minutes=5))


def test_a_quoted_message_belongs_to_its_report() -> None:
    quoted = {"wamid.old": Quoted(key=7)}
    closed = case(ended=True, state="closed")
    decision = decided(
        heard("sampah menumpuk di pasar", reply_to="wamid.old"), cases=(closed,), quoted=quoted
    )
    assert outcome(decision) == ("addition", 7)
    assert decision.added


def test_the_same_topic_within_a_day_is_an_addition() -> None:
    decision = decided(heard("lampu jalan itu masih mati"), cases=(case(),))
    assert outcome(decision) == ("addition", 7)
    assert said(decision) == []


def test_a_clearly_new_topic_is_a_new_report() -> None:
    decision = decided(heard("sampah menumpuk tidak diangkut di pasar"), cases=(case(),))
    assert len(decision.opened) == 1


def test_an_unclear_message_is_attached_at_once_and_asked_about_with_two_buttons() -> None:
    message = heard("parit mampet juga masih belum dikeruk")
    decision = decided(message, cases=(case(),))
    assert outcome(decision) == ("addition", 7)
    content = decision.said[0].content
    assert isinstance(content, ButtonsOut)
    assert [b.id for b in content.buttons] == [f"join:{message.id}", f"new:{message.id}"]
    assert all(len(b.title) <= 20 for b in content.buttons)
    assert decision.talk and decision.talk.waiting == message.id


def test_pressing_new_moves_the_waiting_message_to_a_report_of_its_own() -> None:
    waiting = Quoted(90, 7, "addition", "text", "parit mampet juga", NOW - timedelta(minutes=1))
    talk = TalkState(question="which", about=7, waiting=90, asked_at=NOW)
    press = heard("Laporan baru", kind="choice", choice="new:90")
    decision = decided(press, cases=(case(),), talk=talk, waiting=waiting)
    [new] = decision.opened
    assert new.text == "parit mampet juga"
    assert new.from_number == "K7M2-Q9XD"
    assert decision.moved[0].message_id == 90
    assert {o.message_id: o.outcome for o in decision.outcomes} == {
        90: "report",
        press.id: "answer",
    }


def test_an_old_button_counts_only_if_the_question_is_still_asked() -> None:
    decision = decided(heard("Laporan baru", kind="choice", choice="new:90"), cases=(case(),))
    assert not decision.opened
    assert outcome(decision)[0] == "set_aside"


def test_the_same_trouble_in_another_street_is_asked_about() -> None:
    decision = decided(heard("lampu jalan mati di Jl Merdeka"), cases=(case(),))
    assert said(decision) == ["which"]


def test_a_photo_alone_goes_to_the_open_report_and_without_one_opens_one() -> None:
    assert outcome(decided(heard(kind="image"), cases=(case(),))) == ("addition", 7)
    [new] = decided(heard(kind="audio")).opened
    assert new.text == "(pesan suara)"


def test_asking_after_a_report_of_last_week_finds_it() -> None:
    week = NOW - timedelta(days=7)
    old = case(received_at=week, opened_at=week)
    assert outcome(decided(heard("kok lampu jalan masih mati min?"), cases=(old,)))[1] == 7
    fresh = decided(heard("lampu jalan mati di Jl Merdeka"), cases=(old,))
    assert len(fresh.opened) == 1


def test_words_after_the_question_are_the_place() -> None:
    placeless = case(place="")
    decision = decided(heard("depan masjid Al Falah"), cases=(placeless,), talk=PLACE_ASKED)
    assert outcome(decision) == ("answer", 7)
    assert decision.changed[0].place == "depan masjid Al Falah"
    assert decision.talk and decision.talk.question == ""
    assert said(decision) == [], "no bubble says thanks"


def test_a_pin_after_the_question_is_the_place() -> None:
    pin = heard(kind="location", latitude=-0.0404, longitude=109.3428)
    decision = decided(pin, cases=(case(place=""),), talk=PLACE_ASKED)
    assert outcome(decision) == ("answer", 7)
    assert decision.changed[0].latitude == -0.0404
    assert said(decision) == []


def test_a_pin_outside_the_city_is_kept_and_said_kindly() -> None:
    pin = heard(kind="location", latitude=-6.2, longitude=106.8)
    decision = decided(pin, cases=(case(place=""),), talk=PLACE_ASKED)
    assert decision.changed[0].latitude == -6.2
    assert said(decision) == ["place"]
    assert "di luar Kota Pontianak" in decision.said[0].text


def test_a_photo_after_the_question_is_kept_and_the_question_stays() -> None:
    decision = decided(heard(kind="image"), cases=(case(place=""),), talk=PLACE_ASKED)
    assert outcome(decision) == ("answer", 7)
    assert decision.talk is None


def test_asking_back_is_no_place() -> None:
    decision = decided(heard("kapan diperbaiki?"), cases=(case(place=""),), talk=PLACE_ASKED)
    assert outcome(decision) == ("addition", 7)
    assert not decision.changed
    assert decision.talk is None, "the question stays"


def test_who_does_not_know_the_place_is_not_asked_again() -> None:
    decision = decided(heard("gak tau"), cases=(case(place=""),), talk=PLACE_ASKED)
    assert not decision.changed
    assert decision.talk and decision.talk.question == ""


def test_another_loud_topic_is_no_answer() -> None:
    text = "sampah menumpuk, sampah tidak diangkut, tps penuh"
    decision = decided(heard(text), cases=(case(place=""),), talk=PLACE_ASKED)
    assert len(decision.opened) == 1


def test_a_late_message_opens_with_its_own_clock_and_triggers_nothing_else() -> None:
    message = heard("lampu jalan mati", ago=7200)
    decision = decided(message)
    [new] = decision.opened
    assert new.late and new.received_at == message.at
    assert new.ack_due_at == NOW
    assert said(decision) == []


def test_a_late_unclear_message_asks_nothing() -> None:
    text = "parit mampet juga masih belum dikeruk"
    assert said(decided(heard(text, ago=7200), cases=(case(),))) == []


def test_an_edit_changes_the_words_of_the_report() -> None:
    quoted = {"wamid.old": Quoted(3, 7, "report", "text", "lampu jalan mati di Gg Beringin")}
    edit = heard("lampu jalan mati di Gg Melati", kind="edit", refers_to="wamid.old")
    decision = decided(edit, cases=(case(),), quoted=quoted)
    assert outcome(decision) == ("change", 7)
    assert decision.changed[0].text == "lampu jalan mati di Gg Melati"


def test_an_edit_that_makes_sense_of_a_greeting_opens_a_report() -> None:
    quoted = {"wamid.old": Quoted(3, 0, "replied", "text", "p")}
    edit = heard("lampu jalan mati", kind="edit", refers_to="wamid.old")
    assert len(decided(edit, quoted=quoted).opened) == 1


def test_a_revoked_message_leaves_the_report_standing() -> None:
    first = heard("lampu jalan mati")
    decision = decided(first, heard(kind="revoke", refers_to=first.external_id))
    [new] = decision.opened
    assert new.text == wording.REVOKED
    assert decision.outcomes[1].outcome == "change"


def test_the_buttons_below_a_finished_repair_tell_the_officer_what_the_resident_says() -> None:
    done = case(state="replied")
    yes = decided(heard("Sudah", kind="choice", choice="yes:K7M2-Q9XD"), cases=(done,))
    assert outcome(yes) == ("answer", 7)
    assert [(one.key, one.verb) for one in yes.turned] == [(7, "close")]
    no = decided(heard("Belum", kind="choice", choice="no:K7M2-Q9XD"), cases=(done,))
    assert outcome(no) == ("addition", 7)
    assert [(one.key, one.verb) for one in no.turned] == [(7, "reopen")]
    assert said(yes) == said(no) == ["verdict"]


def test_a_verdict_on_a_report_that_is_not_answered_yet_is_an_addition() -> None:
    for choice, note in (("yes", "sudah beres"), ("no", "belum beres")):
        press = heard("Sudah", kind="choice", choice=f"{choice}:K7M2-Q9XD")
        decision = decided(press, cases=(case(state="assigned"),))
        assert outcome(decision) == ("addition", 7) and decision.added
        assert note in decision.outcomes[0].note
        assert not decision.turned


def test_a_verdict_counts_in_words_too() -> None:
    done = case(state="replied")
    assert "sudah beres" in decided(heard("sudah beres"), cases=(done,)).outcomes[0].note
