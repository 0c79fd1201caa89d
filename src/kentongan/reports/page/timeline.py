"""The conversation as one line of time: what they said, what we said, what was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse

from kentongan.cases.models import JournalLine
from kentongan.cities.locks import current
from kentongan.mailroom.models import File, Message, Word
from kentongan.people.models import Staff
from kentongan.pure import sayings
from kentongan.pure.flow import Role
from kentongan.reports.models import Answer, Report
from kentongan.reports.page import counter, files, journal, notes
from kentongan.reports.page.journal import Names
from kentongan.reports.page.shapes import Attachment, Item, Old, Quote, Ticks, Trouble
from kentongan.reports.page.veil import Veil
from kentongan.reports.queries.folder import Talk

_LATE = timedelta(hours=1)
_CHANGES = ("edit", "revoke", "reaction")
_UNREAD = {
    "contacts": "Warga mengirim kartu kontak.",
    "order": "Warga mengirim pesanan dari katalog. Tanyakan maksudnya.",
    "form": "Warga mengisi formulir WhatsApp.",
    "unreadable": "Warga mengirim sesuatu yang isinya tidak dibagikan WhatsApp. "
    "Tanyakan maksudnya.",
}
_ADVICE = {
    Word.State.UNDELIVERABLE: "Telepon atau datangi warga, lalu catat hasilnya.",
    Word.State.UNKNOWN: "WhatsApp belum memastikan. Kami tunggu sebelum mengirim ulang, supaya "
    "warga tidak menerima dua kali.",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads which report, and what they may know."""

    report: Report
    staff: Staff
    veil: Veil
    names: Names
    now: datetime
    zone: ZoneInfo
    shelf: files.Shelf
    shown: datetime | None = None  # until when an officer sees who told us

    def text(self, text: str, author: int | None) -> str:
        """The words as this reader may see them; whoever wrote them themselves sees them as they
        were sent. `author`: id of the staff, if it was one of them."""
        return text if author == self.staff.pk else self.veil.text(text)

    @property
    def resident(self) -> str:
        if self.veil.drawn:
            return "Pelapor"
        contact = self.report.matter.contact
        return self.veil.text(contact.name if contact else "") or "Warga"


@dataclass
class Changes:
    """Edits, revocations and reactions by the message they are about."""

    edits: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    revoked: set[str] = field(default_factory=set)
    reactions: dict[str, str] = field(default_factory=dict)


def timeline(talk: Talk, reading: Reading) -> list[Item]:
    """Oldest first, with a line for each day."""
    changes = _changes(talk.messages)
    quotes = _quotes(talk, reading)
    ours = _files_of_staff(talk)
    items = [_line(line, reading) for line in talk.lines if line.verb in journal.SHOWN]
    plain, who = reading.veil.text(reading.report.text), reading.resident
    items += counter.told(talk, reading.report, reading.shelf, who=who, text=plain)
    said = [m for m in _spoken(talk.messages) if notes.may_read(m, reading.staff)]
    items += [_message(m, reading, changes, quotes, talk.files) for m in said]
    items += [_word(w, reading, changes, quotes, talk.files) for w in talk.words]
    items += notes.notes(talk, reading.staff, reading.veil)
    items += [_answer(a, reading, ours.get(a.pk, [])) for a in talk.answers]
    items.sort(key=lambda item: item.at or reading.now)
    return _with_days(items, reading)


def _changes(messages: Iterable[Message]) -> Changes:
    found = Changes()
    for message in messages:
        if message.kind == "edit":
            found.edits[message.refers_to].append(message)
        elif message.kind == "revoke":
            found.revoked.add(message.refers_to)
        elif message.kind == "reaction":
            found.reactions[message.refers_to] = message.text
    return found


def _spoken(messages: list[Message]) -> list[Message]:
    """Without changes of messages that are here; a change of something we never had stays."""
    known = {m.external_id for m in messages}
    return [
        m
        for m in messages
        if m.kind not in _CHANGES or (m.kind == "edit" and m.refers_to not in known)
    ]


def _quotes(talk: Talk, reading: Reading) -> dict[str, Quote]:
    said = {
        m.external_id: Quote(
            _speaker(m, reading), _short(reading, text_of(m, reading) or _kind_words(m))
        )
        for m in talk.messages
        if notes.may_read(m, reading.staff)
    }
    sent = {f.word_id: [f] for f in reversed(talk.files)}
    ours = {
        w.external_id: Quote(_author(w), _short(reading, w.text) or files.named(sent.get(w.pk, ())))
        for w in talk.words
        if w.external_id
    }
    return {**said, **ours}


def _speaker(message: Message, reading: Reading) -> str:
    return notes.signed(message.staff) if message.staff else reading.resident


def text_of(message: Message, reading: Reading) -> str:
    """What this reader may read of it. A contact card names somebody: the reporter, or a person
    who leads to them."""
    if reading.veil.drawn and message.kind == "contacts":
        return ""
    return reading.text(message.text, message.staff_id)


def _short(reading: Reading, text: str) -> str:
    return sayings.shorten(reading.veil.text(text), 120)


def _kind_words(message: Message) -> str:
    kinds = {
        "image": "Foto", "audio": "Pesan suara", "video": "Video", "location": "Lokasi",
        "contacts": "Kartu kontak",
    }  # fmt: skip
    return kinds.get(message.kind, "Pesan")


def _message(
    message: Message, reading: Reading, changes: Changes, quotes: dict[str, Quote],
    found: list[File],
) -> Item:  # fmt: skip
    edits = changes.edits.get(message.external_id, [])
    versions = [message, *edits]
    revoked = message.external_id in changes.revoked
    shown = "" if revoked else text_of(versions[-1], reading)
    old = versions if revoked else versions[:-1]
    return Item(
        id=f"m{message.pk}",
        kind="note" if message.staff else "in",
        at=message.at,
        who=_speaker(message, reading),
        text=shown,
        new=_is_new(message, reading),
        edited=bool(edits) and not revoked,
        deleted=revoked,
        late=message.arrived_at - message.at > _LATE and not message.history,
        history=[Old(v.at, said) for v in old if (said := text_of(v, reading))],
        quote=quotes.get(message.reply_to),
        files=_files_of(message, reading, found),
        reaction=changes.reactions.get(message.external_id, ""),
        unreadable="" if shown or revoked else _unread(message, reading),
    )


def _unread(message: Message, reading: Reading) -> str:
    if reading.veil.drawn and message.kind == "contacts":
        if reading.staff.role == Role.AGENCY:
            return "Kartu kontak, hanya untuk petugas."
        return "Kartu kontak. Tampilkan identitas untuk membacanya."
    return _UNREAD.get(message.kind, "")


def _is_new(message: Message, reading: Reading) -> bool:
    """Said after the last time somebody at the desk did something about this report."""
    return reading.report.has_news and message.arrived_at > reading.report.matter.state_since


def _files_of(message: Message, reading: Reading, found: list[File]) -> list[Attachment]:
    pin = files.place(message)
    hung = [
        reading.shelf.of_message(message, file) for file in found if file.message_id == message.pk
    ]
    return ([pin] if pin else []) + hung


def _author(word: Word) -> str:
    if word.purpose == "echo":
        return current().name
    if word.staff is None:
        return "Kentongan"
    return notes.signed(word.staff) if word.staff.role == Role.AGENCY else word.staff.user.name


def _word(
    word: Word, reading: Reading, changes: Changes, quotes: dict[str, Quote], found: list[File]
) -> Item:
    echo = word.purpose == "echo"
    return Item(
        id=f"w{word.pk}",
        kind="echo" if echo else "out",
        at=word.sent_at if echo and word.sent_at else word.queued_at,
        who=_author(word),
        text=reading.text(word.text, word.staff_id),
        quote=quotes.get(word.reply_to) if word.reply_to else None,
        files=[reading.shelf.of_ours(f) for f in found if f.word_id == word.pk],
        offers=_offers(word),
        reaction=changes.reactions.get(word.external_id, "") if word.external_id else "",
        ticks=None if echo else Ticks(word.state, _capital(Word.State(word.state).label)),
        trouble=_trouble(word, reading),
    )


def _offers(word: Word) -> list[str]:
    """The buttons a resident saw under it."""
    form = word.template if word.used_template else word.inside
    kind = form.get("type")
    if kind == "buttons":
        return [str(button["title"]) for button in form["buttons"]]
    if kind == "list":
        return [str(row["title"]) for row in form["rows"]]
    if kind == "link":
        return [str(form["label"])]
    return ["Kirim lokasi"] if kind == "place" else []


def _trouble(word: Word, reading: Reading) -> Trouble | None:
    if word.state not in _ADVICE or word.resolved_at:
        return None
    advice = _ADVICE[Word.State(word.state)]
    if word.state == Word.State.UNKNOWN:
        return Trouble(advice)
    reason = f"{_capital(word.trouble.rstrip('.'))}. " if word.trouble else ""
    if reading.staff.role != Role.OFFICER:
        return Trouble(f"{reason}Petugas akan menghubungi warga dengan cara lain.")
    url = reverse("desk:word", args=[current().slug, word.pk, "resolve"])
    return Trouble(f"{reason}{advice}", "Sudah saya sampaikan", url)


def _line(line: JournalLine, reading: Reading) -> Item:
    said = journal.words(line, reading.names)
    return Item(f"j{line.pk}", "system", line.at, f"{journal.who(line)} {said}")


def _answer(answer: Answer, reading: Reading, hung: list[File]) -> Item:
    """Not sent to the resident as it stands: an officer replies with it."""
    outcome = Answer.Outcome(answer.outcome).label
    who = f"{answer.by.user.name}, {answer.disposition.agency.short_name}"
    shown = [reading.shelf.of_ours(f) for f in hung]
    text = f"{outcome}. {reading.text(answer.text, answer.by_id)}"
    return Item(f"a{answer.pk}", "note", answer.at, text, who, files=shown)


def _files_of_staff(talk: Talk) -> dict[int, list[File]]:
    """An answer's photos: what its author gave before it, and after the answer before."""
    found: dict[int, list[File]] = {}
    given = [f for f in talk.files if f.staff_id and not f.word_id and not f.message_id]
    for answer in talk.answers:
        mine = [f for f in given if f.staff_id == answer.by_id and f.since <= answer.at]
        given = [f for f in given if f not in mine]
        found[answer.pk] = mine
    return found


def _with_days(items: list[Item], reading: Reading) -> list[Item]:
    shown: list[Item] = []
    last = None
    today = reading.now.astimezone(reading.zone).date()
    for item in items:
        day = (item.at or reading.now).astimezone(reading.zone).date()
        if day != last:
            ago = (today - day).days
            words = {0: "Hari ini", 1: "Kemarin"}.get(ago, sayings.day(day))
            shown.append(Item(f"d{day:%Y%m%d}", "day", None, words))
            last = day
        shown.append(item)
    return shown


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
