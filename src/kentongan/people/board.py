"""What the pages about posts show. A constant number of statements, however many posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F, Q
from django.http import Http404

from kentongan.people.founding import MAYOR, SECRETARY
from kentongan.people.models import Agency, PhoneLink, Post, Staff, User
from kentongan.people.posts import Directory, holding
from kentongan.pure.flow import Role
from kentongan.pure.sayings import short_day

Level = Post.Level
MARK = {Staff.Holds.ACTING: "Plt.", Staff.Holds.COVER: "Plh."}
FILTERS = {
    "": "Semua",
    "kosong": "Kosong",
    "absen": "Sedang tidak masuk",
    "sementara": "Plt. dan Plh.",
    "telepon": "Telepon terhubung",
}
_ORDER = (Level.MAYOR, Level.SECRETARY, Level.CHIEF, Level.OFFICER, Level.LIAISON, Level.CREW)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody on a post. `mark` is "Plt.", "Plh." or nothing; `away` says until when."""

    pk: int
    user: int
    name: str
    mark: str
    away: str
    until: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A post with who holds it. `hears` is who hears for it while nobody is there; empty when
    somebody is."""

    pk: int
    title: str
    holders: list[Holder]
    hears: str
    phone: bool

    @property
    def vacant(self) -> bool:
        return not self.holders


@dataclass(frozen=True, slots=True)
class Group:
    """An agency's posts; `code` is empty for those who lead the city."""

    title: str
    name: str
    code: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Board:
    groups: list[Group]
    counts: dict[str, int]
    held: int

    @property
    def total(self) -> int:
        return self.counts[""]


@dataclass
class Holdings:
    """All posts of the city on one day, and who holds them. Three statements."""

    on: date
    staff: Staff
    posts: dict[int, Post] = field(default_factory=dict)
    holders: dict[int, list[Staff]] = field(default_factory=lambda: defaultdict(list))
    phones: set[int] = field(default_factory=set)
    directory: Directory = field(init=False)

    def __post_init__(self) -> None:
        posts = Post.objects.select_related("agency").order_by("agency__short_name", "pk")
        self.posts = {post.pk: post for post in posts}
        for one in holding(self.on).select_related("user").order_by("since", "pk"):
            self.holders[one.seat_id].append(one)
        here = {
            pk: [one for one in rows if not _is_away(one, self.on)]
            for pk, rows in self.holders.items()
        }
        self.directory = Directory(self.posts, here)
        links = PhoneLink.objects.filter(ended_at=None, verified_at__isnull=False)
        links = links.filter(post=F("staff__seat"), staff__in=holding(self.on))
        self.phones = set(links.values_list("post_id", flat=True))

    def row(self, post: Post) -> Row:
        holders = [self._holder(one) for one in self.holders.get(post.pk, [])]
        present = bool(self.directory.holders.get(post.pk))
        hears = "" if present else self.hears(post)
        return Row(post.pk, post.title, holders, hears, post.pk in self.phones)

    def hears(self, post: Post) -> str:
        """Who hears for this post now, as one says it; empty where nobody would."""
        at = self.posts[self.directory.hears(post.pk)]
        names = [one.user.name for one in self.directory.holders.get(at.pk, [])]
        return f"{at.title} ({', '.join(names)})" if names else ""

    def _holder(self, one: Staff) -> Holder:
        return Holder(
            pk=one.pk,
            user=one.user_id,
            name=one.user.name,
            mark=MARK.get(Staff.Holds(one.holds), ""),
            away=_away(one, self.on),
            until=short_day(one.until) if one.until else "",
            mine=one.user_id == self.staff.user_id,
        )


def _is_away(one: Staff, on: date) -> bool:
    if one.away_from is None or on < one.away_from:
        return False
    return one.away_until is None or on <= one.away_until


def _away(one: Staff, on: date) -> str:
    if not _is_away(one, on):
        return ""
    return f"sampai {short_day(one.away_until)}" if one.away_until else "belum tahu sampai kapan"


def posts_for(staff: Staff) -> Q:
    """Officers and heads see all posts; an agency its own."""
    return Q() if staff.role in (Role.OFFICER, Role.HEAD) else Q(agency=staff.agency_id)


def post_for(staff: Staff, pk: int) -> Post:
    """Raises `Http404`."""
    rows = Post.objects.filter(posts_for(staff), pk=pk).select_related("agency", "above")
    post = rows.first()
    if post is None:
        raise Http404
    return post


def board(staff: Staff, *, on: date, show: str = "", words: str = "") -> Board:
    """The posts this person may see, by agency: the leading ones first, districts last."""
    all_ = Holdings(on, staff)
    seen = [
        post
        for post in all_.posts.values()
        if post.is_active and (staff.role != Role.AGENCY or post.agency_id == staff.agency_id)
    ]
    rows = [(post, all_.row(post)) for post in seen]
    counts = {code: sum(_fits(row, code) for _, row in rows) for code in FILTERS}
    wanted = [(p, r) for p, r in rows if _fits(r, show) and _says(p, r, words.casefold())]
    return Board(_grouped(wanted), counts, sum(not row.vacant for _, row in rows))


def _fits(row: Row, show: str) -> bool:
    fits = {
        "kosong": row.vacant,
        "absen": any(one.away for one in row.holders),
        "sementara": any(one.mark for one in row.holders),
        "telepon": row.phone,
    }
    return fits.get(show, True)


def _says(post: Post, row: Row, words: str) -> bool:
    names = [one.name for one in row.holders]
    told = " ".join([post.title, post.agency.name, post.agency.short_name, *names]).casefold()
    return words in told


def _grouped(rows: Iterable[tuple[Post, Row]]) -> list[Group]:
    leading: list[tuple[Post, Row]] = []
    inside: dict[int, list[tuple[Post, Row]]] = defaultdict(list)
    agencies: dict[int, Agency] = {}
    for post, row in rows:
        agencies[post.agency_id] = post.agency
        (leading if post.code in (MAYOR, SECRETARY) else inside[post.agency_id]).append((post, row))
    groups = [Group("Pimpinan kota", "", "", _ordered(leading))] if leading else []
    for pk in sorted(inside, key=lambda pk: _place(agencies[pk], inside[pk])):
        agency = agencies[pk]
        groups.append(Group(agency.short_name, agency.name, agency.code, _ordered(inside[pk])))
    return groups


def _ordered(rows: Sequence[tuple[Post, Row]]) -> list[Row]:
    return [row for _, row in sorted(rows, key=lambda pair: _ORDER.index(Level(pair[0].level)))]


def _place(agency: Agency, rows: Sequence[tuple[Post, Row]]) -> tuple[bool, bool, str]:
    office = any(post.level == Level.OFFICER for post, _ in rows)
    return (not office, agency.kind == "district", agency.short_name)


def accounts(staff: Staff, *, on: date) -> list[tuple[str, str]]:
    """Who may be given a post: everybody who has worked for the city, with what they hold now.
    An agency chooses among its own people."""
    rows = Staff.objects.filter(user__is_active=True).select_related("user")
    if staff.role == Role.AGENCY:
        rows = rows.filter(agency=staff.agency_id)
    now = set(holding(on).values_list("pk", flat=True))
    users: dict[int, User] = {}
    held: dict[int, list[str]] = defaultdict(list)
    for one in rows.order_by("user__name", "pk"):
        users[one.user_id] = one.user
        if one.pk in now:
            held[one.user_id].append(one.post)
    return [
        (str(pk), f"{user.name} · {', '.join(held[pk]) or 'tanpa jabatan sekarang'}")
        for pk, user in users.items()
        if pk != staff.user_id
    ]


def today(now: datetime, staff: Staff) -> date:
    return now.astimezone(staff.city.tz).date()
