"""What the desk decides, sentence by sentence: facts in, effects out."""

from datetime import timedelta
from string import printable

from hypothesis import given, settings
from hypothesis import strategies as st

from kentongan.channels.wire import ButtonsOut, ListOut
from kentongan.frontdesk import wording
from kentongan.frontdesk.decide import Case, Decision, Heard, LaneFacts, Quoted, TalkState, decide
from kentongan.frontdesk.tests.lessons import NOW, case, decided, heard, know

PLACE_ASKED = TalkState(question="place", about=7, asked_at=NOW - timedelta(minutes=5))


def said(decision: Decision) -> list[str]:
    return [one.purpose for one in decision.said]


def outcome(decision: Decision) -> tuple[str, int]:
    [one] = decision.outcomes
    return one.outcome, one.key


# ── the first message ───────────────────────────────────────────────────────────────────────────


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


# ── greetings, thanks and the like ──────────────────────────────────────────────────────────────


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


# ── orders ──────────────────────────────────────────────────────────────────────────────────────


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


# ── an officer speaks ───────────────────────────────────────────────────────────────────────────


def test_while_an_officer_speaks_the_desk_is_silent_and_loses_nothing() -> None:
    talk = TalkState(human_at=NOW, human=True)
    decision = decided(heard("sampah menumpuk di pasar"), heard("p"), cases=(case(),), talk=talk)
    assert said(decision) == []
    assert decision.outcomes[0].outcome == "human"
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


# ── emergencies ─────────────────────────────────────────────────────────────────────────────────


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


# ── which report? ───────────────────────────────────────────────────────────────────────────────


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


# ── answers ─────────────────────────────────────────────────────────────────────────────────────


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


def test_another_loud_topic_is_no_answer() -> None:
    text = "sampah menumpuk, sampah tidak diangkut, tps penuh"
    decision = decided(heard(text), cases=(case(place=""),), talk=PLACE_ASKED)
    assert len(decision.opened) == 1


# ── late, edited, revoked ───────────────────────────────────────────────────────────────────────


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


# ── anything at all ─────────────────────────────────────────────────────────────────────────────

KINDS = (
    "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "choice",
    "reaction", "form", "order", "edit", "revoke", "unreadable", "something new",
)  # fmt: skip
SENTENCES = (
    "", "p", "lampu jalan mati di Gg Beringin", "ada kebakaran", "status", "petugas", "berhenti",
    "laporan baru", "makasih", "goblok", "K7M2-Q9XD", "masih belum juga", "depan masjid",
    "sampah menumpuk di pasar", "hapus data saya", "menu", "sudah", "belum",
)  # fmt: skip
IDS = st.sampled_from(("", "wamid.1", "wamid.2", "wamid.3", "wamid.x"))
CHOICES = st.sampled_from(
    ("", "new:1", "join:2", "new:", "status:K7M2-Q9XD", "read:K7M2-Q9XD", "menu:human", "ngawur",
     "menu:report")
)  # fmt: skip


@st.composite
def messages(draw: st.DrawFn) -> tuple[Heard, ...]:
    found = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        pinned = draw(st.booleans())
        found.append(
            Heard(
                id=number,
                external_id=f"wamid.{number}",
                at=NOW - timedelta(seconds=draw(st.integers(-60, 200_000))),
                kind=draw(st.sampled_from(KINDS)),
                text=draw(st.sampled_from(SENTENCES) | st.text(printable, max_size=20)),
                choice=draw(CHOICES),
                latitude=draw(st.floats(-90, 90)) if pinned else None,
                longitude=draw(st.floats(-180, 180)) if pinned else None,
                reply_to=draw(IDS),
                refers_to=draw(IDS),
                history=draw(st.booleans()),
            )
        )
    return tuple(found)


@st.composite
def talks(draw: st.DrawFn) -> TalkState:
    moment = st.none() | st.integers(0, 200_000).map(lambda s: NOW - timedelta(seconds=s))
    return TalkState(
        question=draw(st.sampled_from(("", "place", "which"))),
        about=draw(st.sampled_from((0, 7, 99))),
        waiting=draw(st.sampled_from((0, 1, 2, 500))),
        asked_at=draw(moment),
        greeted_at=draw(moment),
        human=draw(st.booleans()),
    )


CASES = st.sampled_from(
    (
        (),
        (case(),),
        (case(ended=True, state="closed"),),
        (case(place=""), case(key=8, number="B2C3-D4F5", topic="drain", suggestions=("drain",))),
        (case(ack_due_at=NOW + timedelta(seconds=3), topic="", suggestions=()),),
    )
)


@settings(max_examples=300, deadline=None)
@given(messages(), talks(), CASES, st.none() | st.just(Quoted(500, 7, "addition", "text", "x")))
def test_whatever_is_said_each_message_has_one_outcome(
    said_: tuple[Heard, ...], talk: TalkState, cases: tuple[Case, ...], waiting: Quoted | None
) -> None:
    quoted = {"wamid.x": Quoted(500, 7, "report", "text", "lampu")}
    facts = LaneFacts(said_, cases, talk, quoted, waiting)
    decision = decide(facts, know(), NOW)
    ids = [one.message_id for one in decision.outcomes]
    assert len(ids) == len(set(ids))
    assert {one.id for one in said_} <= set(ids)
    assert all(one.outcome for one in decision.outcomes)
    keys = {c.key for c in cases} | {c.key for c in decision.opened} | {0}
    assert {one.key for one in decision.outcomes} <= keys
    assert {one.key for one in decision.said} <= keys
    assert all(len(c.text) > 0 for c in decision.opened)
    bubbles = [one for one in decision.said if one.purpose != "typing"]
    assert len(bubbles) <= len(said_), "never more answers than messages"
