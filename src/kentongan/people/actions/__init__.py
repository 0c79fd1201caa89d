"""Verbs about posts and accounts. `by` is who does it, nobody at the terminal; time and days are
arguments. No matter is moved here, so no journal line is written: every holding is a row of its
own that says since when, until when and by whom, and it stays when the person goes."""

from kentongan.people.actions.accounts import (
    NewAccount,
    appoint_new,
    choose_password,
    lend_password,
    new_account,
)
from kentongan.people.actions.appointing import Term, appoint, be_away, be_back, relieve
from kentongan.people.actions.posting import NewPost, change_post, levels_for, make_post, retire

__all__ = [
    "NewAccount",
    "NewPost",
    "Term",
    "appoint",
    "appoint_new",
    "be_away",
    "be_back",
    "change_post",
    "choose_password",
    "lend_password",
    "levels_for",
    "make_post",
    "new_account",
    "relieve",
    "retire",
]
