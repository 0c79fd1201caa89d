"""The forms of the desk."""

from kentongan.reports.forms.closing import (
    AnswerForm,
    AskForm,
    DeclineForm,
    HandBackForm,
    PromiseForm,
    ReferForm,
    ReplyForm,
    ResumeForm,
)
from kentongan.reports.forms.lists import CHANNELS, CounterForm, FilterForm, Lists
from kentongan.reports.forms.verbs import (
    AmendForm,
    Desk,
    DisposeForm,
    OfReport,
    PlainForm,
    ReopenForm,
    ReturnForm,
)

__all__ = [
    "CHANNELS",
    "AmendForm",
    "AnswerForm",
    "AskForm",
    "CounterForm",
    "DeclineForm",
    "Desk",
    "DisposeForm",
    "FilterForm",
    "HandBackForm",
    "Lists",
    "OfReport",
    "PlainForm",
    "PromiseForm",
    "ReferForm",
    "ReopenForm",
    "ReplyForm",
    "ResumeForm",
    "ReturnForm",
]
