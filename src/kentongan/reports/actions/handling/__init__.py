"""What the staff do with a report: every write, one verb, one transaction each."""

from kentongan.reports.actions.handling.agency import (
    PING_PONG,
    answer,
    dispose,
    hand_back,
    open_disposition,
    recall,
    return_answer,
    verify,
)
from kentongan.reports.actions.handling.moving import OFFICE, UNREACHABLE
from kentongan.reports.actions.handling.outside import (
    ASK_AGAIN,
    Passed,
    ask_again_after,
    end_referral,
    follow_up,
    refer,
)
from kentongan.reports.actions.handling.replying import (
    answer_at_hand,
    close,
    decline,
    promise,
    reply,
)
from kentongan.reports.actions.handling.returning import fall_due, reopen, risen
from kentongan.reports.actions.handling.speaking import ask, hand_over, resume, take_over, write
from kentongan.reports.actions.typed import LONGEST, LONGEST_CAPTION

__all__ = [
    "ASK_AGAIN",
    "LONGEST",
    "LONGEST_CAPTION",
    "OFFICE",
    "PING_PONG",
    "UNREACHABLE",
    "Passed",
    "answer",
    "answer_at_hand",
    "ask",
    "ask_again_after",
    "close",
    "decline",
    "dispose",
    "end_referral",
    "fall_due",
    "follow_up",
    "hand_back",
    "hand_over",
    "open_disposition",
    "promise",
    "recall",
    "refer",
    "reopen",
    "reply",
    "resume",
    "return_answer",
    "risen",
    "take_over",
    "verify",
    "write",
]
