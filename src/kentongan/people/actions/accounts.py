"""Accounts of people at work, and the passwords that are lent to them for the first time."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kentongan.cities.locks import current
from kentongan.people.actions.appointing import Term, appoint
from kentongan.people.models import Post, Staff, User
from kentongan.people.posts import may_manage
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.pure.flow import Role

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_STARTS, _SOUNDS = "bcdfghjklmnprstwz", "aeiou"
_NOT_YOURS = "Kata sandi orang ini diatur di tempat lain. Mintalah kepada admin sistem."


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Somebody without an account yet. Who does not `enter` works by telephone alone."""

    name: str
    username: str
    enters: bool = True


@transaction.atomic
def appoint_new(post: Post, account: NewAccount, term: Term, *, by: Staff) -> tuple[Staff, str]:
    """An account and its first post. Gives the password to read out once; empty for who does
    not enter."""
    if not may_manage(by, post):
        raise NotAllowed("Jabatan ini diatur oleh petugas di kantor.")
    user, password = new_account(account)
    return appoint(post, user, term, by=by), password


def new_account(account: NewAccount) -> tuple[User, str]:
    """The account, and the password that is lent to it. Raises `Refusal`."""
    username, name = account.username.strip().lower(), " ".join(account.name.split())
    if not _USERNAME.fullmatch(username):
        raise Refusal(
            "Nama akun memakai huruf kecil, angka, titik atau garis, sedikitnya tiga: rahma.dishub"
        )
    if not name:
        raise Refusal("Isi nama lengkapnya.")
    if User.objects.filter(username=username).exists():
        raise Refusal(f"Nama akun “{username}” sudah dipakai. Pilih yang lain.")
    user = User(username=username, name=name[:100], home=current())
    password = sayable() if account.enters else ""
    _lend(user, password)
    user.save()
    return user, password


@transaction.atomic
def lend_password(one: Staff, *, by: Staff) -> str:
    """A new password for who forgot theirs; all their sessions end. Only where the account was
    made: elsewhere it may open another city."""
    user = User.objects.select_for_update().get(pk=one.user_id)
    if by.user_id == user.pk or not _may_lend(user, by):
        raise NotAllowed("Kata sandi orang ini diatur oleh petugas di kantor.")
    if user.home_id != current().pk:
        raise Refusal(_NOT_YOURS)
    password = sayable()
    _lend(user, password)
    user.save(update_fields=["password", "password_is_lent"])
    return password


def _may_lend(user: User, by: Staff) -> bool:
    """The office lends passwords, but nobody enters by that as somebody above them."""
    leads = Staff.objects.filter(user=user, role=Role.HEAD, is_active=True).exists()
    return by.role == Role.HEAD or (by.role == Role.OFFICER and not leads)


def choose_password(user: User, password: str) -> None:
    """Their own, from now on. Raises `Refusal` with what is wrong with it."""
    if user.check_password(password):
        raise Refusal("Pilih kata sandi yang lain dari yang dipinjamkan.")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    user.set_password(password)
    user.password_is_lent = False
    user.save(update_fields=["password", "password_is_lent"])


def sayable() -> str:
    """Three made-up words and two figures, easy to read out: about 45 bits."""
    words = (
        "".join(secrets.choice(_STARTS) + secrets.choice(_SOUNDS) for _ in range(2))
        for _ in range(3)
    )
    return "-".join([*words, f"{secrets.randbelow(90) + 10}"])


def _lend(user: User, password: str) -> None:
    """Without a password the account opens nothing."""
    user.password_is_lent = bool(password)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
