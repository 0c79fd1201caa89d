"""Words that order the desk itself, and a desk that is silent while an officer speaks."""

from kentongan.channels.wire import ListOut
from kentongan.frontdesk import wording
from kentongan.frontdesk.decide import TalkState
from kentongan.frontdesk.tests.lessons import NOW, case, decided, heard, know, outcome, said


def test_status_tells_the_state_in_plain_words() -> None:
    decision = decided(heard("status"), cases=(case(state="assigned", owner="Dinas Perhubungan"),))
    [word] = decision.said
    assert "*K7M2-Q9XD*" in word.text
    assert "sedang dikerjakan oleh Dinas Perhubungan" in word.text
    assert "https://kota.example/t/1-abc" in word.text


def test_status_with_several_reports_lets_them_choose() -> None:
    second = case(key=8, number="B2C3-D4F5")
    decision = decided(heard("status"), cases=(case(), second))
    content = decision.said[0].content
    assert isinstance(content, ListOut)
    assert [row.id for row in content.rows] == ["status:B2C3-D4F5", "status:K7M2-Q9XD"]


def test_a_number_of_somebody_else_gets_the_same_words_as_one_that_does_not_exist() -> None:
    from kentongan.pure import tickets

    words = {decided(heard(tickets.new())).said[0].text for _ in range(3)}
    assert words == {wording.not_known_here(know())}


def test_help_shows_the_menu() -> None:
    [word] = decided(heard("menu")).said
    assert isinstance(word.content, ListOut)
    assert [row.id for row in word.content.rows] == ["menu:report", "menu:status", "menu:human"]


def test_asking_for_an_officer_without_a_report_opens_one_so_that_somebody_owns_it() -> None:
    decision = decided(heard("petugas"))
    [new] = decision.opened
    assert new.kind == "question"
    assert outcome(decision) == ("human", new.key)
    assert decision.talk and decision.talk.human_at == NOW
    assert new.ack_due_at


def test_asking_for_an_officer_with_a_report_puts_it_before_their_eyes() -> None:
    decision = decided(heard("mau bicara petugas"), cases=(case(),))
    assert not decision.opened
    assert outcome(decision) == ("human", 7)
    assert decision.added == ((7, (decision.outcomes[0].message_id,)),)
    assert said(decision) == ["human"]


def test_stop_ends_broadcasts_and_is_confirmed_once() -> None:
    decision = decided(heard("berhenti"), heard("stop"))
    assert decision.wants_broadcasts is False
    assert said(decision) == ["broadcasts"]
    assert said(decided(heard("berhenti"), wants_broadcasts=False)) == []
    assert decided(heard("lanjut"), wants_broadcasts=False).wants_broadcasts is True


def test_a_new_report_can_be_asked_for() -> None:
    talk = decided(heard("laporan baru"), cases=(case(),)).talk
    assert talk is not None
    decision = decided(heard("masih mati juga lampunya"), cases=(case(),), talk=talk)
    assert len(decision.opened) == 1


def test_while_an_officer_speaks_the_desk_is_silent_and_loses_nothing() -> None:
    talk = TalkState(human_at=NOW, human=True)
    decision = decided(heard("sampah menumpuk di pasar"), heard("p"), cases=(case(),), talk=talk)
    assert said(decision) == []
    assert [one.outcome for one in decision.outcomes] == ["human", "human"]
    assert decision.added[0][0] == 7


def test_without_a_report_an_officer_still_gets_one_and_the_desk_stays_silent() -> None:
    decision = decided(heard("sampah menumpuk"), talk=TalkState(human_at=NOW, human=True))
    [new] = decision.opened
    assert new.ack_due_at is None
    assert said(decision) == []


def test_an_emergency_is_answered_also_while_an_officer_speaks() -> None:
    talk = TalkState(human_at=NOW, human=True)
    decision = decided(heard("tolong ada kebakaran"), cases=(case(),), talk=talk)
    assert said(decision) == ["emergency"]
    assert decision.changed[0].urgent


def test_emergency_words_are_answered_at_once_and_put_on_top() -> None:
    message = heard("tolong ada kebakaran di Gg Beringin!!")
    decision = decided(message)
    [new] = decision.opened
    assert new.urgent and new.emergency == "fire"
    [word] = decision.said
    assert word.purpose == "emergency" and word.wait is None
    assert "113" in word.text and "112" in word.text
    assert word.reply_to == message.external_id
    assert new.ack_due_at, "the acknowledgement still follows"


def test_an_emergency_is_answered_once_per_report() -> None:
    decision = decided(heard("ada kebakaran", ago=5), heard("api besar, kebakaran!!"))
    assert said(decision).count("emergency") == 1
    assert len(decision.opened) == 1


def test_an_emergency_beside_another_open_report_is_a_report_of_its_own() -> None:
    decision = decided(heard("tolong ada kebakaran"), cases=(case(),))
    assert len(decision.opened) == 1


def test_violence_is_confidential_from_the_start() -> None:
    [new] = decided(heard("anak tetangga dipukuli terus, tolong")).opened
    assert new.confidential


def test_who_asks_for_secrecy_gets_it() -> None:
    [new] = decided(heard("ada pungli di kantor, tolong jangan sebut nama saya")).opened
    assert new.confidential and new.anonymous


def test_a_knife_at_home_is_as_confidential_as_a_blow() -> None:
    [new] = decided(heard("suami memukuli saya, sekarang mengancam pakai pisau")).opened
    assert new.emergency == "armed"
    assert new.confidential


def test_who_is_tired_of_living_hears_a_number_and_no_talk_of_files() -> None:
    decision = decided(heard("saya tidak mau hidup lagi"))
    [word] = decision.said
    assert "119" in word.text and "112" in word.text
    assert "Laporan" not in word.text
    assert decision.opened[0].confidential and decision.opened[0].urgent
