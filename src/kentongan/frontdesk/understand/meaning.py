"""The meaning of one text, as far as key words go. Under a millisecond; learns nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kentongan.cities.pack import Emergency
from kentongan.frontdesk.understand import intents
from kentongan.frontdesk.understand.knowledge import RUDE, SPAM, Knowledge
from kentongan.frontdesk.understand.places import NOWHERE, Found
from kentongan.pure import tickets


def _bag(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ASKING = _bag(
    "bagaimana syarat persyaratan berapa kapan mana prosedur info informasi alamat jadwal apakah "
    "nanya tanya bertanya kah kenapa caranya"
)
_ASKING_RUNS = (
    " cara ", " jam buka ", " jam berapa ", " jam layanan ", " apa saja ", " boleh tanya ",
    " nomor telepon ", " nomor kantor ", " mau tanya ", " minta info ", " harus ke ",
)  # fmt: skip
_WISHING_RUNS = (
    " usul ", " mengusulkan ", " saran ", " menyarankan ", " sebaiknya ", " alangkah baiknya ",
    " pasangkan ", " dipasangkan ", " dibuatkan ", " buatkan ", " dibangunkan ", " bangunkan ",
    " mohon dipasang ", " minta dipasang ", " tolong dipasang ", " mohon dibangun ",
    " minta dibangun ", " tolong dibangun ", " mohon dibuat ", " perlu dibangun ",
    " mohon disediakan ", " mohon ditambah ", " minta ditambah ", " kami berharap dibangun ",
)  # fmt: skip
_BROKEN = _bag(
    "rusak mati padam mampet tersumbat berlubang bolong bocor keruh macet banjir belum lama "
    "hilang dipersulit pungli kotor bau busuk menumpuk terbakar roboh tumbang kecewa lambat "
    "ditolak tidak ngadat buruk parah jelek"
)
_PRAISE = _bag("bagus mantap keren puas hebat ramah cepat top salut bangga senang")
_THANKFUL = (" terima kasih ", " terimakasih ", " makasih ", " matur nuwun ")
_FOLLOWS = _bag(
    "masih belum kapan tadi kemarin juga lagi tetap sudah itu laporan lapor perkembangan"
)
_FOLLOW_RUNS = (" sampai sekarang ", " bagaimana ini ", " sudah lapor ", " laporan saya ")
_SALES = _bag(
    "hadiah undian pemenang jackpot maxwin bonus klik murah promo diskon jual pulsa pinjol cair "
    "gratis cuan komisi voucher saldo investasi profit"
)
_LINK = re.compile(r"https?://|www\.|\bbit\.ly|\bt\.me/|\bwa\.me/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text says. `topics` are codes with weights, best first. `greeting` and `thanks`
    are true when there is nothing else in it; `abuse` when there are only rude words. `delicate`:
    one of the emergencies in it, not only the gravest, is nobody else's business. `verdict`: "yes"
    it is fixed, "no" it is not; `again`: it was, and is not any more. `takes_back`: they want no
    report any more. `nameless`: hide who tells it; `secret`: keep what is told."""

    folded: str = "  "
    words: int = 0
    command: str = ""
    numbers: tuple[str, ...] = ()
    greeting: bool = False
    thanks: bool = False
    salam: bool = False
    rude: bool = False
    abuse: bool = False
    spam: bool = False
    topics: tuple[tuple[str, int], ...] = ()
    alarm: Emergency | None = None
    delicate: bool = False
    kind: str = "complaint"
    place: Found = NOWHERE
    secret: bool = False
    nameless: bool = False
    follows: bool = False
    verdict: str = ""
    again: bool = False
    takes_back: bool = False

    @property
    def topic(self) -> str:
        """The code of the best topic, or nothing."""
        return self.topics[0][0] if self.topics else ""

    @property
    def weight(self) -> int:
        return self.topics[0][1] if self.topics else 0

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, _ in self.topics)


def understand(text: str, know: Knowledge) -> Meaning:
    """Read a text. Never raises, whatever stands in it."""
    folded = know.fold(text[:4000])
    words = folded.split()
    hits = know.finder.found(folded)
    topics = know.suggest(hits)
    heard = know.heard(hits)
    rude = RUDE in heard
    command = know.commands.get(" ".join(words), "") or intents.order(words)
    verdict = command if command in ("yes", "no") else intents.verdict(folded, text)
    numbers = tuple(tickets.find(text)) if may_hold_number(text) else ()
    greeting = not know.greeting.rest(words)
    alarms = know.alarms(heard, folded)
    alarm = alarms[0] if alarms else None
    abuse = rude and not alarm and _only_abuse(words, know)
    if abuse:
        topics = ()
    return Meaning(
        folded=folded,
        words=len(words),
        command=command,
        numbers=numbers,
        greeting=greeting,
        thanks=bool(words) and not greeting and not know.idle.rest(words),
        salam=" assalam" in folded or " salam " in folded,
        rude=rude,
        abuse=abuse,
        spam=SPAM in heard or _sells(text, folded),
        topics=topics,
        alarm=alarm,
        delicate=any(one.confidential for one in alarms),
        kind="complaint" if alarm else _kind(folded, topics, know, text, verdict),
        place=know.map.find(text) if words else Found(),
        secret=intents.wants_secrecy(folded),
        nameless=intents.wants_no_name(folded),
        verdict=verdict,
        again=intents.happens_again(folded),
        takes_back=intents.takes_back(folded, words),
        follows=_follows(folded, words),
    )


def may_hold_number(text: str) -> bool:
    """Whether looking for ticket numbers is worth the time: each has at least two digits."""
    return sum(map(text.count, "123456789")) > 1 or not text.isascii()


def _only_abuse(words: list[str], know: Knowledge) -> bool:
    """Little is left beside the rude words, and what is left speaks for no topic: the dog of
    *anjing kau* is nobody's dog."""
    rest = know.abuse.rest(words)
    return len(rest) <= 3 and not know.suggest(know.finder.found(f" {' '.join(rest)} "))


def _sells(text: str, folded: str) -> bool:
    """A link beside words of a prize or a sale."""
    return bool(_LINK.search(text)) and not _SALES.isdisjoint(folded.split())


def _follows(folded: str, words: list[str]) -> bool:
    """Whether the text goes on about something said before."""
    return any(run in folded for run in _FOLLOW_RUNS) or bool(_FOLLOWS.intersection(words))


def _kind(
    folded: str, topics: tuple[tuple[str, int], ...], know: Knowledge, text: str, verdict: str
) -> str:
    """Which kind the law would call it. Asked, wished and praised are only believed where
    nothing is broken."""
    of_topic = know.topics[topics[0][0]].kind if topics else ""
    words = set(folded.split())
    broken = bool(words & _BROKEN)
    if of_topic == "oversight":
        return of_topic
    if any(run in folded for run in _WISHING_RUNS) and not broken:
        return "suggestion"
    thankful = any(run in folded for run in _THANKFUL)
    if thankful and (words & _PRAISE or verdict == "yes") and not broken and verdict != "no":
        return "appreciation"
    asking = bool(words & _ASKING) or any(run in folded for run in _ASKING_RUNS)
    if asking and (of_topic == "question" or not broken):
        return "question"
    if "?" in text and not topics and not broken:
        return "question"
    if of_topic in ("question", "appreciation") and broken:
        return "complaint"
    return of_topic or "complaint"
