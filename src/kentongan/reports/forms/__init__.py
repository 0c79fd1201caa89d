"""The forms of the desk."""

from kentongan.reports.forms.lists import CHANNELS, CounterForm, FilterForm, Lists
from kentongan.reports.forms.verbs import (
    AmendForm,
    AnswerForm,
    DeclineForm,
    Desk,
    DisposeForm,
    HandBackForm,
    OfReport,
    PlainForm,
    ReferForm,
    ReopenForm,
    ReplyForm,
    ReturnForm,
)

__all__ = [
    "CHANNELS",
    "AmendForm",
    "AnswerForm",
    "CounterForm",
    "DeclineForm",
    "Desk",
    "DisposeForm",
    "FilterForm",
    "HandBackForm",
    "Lists",
    "OfReport",
    "PlainForm",
    "ReferForm",
    "ReopenForm",
    "ReplyForm",
    "ReturnForm",
]
