"""The tray of e-mail: a post answers about a report by replying to the address of that report.

Letters lie before the locks, as they came. Here each is opened, its address is checked, and what
it says is done as the post. What nobody may act upon goes into quarantine, where it is seen.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import F

from kentongan.cases.actor import coming
from kentongan.cases.halving import halved
from kentongan.channels import mail as channel
from kentongan.channels.mail import MailIn
from kentongan.cities.locks import current, inside
from kentongan.cities.models import City
from kentongan.frontdesk.crew import acts, words
from kentongan.frontdesk.crew.meant import Do, Meant, understand
from kentongan.mailroom import return_address
from kentongan.mailroom.mails import post_mail
from kentongan.mailroom.models import File, Letter, Mail
from kentongan.mailroom.return_address import Addressed
from kentongan.mailroom.storage import Kept, fill, keep, new_key
from kentongan.mailroom.unpack import quarantine
from kentongan.people.models import Post, Staff
from kentongan.people.posts import holding, present
from kentongan.pure.flow import Role
from kentongan.reports.access import confided_to_others, reports_for
from kentongan.reports.actions import crewing
from kentongan.reports.models import Disposition, Report

log = logging.getLogger(__name__)
UNADDRESSED = "surel tanpa alamat laporan yang sah"
NOT_THE_POST = "surel bukan dari alamat jabatan"
NOBODY = "jabatan ini tidak dipegang siapa pun"
_POLITE_LINE = re.compile(
    r"(?:selamat\s+(?:pagi|siang|sore|malam)|assalam\w*|yth|kepada|dengan\s+hormat|halo|hormat\s+"
    r"kami|salam|wassalam\w*|terima\s+kasih)\b[^\n]{0,60}[,.]?\s*$", re.IGNORECASE,
)  # fmt: skip


def batch(now: datetime, *, most: int = 5) -> int:
    """Open the oldest e-mails that nobody else holds. Returns how many."""
    with transaction.atomic():
        waiting = Letter.objects.select_for_update(skip_locked=True)
        letters = list(waiting.filter(channel=channel.NAME, unpacked_at=None).order_by("pk")[:most])
        if letters:
            halved(letters, partial(_open, now=now), partial(_set_aside, now=now))
            Letter.objects.filter(pk__in=[one.pk for one in letters]).update(unpacked_at=now)
    return len(letters)


def _set_aside(letter: Letter, error: Exception, *, now: datetime) -> None:
    quarantine.park_letter(letter, repr(error)[:2000], now)


def _open(letters: Sequence[Letter], *, now: datetime) -> None:
    cities = {city.pk: city for city in City.objects.all()}
    for letter in letters:
        mail = channel.read(bytes(letter.body), letter.headers.removeprefix("envelope-to: "))
        if mail.automatic:
            log.info("letter %s was written by a machine", letter.pk)
            continue
        addressed = return_address.read(mail.to, cities)
        if addressed is None:
            quarantine.park_letter(letter, UNADDRESSED, now)
            continue
        kept = [keep(one.content, one.mime, city=addressed.city) for one in mail.files]
        with inside(cities[addressed.city]), coming("mail"):
            if trouble := _heard(mail, addressed, kept, now):
                quarantine.park_letter(letter, trouble, now)


def _heard(mail: MailIn, addressed: Addressed, kept: Sequence[Kept], now: datetime) -> str:
    """Do what it says, and answer to the post's own address. Gives why it cannot be heard."""
    post = Post.objects.filter(pk=addressed.post, is_active=True).select_related("agency").first()
    if post is None or not post.email or mail.sender != post.email.lower():
        return NOT_THE_POST
    staff = _holder(post, now.astimezone(current().tz).date())
    if staff is None:
        return NOBODY
    if mail.message_id and Mail.objects.filter(post=post, in_reply_to=mail.message_id).exists():
        return ""  # delivered twice
    said = _Answer(staff, addressed.number, mail, now).act(kept)
    post_mail(
        to=post.email,
        subject=f"Re: Laporan {addressed.number}",
        text=f"{said.replace('*', '')}\n\n{current().name}\n",
        reply_to=return_address.address_for(addressed.city, addressed.number, post.pk),
        in_reply_to=mail.message_id,
        post_id=post.pk,
        now=now,
    )
    return ""


def _holder(post: Post, today: date) -> Staff | None:
    """Who holds it and is here; else who holds it."""
    for people in (present(today), holding(today)):
        mine = people.filter(seat=post, role=Role.AGENCY).select_related("user", "agency", "seat")
        if found := mine.order_by(F("since").desc(nulls_last=True), "-pk").first():
            return found
    return None


class _Answer:
    """One e-mail about one report. Nothing is asked that has to be remembered: what is missing
    is asked for together with the rest, and photos that came before count."""

    def __init__(self, staff: Staff, number: str, mail: MailIn, now: datetime) -> None:
        self.staff, self.number, self.now = staff, number, now
        self.text = _without_courtesy(mail.text)

    def act(self, kept: Sequence[Kept]) -> str:
        """What was recorded, or what is missing."""
        report = reports_for(self.staff).filter(matter__number=self.number).first()
        if report is None:
            hidden = confided_to_others(self.staff, self.number)
            return (words.by_another if hidden else words.no_longer)(self.number)
        new = self._laid(report, kept)
        asked = Disposition.objects.filter(report=report, ended_at=None)
        open_ = asked.filter(agency=self.staff.agency_id).first()
        if open_ is None:
            return self._late(report, new)
        today = self.now.astimezone(current().tz).date()
        evidence = new or self._given(report, open_)
        meant = understand(self.text, today, photo=bool(evidence), asked=bool(evidence))
        return self._do(report, meant, evidence)

    def _do(self, report: Report, meant: Meant, evidence: Sequence[File]) -> str:
        by, now = self.staff, self.now
        if meant.do in (Do.ACCEPT, Do.COURTESY):
            return acts.accept(report, by=by, now=now)
        if meant.do is Do.NOT_OURS and meant.enough:
            return acts.hand_back(report, meant.text, by=by, now=now)
        shown = bool(evidence or meant.no_photo) or meant.do is not Do.DONE
        if meant.do in (Do.DONE, Do.PROMISED, Do.CANNOT) and meant.enough and shown:
            return acts.answer(report, meant, acts.Brought(evidence), by=by, now=now)
        if self.text:
            acts.send_news(report, self.text, by=by, now=now)
        else:
            crewing.keep(report)
        return self._missing(meant, bool(evidence))

    def _missing(self, meant: Meant, photo: bool) -> str:
        number = self.number
        asks = {
            Do.NOT_OURS: f"*{number}* urusan siapa? Tulis misalnya: bukan kami, urusan PLN.",
            Do.PROMISED: words.ask_day(number),
            Do.CANNOT: words.ask_why(number),
            Do.NEWS: words.noted_by_mail(number),
        }
        done = words.ask_words(number) if photo else words.ask_both(number)
        return asks.get(meant.do, done)

    def _late(self, report: Report, new: Sequence[File]) -> str:
        added = new and crewing.add_evidence(report, new, by=self.staff, now=self.now)
        if self.text or not added:
            acts.send_news(report, self.text, by=self.staff, now=self.now)
        return words.more_photos(self.number) if added else words.noted_late(self.number)

    def _laid(self, report: Report, kept: Sequence[Kept]) -> list[File]:
        """Into the folder, whatever becomes of the words."""
        files = [
            File(key=new_key(), matter_id=report.pk, staff=self.staff, since=self.now,
                 ready_at=self.now)
            for _ in kept
        ]  # fmt: skip
        for file, one in zip(files, kept, strict=True):
            fill(file, one)
        return File.objects.bulk_create(files)

    def _given(self, report: Report, asked: Disposition) -> list[File]:
        """Photos of an earlier e-mail that had no words with them yet."""
        mine = File.objects.filter(matter=report.pk, staff=self.staff, message=None, word=None)
        return list(mine.filter(since__gte=asked.at, for_resident=False).order_by("pk"))


def _without_courtesy(text: str) -> str:
    """Without the greeting above and the farewell below."""
    lines = [line for line in text.splitlines() if line.strip()]
    while lines and _POLITE_LINE.match(lines[0].strip()) and len(lines) > 1:
        lines.pop(0)
    for n, line in enumerate(lines[1:], 1):
        if _POLITE_LINE.match(line.strip()):
            return "\n".join(lines[:n])
    return "\n".join(lines)
