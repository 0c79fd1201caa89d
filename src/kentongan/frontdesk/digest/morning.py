"""The morning's message: one per post and working day, and none where nothing is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from kentongan.cases import clocks
from kentongan.cases.clocks import Calendar
from kentongan.cases.models import Notice
from kentongan.frontdesk.digest.ears import Ears
from kentongan.frontdesk.digest.matters import Brief, briefs, dues
from kentongan.frontdesk.digest.saying import Telling, send
from kentongan.frontdesk.reachable import Reach, reach
from kentongan.mailroom.approved import Extras, Form
from kentongan.mailroom.models import Digest
from kentongan.people.posts import directory
from kentongan.pure import sayings, workdays

# City time. Rungs are climbed at seven; a worker that stood until the evening waits for the next
# morning, and what could not leave by then is not delivered at night.
FROM, UNTIL, AT_THE_LATEST = time(7, 30), time(16), time(20)
MOST_PRESSING = 5
_FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Morning:
    """What one post hears of: the most pressing first, `late` of `waiting` are late."""

    waiting: int
    late: int
    pressing: Sequence[Brief]


def tell(now: datetime) -> int:
    """Inside a city. Says how many notices went out."""
    untold = Notice.objects.filter(told_at=None, done_at=None, urgent=False)
    if not untold.exists():
        return 0
    days = clocks.calendar()
    if not _is_time(now, days):
        return 0
    known, today = directory(days.day(now)), days.day(now)
    ears = Ears.on(known)
    rows = untold.select_for_update().order_by("pk").only("post", "matter", "level")
    had = set(Digest.objects.filter(day=today).values_list("post_id", flat=True))
    new: dict[int, list[int]] = defaultdict(list)
    for notice in rows:
        if (hears := ears.of(notice)) not in had:
            new[hears].append(notice.pk)
    reached = {
        post: one for post, one in reach(new, known, now=now).items() if one.by_mail or one.contacts
    }
    mornings = _mornings(reached, ears, now)
    tellings = [_telling(reached[post], one, now, days) for post, one in mornings.items()]
    sent = send(tellings, now=now)
    return _mark(sent, new, today, now)


def _is_time(now: datetime, days: Calendar) -> bool:
    local = now.astimezone(days.zone)
    return FROM <= local.time() < UNTIL and workdays.is_workday(local.date(), days.off, days.on)


def _mark(
    sent: Sequence[Telling], new: Mapping[int, Sequence[int]], today: date, now: datetime
) -> int:
    Digest.objects.bulk_create(
        Digest(
            post_id=one.reach.post.pk,
            day=today,
            at=now,
            way=Digest.Way.MAIL if one.by_mail else Digest.Way.CHAT,
            notices=len(new[one.reach.post.pk]),
        )
        for one in sent
    )
    told = [notice for one in sent for notice in new[one.reach.post.pk]]
    return Notice.objects.filter(pk__in=told).update(told_at=now)


def _mornings(posts: Collection[int], ears: Ears, now: datetime) -> dict[int, Morning]:
    """All that is open for these posts and those they hear for. Three statements."""
    open_ones = Notice.objects.filter(done_at=None)
    matters: dict[int, set[int]] = defaultdict(set)
    for post, matter, level in open_ones.values_list("post", "matter", "level"):
        if (hears := ears.hears(post, matter, level)) in posts:
            matters[hears].add(matter)
    due = dues({matter for some in matters.values() for matter in some})
    first = {
        post: sorted(some, key=lambda m: (due.get(m, _FAR), m))[:MOST_PRESSING]
        for post, some in matters.items()
    }
    told = briefs({matter for some in first.values() for matter in some}, due)
    return {
        post: Morning(
            len(some),
            sum(1 for matter in some if due.get(matter, _FAR) < now),
            [told[matter] for matter in first[post] if matter in told],
        )
        for post, some in matters.items()
    }


def _telling(to: Reach, morning: Morning, now: datetime, days: Calendar) -> Telling:
    waiting, late = _count(morning.waiting), _count(morning.late)
    each = [f"*{b.number}* {b.about}, {b.when(now, days)}" for b in morning.pressing]
    more = morning.waiting - len(each)
    lines = [
        f"Selamat pagi, {to.post.title}.",
        f"*{waiting}* menunggu perhatian Anda"
        + (
            f", *{late}* sudah lewat tenggat."
            if morning.late
            else ", belum ada yang lewat tenggat."
        ),
        "\n".join(f"{n}. {words}" for n, words in enumerate(each, 1)),
        *([f"… dan {_count(more)} lain."] if more > 0 else []),
    ]
    values = {
        "jabatan": to.post.title,
        "menunggu": waiting,
        "lewat tenggat": late if morning.late else "tidak ada",
        "paling mendesak": "; ".join(words.replace("*", "") for words in each) or "lihat daftarnya",
    }
    end = datetime.combine(now.astimezone(days.zone).date(), AT_THE_LATEST, days.zone)
    return Telling(
        reach=to,
        purpose="digest",
        subject=f"{waiting} menunggu" + (f", {late} lewat tenggat" if morning.late else ""),
        text="\n\n".join(lines),
        label="Pekerjaan saya",
        path="saya/",
        form=Form("morning_digest", values, Extras(url_suffix="saya/")),
        by_mail=to.by_mail,
        expires_at=end,
    )


def _count(n: int) -> str:
    return f"{sayings.number(n)} laporan"
