"""What to do with what a person said: facts in, effects out, no database, no clock."""

from kentongan.frontdesk.decide.effects import (
    Claimed,
    Decision,
    Likened,
    Moved,
    Outcome,
    Rated,
    Said,
    Turned,
)
from kentongan.frontdesk.decide.facts import Case, Heard, LaneFacts, Quoted, TalkState
from kentongan.frontdesk.decide.walk import decide

__all__ = [
    "Case", "Claimed", "Decision", "Heard", "LaneFacts", "Likened", "Moved", "Outcome", "Quoted",
    "Rated", "Said", "TalkState", "Turned", "decide",
]  # fmt: skip
