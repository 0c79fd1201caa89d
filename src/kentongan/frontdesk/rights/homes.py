"""Every home of personal data, and how each is emptied. A test holds this list against the tables:
one that is neither here nor in `HOLDS_NOBODY` breaks the build.

What is left behind says nothing about a person: codes, times, counts, the kelurahan, and the
commitments of the journal without the salt that could prove a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from kentongan.cases.models import JournalNote, Matter
from kentongan.cities.locks import current_id
from kentongan.frontdesk.models import CrewTalk, Talk
from kentongan.frontdesk.rights.person import Person
from kentongan.mailroom import outbox, spool
from kentongan.mailroom.models import (
    Enclosure,
    File,
    Lane,
    Letter,
    Line,
    Mail,
    Message,
    Quarantine,
    Receipt,
    Tombstone,
    Word,
)
from kentongan.mailroom.unpack.item import digest
from kentongan.people.models import Contact, ContactAddress, PhoneLink
from kentongan.pure import tickets
from kentongan.pure.errors import Refusal
from kentongan.pure.flow import Role
from kentongan.reports.models import Answer, Disposition, Draft, Referral, Report

Emptied = dict[str, int]
GONE = "dihapus atas permintaan"


def people(person: Person, now: datetime) -> Emptied:
    """Names and numbers. A telephone of theirs that acted for a post does so no longer; that it
    once did stays, without the telephone."""
    PhoneLink.objects.filter(contact__in=person.contacts, ended_at=None).update(ended_at=now)
    addresses, _ = ContactAddress.objects.filter(contact__in=person.contacts).delete()
    Contact.objects.filter(pk__in=person.contacts).update(
        name="", wants_broadcasts=False, erased_at=now
    )
    return {"addresses": addresses}


def tombstones(person: Person, now: datetime) -> Emptied:
    """Marks that keep a letter which comes again from bringing anything back. Before `talk`,
    which forgets the platform's ids."""
    said = Message.objects.filter(person.theirs).exclude(external_id="")
    told = Word.objects.filter(person.told).exclude(external_id="")
    marks = {
        (line, digest(name))
        for rows in (said, told)
        for line, name in rows.values_list("line__external_id", "external_id")
    }
    Tombstone.objects.bulk_create(
        [Tombstone(line=line, digest=mark) for line, mark in sorted(marks)], ignore_conflicts=True
    )
    return {"tombstones": len(marks)}


def talk(person: Person, now: datetime) -> Emptied:
    """What they said and what was said to them and about them. The rows stay, empty."""
    told = Word.objects.filter(person.told).values_list("pk", flat=True)
    words = Word.objects.filter(pk__in=list(told))
    outbox.cancel(words, now=now, why=GONE)
    names = list(words.values_list("line_id", "external_id"))
    Receipt.objects.filter(Q(word__in=words) | _of(names)).delete()
    words.update(text="", inside={}, template={}, reply_to="", external_id="", trouble="")
    theirs = Message.objects.filter(person.theirs).values_list("pk", flat=True)
    messages = Message.objects.filter(pk__in=list(theirs))
    messages.filter(outcome="").update(
        outcome=Message.Outcome.SET_ASIDE, outcome_note=GONE, taken_at=now
    )
    said = messages.update(
        text="", choice="", latitude=None, longitude=None, reply_to="", refers_to="", body={},
        external_id=Concat(Value("erased:"), Cast("pk", CharField())),
    )  # fmt: skip
    Talk.objects.filter(contact__in=person.contacts).delete()
    CrewTalk.objects.filter(Q(contact__in=person.contacts) | Q(about__in=person.matters)).delete()
    Lane.objects.filter(contact__in=person.contacts).delete()
    return {"messages": said, "words": len(names)}


def mails(person: Person, now: datetime) -> Emptied:
    """E-mails about them, to people at work. The rows stay: what did not leave yet never does."""
    about = Mail.objects.filter(person.mailed).values_list("pk", flat=True)
    theirs = Mail.objects.filter(pk__in=list(about))
    Enclosure.objects.filter(mail__in=theirs).delete()
    theirs.filter(state=Mail.State.QUEUED).update(
        state=Mail.State.UNDELIVERABLE, ended_at=now, resolved_at=now
    )
    return {"mails": theirs.update(subject=GONE, text="", trouble="")}


def _of(told: list[tuple[int, str]]) -> Q:
    """Receipts that found no word of theirs."""
    names = {name for _, name in told if name}
    return Q(line__in={line for line, _ in told}, external_id__in=names)


def files(person: Person, now: datetime) -> Emptied:
    """Photos, voice notes, papers. What an agency laid beside its answer shows the city's work
    and stays. The bytes go by `shred`, once this is committed."""
    theirs = _files(person)
    for_good = theirs.update(
        state=File.State.GONE, media={}, name="", sha256="", mime="", size=0, trouble=GONE,
        has_thumbnail=False, width=None, height=None, latitude=None, longitude=None,
        taken_at=None, lease=None, lease_until=None,
    )  # fmt: skip
    return {"files": for_good}


def shreds(person: Person) -> list[str]:
    """The names of the bytes that `files` lets go of. Before it."""
    found = _files(person).exclude(sha256="")
    return sorted(set(found.values_list("sha256", flat=True)))


def _files(person: Person) -> QuerySet[File]:
    of_talk = Q(message__in=Message.objects.filter(person.theirs))
    of_folder = Q(matter__in=person.matters) | Q(word__in=Word.objects.filter(person.told))
    evidence = Q(staff__role=Role.AGENCY, message=None)
    return File.objects.filter(of_talk | (of_folder & ~evidence))


def folders(person: Person, now: datetime) -> Emptied:
    """The words of reports and of everybody who worked on them. States, topics, kelurahan and
    dates stay: they are statistics. The old private links lead nowhere any more."""
    Report.objects.filter(pk__in=person.reports).update(
        text="", place="", verdict="", latitude=None, longitude=None, has_news=False
    )
    Disposition.objects.filter(report__in=person.reports).update(instruction="")
    Answer.objects.filter(disposition__report__in=person.reports).update(text="", place="")
    Referral.objects.filter(report__in=person.reports).update(their_number="")
    Draft.objects.filter(report__in=person.reports).delete()
    for pk in person.reports:
        Matter.objects.filter(pk=pk).update(token=f"{current_id()}-{tickets.token()}")
    return {"reports": len(person.reports)}


def journal(person: Person, now: datetime) -> Emptied:
    """The words beside journal lines, with their salt: what stays in the line proves nothing."""
    notes, _ = JournalNote.objects.filter(line__matter__in=person.matters).delete()
    return {"notes": notes}


def letters(person: Person, now: datetime) -> Emptied:
    """Letters as they came, and what of them nobody could read. A letter is a copy of what was
    unpacked, so it goes whole. Raises `Refusal` while one of theirs is still to be opened."""
    needles = person.needles()
    if not needles:
        return {"letters": 0, "quarantined": 0}
    for path in spool.waiting(settings.SPOOL):
        if any(needle in path.read_bytes() for needle in needles):
            raise Refusal("Ada suratnya yang belum dibuka. Coba lagi sebentar lagi.")
    found = _letters_with(needles)
    if any(unpacked is None for _, unpacked in found):
        raise Refusal("Ada suratnya yang belum dibuka. Coba lagi sebentar lagi.")
    Letter.objects.filter(pk__in=[pk for pk, _ in found]).delete()
    parked = Quarantine.objects.filter(pk__in=_quarantined_with(needles))
    gone, _ = parked.delete()
    _torn_with(needles)
    return {"letters": len(found), "quarantined": gone}


_IN = "EXISTS (SELECT FROM unnest(%s::bytea[]) AS n (needle) WHERE position(n.needle IN {}) > 0)"


def _letters_with(needles: list[bytes]) -> list[tuple[int, datetime | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, unpacked_at FROM mailroom_letter WHERE {_IN.format('body')}", [needles]
        )
        return list(cursor.fetchall())


def _quarantined_with(needles: list[bytes]) -> list[int]:
    """Only what came for this city's lines, or for no line that could be read."""
    ours = [*Line.objects.values_list("external_id", flat=True), ""]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM mailroom_quarantine WHERE line = ANY(%s) AND {_IN.format('item')}",
            [ours, needles],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _torn_with(needles: list[bytes]) -> None:
    """Damaged tails of the spool, kept aside for a person to look at."""
    folder = settings.SPOOL
    for path in folder.glob(f"*{spool.TORN}") if folder.is_dir() else ():
        if any(needle in path.read_bytes() for needle in needles):
            path.unlink(missing_ok=True)


# In this order: letters first, because they may refuse; people last, because all find by them.
HOMES: tuple[tuple[Callable[[Person, datetime], Emptied], tuple[str, ...]], ...] = (
    (letters, ("mailroom_letter", "mailroom_quarantine")),
    (tombstones, ("mailroom_tombstone",)),
    (files, ("mailroom_file",)),
    (mails, ("mailroom_mail",)),
    (talk, ("mailroom_message", "mailroom_word", "mailroom_receipt", "mailroom_lane",
            "frontdesk_talk", "frontdesk_crewtalk")),
    (folders, ("reports_report", "reports_disposition", "reports_answer", "reports_referral",
               "reports_draft", "cases_matter", "search.report")),
    (journal, ("cases_journalnote",)),
    (people, ("people_contact", "people_contactaddress", "people_phonelink")),
)  # fmt: skip

# Tables with room for words that hold nobody who writes to the city, and why.
HOLDS_NOBODY: Mapping[str, str] = {
    "auth_group": "Django's own, unused",
    "auth_permission": "Django's own, unused",
    "cases_deadline": "codes of limits and their law",
    "cases_holiday": "names of days",
    "cases_journalhead": "digests",
    "cases_journalline": "codes and ids only",
    "cases_journalseal": "digests",
    "cases_journaltally": "counts",
    "cases_notice": "codes",
    "cases_rung": "the city's ladder",
    "cases_timelimit": "the law",
    "cities_city": "the city itself",
    "django_content_type": "Django's own list of models",
    "django_migrations": "the state of the schema",
    "django_session": "people at work; a resident never signs in",
    "frontdesk_datarequest": "codes and counts: the proof that it was done",
    "mailroom_digest": "which post had its morning message",
    "mailroom_heartbeat": "workers",
    "mailroom_line": "our own numbers",
    "mailroom_lineevent": "the platform's news about our numbers",
    "mailroom_linekey": "our own numbers",
    "mailroom_platformapp": "our own registration",
    "mailroom_template": "sentences with gaps",
    "people_agency": "offices",
    "people_area": "districts and wards",
    "people_post": "posts",
    "people_signinattempt": "counted and forgotten; names of accounts and addresses of machines",
    "people_staff": "people at work, in their office",
    "people_user": "people at work, in their office",
    "reports_cannedreply": "sentences with gaps",
    "reports_topic": "the city's list",
}
