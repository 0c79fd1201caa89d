"""Any sequence of any messages: no crash, and one outcome for each."""

from datetime import timedelta
from string import printable

from hypothesis import given, settings
from hypothesis import strategies as st

from kentongan.frontdesk.decide import Case, Heard, LaneFacts, Quoted, TalkState, decide
from kentongan.frontdesk.tests.lessons import NOW, case, know

KINDS = (
    "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "choice",
    "reaction", "form", "order", "edit", "revoke", "unreadable", "something new",
)  # fmt: skip
SENTENCES = (
    "", "p", "lampu jalan mati di Gg Beringin", "ada kebakaran", "status", "petugas", "berhenti",
    "laporan baru", "makasih", "goblok", "K7M2-Q9XD", "masih belum juga", "depan masjid",
    "sampah menumpuk di pasar", "hapus data saya", "data saya", "sama", "beda", "menu",
    "sudah", "belum",
)  # fmt: skip
IDS = st.sampled_from(("", "wamid.1", "wamid.2", "wamid.3", "wamid.x"))
CHOICES = st.sampled_from(
    ("", "new:1", "join:2", "new:", "status:K7M2-Q9XD", "same:K7M2-Q9XD", "differ:K7M2-Q9XD",
     "read:K7M2-Q9XD", "menu:human", "ngawur", "menu:report")
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
        question=draw(st.sampled_from(("", "place", "which", "same"))),
        twin=draw(st.sampled_from((0, 3))),
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
