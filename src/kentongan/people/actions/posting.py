"""Verbs about the posts themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.text import slugify

from kentongan.people.actions.appointing import MARKS, signature
from kentongan.people.founding import SECRETARY
from kentongan.people.models import Agency, Post, Staff
from kentongan.people.posts import holding, is_mine, may_manage
from kentongan.pure.errors import NotAllowed, Refusal
from kentongan.pure.flow import Role

Level = Post.Level
_NOT_YOURS = "Jabatan ini diatur oleh petugas di kantor."


@dataclass(frozen=True, slots=True)
class NewPost:
    title: str
    level: Level


def levels_for(agency: Agency, by: Staff | None) -> list[Level]:
    """What may be added there: the office answers through officers, the others through liaisons;
    both have crews. An agency adds crews alone. Nobody (the terminal) may add any."""
    own = Post.objects.filter(agency=agency, level=Level.OFFICER).exists()
    worker = Level.OFFICER if own else Level.LIAISON
    if by is None:
        return [Level.CREW, worker, Level.CHIEF]
    if by.role in (Role.OFFICER, Role.HEAD):
        return [Level.CREW, worker]
    return [Level.CREW] if by.agency_id == agency.pk else []


@transaction.atomic
def make_post(agency: Agency, new: NewPost, *, by: Staff | None) -> Post:
    """Another post; it stands under the agency's chief, a crew under its liaison."""
    title = " ".join(new.title.split())
    if not title:
        raise Refusal("Isi nama jabatannya.")
    if not agency.is_city or new.level not in levels_for(agency, by):
        raise NotAllowed(_NOT_YOURS)
    if Post.objects.filter(agency=agency, title__iexact=title, is_active=True).exists():
        raise Refusal(f"{agency.short_name} sudah punya jabatan {title}.")
    return Post.objects.create(
        code=_free_code(agency, title),
        title=title[:160],
        level=new.level,
        role=_role(agency, new.level),
        agency=agency,
        above=_above(agency, new.level),
    )


def _role(agency: Agency, level: Level) -> Role:
    """Who leads the office leads for the whole city, as its own chief does."""
    if level == Level.OFFICER:
        return Role.OFFICER
    leads = level == Level.CHIEF
    heads = Post.objects.filter(agency=agency, level=Level.CHIEF, role=Role.HEAD)
    return Role.HEAD if leads and heads.exists() else Role.AGENCY


def _free_code(agency: Agency, title: str) -> str:
    start = f"{agency.code}.{slugify(title)[:40].strip('-') or 'jabatan'}"[:76]
    taken = set(Post.objects.filter(code__startswith=start).values_list("code", flat=True))
    numbers = (f"{start}-{n}" for n in range(2, len(taken) + 3))
    return next(code for code in (start, *numbers) if code not in taken)


def _above(agency: Agency, level: Level) -> Post:
    """The nearest post that leads such a one in its agency, else the city secretary's."""
    over = [Level.CHIEF]
    if level == Level.CREW:
        over = [Level.LIAISON, Level.OFFICER, Level.CHIEF]
    own = list(Post.objects.filter(agency=agency, is_active=True).order_by("pk"))
    if level != Level.CHIEF:
        for wanted in over:
            if found := next((post for post in own if post.level == wanted), None):
                return found
    return Post.objects.get(code=SECRETARY)


@transaction.atomic
def change_post(post: Post, *, title: str, email: str, prefers: str, by: Staff) -> None:
    """Its name, and how it is told of things. Who holds a post says how; its name is the
    office's to say. Who holds it signs with the new name from now on."""
    post = Post.objects.select_for_update(of=("self",)).select_related("agency").get(pk=post.pk)
    title = " ".join(title.split())
    if title != post.title and not may_manage(by, post):
        raise NotAllowed(_NOT_YOURS)
    if not may_manage(by, post) and not is_mine(by, post):
        raise NotAllowed(_NOT_YOURS)
    if not title:
        raise Refusal("Isi nama jabatannya.")
    if prefers == Post.Prefers.MAIL and not email:
        raise Refusal("Isi alamat surelnya, supaya kabar bisa dikirim ke sana.")
    renamed = title != post.title
    post.title, post.email, post.prefers = title[:160], email, prefers
    post.save(update_fields=["title", "email", "prefers"])
    if renamed:
        for holds in MARKS:
            Staff.objects.filter(seat=post, is_active=True, holds=holds).update(
                post=signature(post, holds)
            )


@transaction.atomic
def retire(post: Post, *, by: Staff, on: date) -> None:
    """The post is no more; its code stays taken. Posts that others stand under remain."""
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if not may_manage(by, post):
        raise NotAllowed(_NOT_YOURS)
    if holding(on).filter(seat=post).exists():
        raise Refusal("Jabatan ini masih dipegang. Bebaskan dulu yang memegangnya.")
    if post.level not in (Level.CREW, Level.LIAISON, Level.OFFICER):
        raise Refusal("Jabatan pimpinan tidak dihapus: ke sanalah laporan yang terlambat naik.")
    if post.level != Level.CREW and not _has_twin(post):
        raise Refusal("Ini satu-satunya yang menerima laporan di sini. Buat penggantinya dulu.")
    Post.objects.filter(above=post).update(above=post.above_id)
    post.is_active = False
    post.save(update_fields=["is_active"])


def _has_twin(post: Post) -> bool:
    others = Post.objects.filter(agency=post.agency_id, level=post.level, is_active=True)
    return others.exclude(pk=post.pk).exists()
