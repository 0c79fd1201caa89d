"""What opens a report, what joins it, and what needs none."""

from datetime import timedelta

from kentongan.frontdesk.decide import TalkState
from kentongan.frontdesk.tests.lessons import NOW, case, decided, heard, know, outcome, said


def test_the_first_real_message_opens_a_report_at_once() -> None:
    decision = decided(heard("lampu jalan mati di Gg Beringin"))
    [new] = decision.opened
    assert outcome(decision) == ("report", new.key)
    assert (new.topic, new.place, new.kind) == ("street_light", "Gg. Beringin", "complaint")
    assert new.ack_due_at == NOW + timedelta(seconds=8)
    assert said(decision) == ["typing"]


def test_text_photo_and_pin_in_a_burst_are_one_report() -> None:
    decision = decided(
        heard("min", ago=30),
        heard("parit mampet", ago=25),
        heard(kind="image", ago=20),
        heard(kind="location", ago=10, latitude=-0.0404, longitude=109.3428),
        heard("sudah seminggu, tolong ya"),
    )
    [new] = decision.opened
    assert [one.outcome for one in decision.outcomes] == [
        "replied", "report", "addition", "addition", "addition",
    ]  # fmt: skip
    assert said(decision) == ["typing"], "the acknowledgement will greet"
    assert new.latitude == -0.0404
    assert new.text == "parit mampet\nsudah seminggu, tolong ya"
    assert know().map.areas[new.area_id or 0].name == "Benua Melayu Darat"


def test_a_photo_first_and_its_words_after_are_one_report_with_the_words() -> None:
    decision = decided(heard(kind="image", ago=5), heard("jalan rusak di Jl Merdeka"))
    [new] = decision.opened
    assert new.text == "jalan rusak di Jl Merdeka"
    assert new.topic == "road"


def test_each_message_of_a_burst_pushes_the_acknowledgement_a_minute_at_most() -> None:
    owed = case(ack_due_at=NOW + timedelta(seconds=2), opened_at=NOW - timedelta(seconds=6))
    [changed] = decided(heard("dekat masjid"), cases=(owed,)).changed
    assert changed.ack_due_at == NOW + timedelta(seconds=8)
    long = case(ack_due_at=NOW + timedelta(seconds=1), opened_at=NOW - timedelta(seconds=58))
    [changed] = decided(heard("dekat masjid"), cases=(long,)).changed
    assert changed.ack_due_at == NOW + timedelta(seconds=2)


def test_two_things_hours_apart_that_reach_us_together_are_two_reports() -> None:
    decision = decided(
        heard("lampu jalan mati di Gg Beringin", ago=3 * 3600),
        heard("sampah menumpuk tidak diangkut di pasar Flamboyan", ago=1800),
    )
    assert [new.topic for new in decision.opened] == ["street_light", "rubbish"]


def test_a_greeting_alone_is_greeted_once_and_opens_nothing() -> None:
    decision = decided(heard("assalamualaikum min"), heard("P"))
    assert not decision.opened
    assert said(decision) == ["greeting"]
    assert decision.said[0].text.startswith("Waalaikumsalam")
    assert [one.outcome for one in decision.outcomes] == ["replied", "set_aside"]
    again = decided(heard("p"), talk=TalkState(greeted_at=NOW - timedelta(hours=1)))
    assert said(again) == []


def test_a_report_right_after_the_greeting_hushes_it() -> None:
    talk = TalkState(greeted_at=NOW - timedelta(seconds=3))
    assert decided(heard("lampu jalan mati"), talk=talk).hush


def test_thanks_need_no_bubble() -> None:
    decision = decided(heard("makasih banyak ya"), cases=(case(),))
    assert outcome(decision) == ("set_aside", 7)
    assert said(decision) == []


def test_stickers_and_reactions_open_nothing() -> None:
    decision = decided(heard(kind="sticker"), heard("👍", kind="reaction", refers_to="wamid.x"))
    assert not decision.opened
    assert {one.outcome for one in decision.outcomes} == {"set_aside"}


def test_pure_abuse_is_kept_and_answered_calmly_once_a_day() -> None:
    decision = decided(heard("goblok kalian"), heard("tolol"))
    assert said(decision) == ["calm"]
    assert not decision.opened
    warned = TalkState(warned_at=NOW - timedelta(hours=3))
    assert said(decided(heard("goblok"), talk=warned)) == []


def test_an_angry_report_is_a_report_with_a_mark() -> None:
    [new] = decided(heard("goblok, jalan berlubang dari dulu ga diperbaiki")).opened
    assert new.mark == "rude"
    assert new.topic == "road"
    assert new.ack_due_at


def test_spam_is_set_aside_without_a_word() -> None:
    decision = decided(heard("Selamat Anda dapat hadiah 50 juta klik bit.ly/abc"))
    assert outcome(decision) == ("set_aside", 0)
    assert said(decision) == []


def test_what_we_cannot_read_is_visible_and_hinted_at_once() -> None:
    decision = decided(heard(kind="unreadable"), heard(kind="unreadable"))
    assert said(decision) == ["hint"]
    with_report = decided(heard(kind="unreadable"), cases=(case(),))
    assert outcome(with_report) == ("addition", 7)


def test_an_imported_history_opens_nothing() -> None:
    decision = decided(heard("lampu jalan mati di Gg Beringin", history=True))
    assert not decision.opened
    assert outcome(decision) == ("set_aside", 0)
