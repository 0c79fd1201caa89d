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
from kentongan.reports.forms.several import HERE, THERE, JoinForm, SplitForm
from kentongan.reports.forms.verbs import (
    AmendForm,
    Desk,
    DisposeForm,
    NameForm,
    OfReport,
    PlainForm,
    ReopenForm,
    ReturnForm,
)

__all__ = [
    "CHANNELS",
    "HERE",
    "THERE",
    "AmendForm",
    "AnswerForm",
    "AskForm",
    "CounterForm",
    "DeclineForm",
    "Desk",
    "DisposeForm",
    "FilterForm",
    "HandBackForm",
    "JoinForm",
    "Lists",
    "NameForm",
    "OfReport",
    "PlainForm",
    "PromiseForm",
    "ReferForm",
    "ReopenForm",
    "ReplyForm",
    "ResumeForm",
    "ReturnForm",
    "SplitForm",
]
