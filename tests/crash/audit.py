"""The reckoning: what the platform can swear to against what the house has, item by item."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import psycopg
from psycopg.rows import dict_row
from tests.crash.ground import UNKNOWN_WAIT

A_MOMENT = 0.3  # seconds between an attempt and its arrival at the platform, and back

Ledger = dict[str, Any]
Found = dict[str, list[str]]

# What may not be there for the house to be at rest.
UNREST = """
SELECT (SELECT count(*) FROM mailroom_letter WHERE unpacked_at IS NULL) AS letters,
       (SELECT count(*) FROM mailroom_message WHERE outcome = '') AS messages,
       (SELECT count(*) FROM reports_report WHERE ack_due_at IS NOT NULL) AS acknowledgements,
       (SELECT count(*) FROM mailroom_word WHERE state IN ('queued', 'sending')) AS words,
       (SELECT count(*) FROM mailroom_word WHERE state = 'unknown' AND NOT resent) AS doubts,
       (SELECT count(*) FROM mailroom_word WHERE state = 'sent') AS unread,
       (SELECT count(*) FROM mailroom_lane WHERE pending > 0 OR lease IS NOT NULL) AS lanes,
       (SELECT count(*) FROM mailroom_receipt WHERE word_id IS NULL) AS receipts,
       (SELECT count(*) FROM mailroom_file WHERE state = 'waiting') AS files
"""


def unrest() -> dict[str, int]:
    with _reading() as link:
        row = link.execute(UNREST).fetchone()
        assert row is not None
        return {name: count for name, count in row.items() if count}


def _reading() -> psycopg.Connection[dict[str, Any]]:
    """Role `backup` reads across cities and writes nowhere."""
    url = os.environ["KENTONGAN_BACKUP_URL"]
    return psycopg.connect(url, autocommit=True, row_factory=dict_row)


def audit(ledger: Ledger) -> Found:
    """Troubles by invariant; every list should be empty."""
    with _reading() as link:
        found = {
            "letters lost": _letters(link, ledger),
            "messages lost": _messages(link, ledger),
            "bursts without exactly one report and one acknowledgement": _bursts(link, ledger),
            "words sent twice": _doubled(link, ledger),
            "words sent again though their receipt was here": _hasty(ledger),
            "words that do not agree with the platform": _words(link, ledger),
            "lanes stuck": _lanes(link),
            "journals and clocks that do not agree": _journals(link),
            "files": _files(link, ledger),
            "quarantined": _sentences(link, "SELECT reason FROM mailroom_quarantine"),
        }
    return found | {"check": _check()}


def _sentences(link: psycopg.Connection[dict[str, Any]], query: str) -> list[str]:
    return [str(row) for row in link.execute(query.encode()).fetchall()]


def _letters(link: Any, ledger: Ledger) -> list[str]:
    """Acknowledged is stored, at least once, and opened."""
    rows = link.execute(
        "SELECT encode(sha256(body), 'hex') AS digest, unpacked_at IS NOT NULL AS open "
        "FROM mailroom_letter"
    ).fetchall()
    stored = Counter(row["digest"] for row in rows)
    lost = [f"acknowledged {n} times, stored {stored[d]}" for d, n in ledger["digests"].items()
            if stored[d] < n]  # fmt: skip
    return lost + [f"not opened: {row['digest']}" for row in rows if not row["open"]]


def _messages(link: Any, ledger: Ledger) -> list[str]:
    rows = link.execute(
        "SELECT external_id, outcome, taken_at, matter_id FROM mailroom_message"
    ).fetchall()
    known = {row["external_id"]: row for row in rows}
    lost = [f"{name} of {who}" for name, who in ledger["said"].items() if name not in known]
    doubled = [n for n, times in Counter(r["external_id"] for r in rows).items() if times > 1]
    open_ones = [
        name
        for name, row in known.items()
        if not row["outcome"] or row["taken_at"] is None or row["matter_id"] is None
    ]
    return lost + [f"twice: {n}" for n in doubled] + [f"without outcome: {n}" for n in open_ones]


def _bursts(link: Any, ledger: Ledger) -> list[str]:
    rows = link.execute(
        """
        SELECT a.value AS phone,
            (SELECT array_agg(ARRAY[m.state, m.received_at::text, m.created_at::text, r.text])
             FROM cases_matter m JOIN reports_report r ON r.matter_id = m.id
             WHERE m.contact_id = a.contact_id) AS reports,
            (SELECT count(*) FROM mailroom_word w
             WHERE w.contact_id = a.contact_id AND w.purpose = 'acknowledgement') AS acks
        FROM people_contactaddress a WHERE a.kind = 'phone'
        """
    ).fetchall()
    known = {row["phone"].lstrip("+"): row for row in rows}
    found = []
    for who in sorted(set(ledger["said"].values())):
        reports = known.get(who, {}).get("reports") or []
        acks = known.get(who, {}).get("acks")
        if len(reports) != 1 or acks != 1:
            found.append(f"{who}: {acks} acknowledgements, {len(reports)} reports: {reports}")
    return found


def _doubled(link: Any, ledger: Ledger) -> list[str]:
    """Twice only as the documented single resend after doubt; nothing that is not ours."""
    resent = {
        str(row["ref"]): row["resent"]
        for row in link.execute("SELECT ref, resent FROM mailroom_word").fetchall()
    }
    taken = Counter(ref for ref, _, _ in ledger["taken"])
    return [
        f"{ref}: {n} times, resent: {resent.get(ref)}"
        for ref, n in taken.items()
        if ref not in resent or n > 1 + resent[ref]
    ]


def _hasty(ledger: Ledger) -> list[str]:
    """A receipt that came in while we waited is proof: then nothing is sent again."""
    first: dict[str, tuple[str, float]] = {}
    found = []
    for ref, wamid, at in ledger["taken"]:
        if ref in first:
            before, sent_at = first[ref]
            heard = min(ledger["told"].get(before, {}).values(), default=at)
            if heard < sent_at + UNKNOWN_WAIT - A_MOMENT:
                found.append(
                    f"{ref}: heard after {heard - sent_at:.1f} s, again {at - sent_at:.1f}"
                )
        first.setdefault(ref, (wamid, at))
    return found


def _words(link: Any, ledger: Ledger) -> list[str]:
    """What the platform took and reported as read is read here; what we call sent, it took."""
    rows = link.execute(
        "SELECT ref, state, resent, lease, external_id, purpose FROM mailroom_word "
        "WHERE purpose <> 'typing'"
    ).fetchall()
    wamids: dict[str, set[str]] = {}
    for ref, wamid, _ in ledger["taken"]:
        wamids.setdefault(ref, set()).add(wamid)
    found = []
    for row in rows:
        ref, mine = str(row["ref"]), wamids.get(str(row["ref"]), set())
        read = any("read" in ledger["told"].get(wamid, ()) for wamid in mine)
        in_doubt = row["state"] == "unknown" and row["resent"] and not mine
        if not in_doubt and not (row["state"] == "read" and read and row["external_id"] in mine):
            found.append(f"{ref} {row['purpose']} is {row['state']}, the platform has {mine}")
        if row["lease"] is not None:
            found.append(f"{ref} still carries a lease")
    return found


def _lanes(link: Any) -> list[str]:
    return _sentences(
        link,
        """
        SELECT l.id, l.way, l.pending, l.lease_until, n.waiting FROM mailroom_lane l,
        LATERAL (SELECT CASE l.way
            WHEN 'out' THEN (SELECT count(*) FROM mailroom_word w WHERE w.state = 'queued'
                             AND w.contact_id = l.contact_id AND w.line_id = l.line_id)
            ELSE (SELECT count(*) FROM mailroom_message m WHERE m.outcome = ''
                  AND m.contact_id = l.contact_id AND m.line_id = l.line_id) END AS waiting) n
        WHERE l.pending <> n.waiting OR l.lease IS NOT NULL
        """,
    )


def _journals(link: Any) -> list[str]:
    """One `receive`; each line begins where the one before ended; the last is the state; clocks
    of each kind that run: one while open, none after the end."""
    rows = link.execute(
        """
        SELECT m.number, m.state, m.ended_at IS NOT NULL AS ended,
            (SELECT array_agg(ARRAY[j.verb, j.from_state, j.to_state] ORDER BY j.id)
             FROM cases_journalline j WHERE j.matter_id = m.id) AS lines,
            (SELECT array_agg(d.clock::text ORDER BY d.clock) FROM cases_deadline d
             WHERE d.matter_id = m.id AND d.ended_at IS NULL) AS clocks
        FROM cases_matter m
        """
    ).fetchall()
    found = []
    for row in rows:
        lines = row["lines"] or []
        verbs = Counter(verb for verb, _, _ in lines)
        steps = [(a[2], b[1]) for a, b in pairwise(lines)]
        whole = lines and lines[0][0] == "receive" and lines[-1][2] == row["state"]
        once = all(verbs[v] <= 1 for v in ("receive", "verify", "dispose", "answer", "reply"))
        clocks = [] if row["ended"] else ["matter", "step"]
        if not (whole and once and all(a == b for a, b in steps)):
            found.append(f"{row['number']} {row['state']}: {lines}")
        if (row["clocks"] or []) != clocks:
            found.append(f"{row['number']} {row['state']}: running clocks {row['clocks']}")
    return found


def _files(link: Any, ledger: Ledger) -> list[str]:
    rows = link.execute("SELECT state, sha256 FROM mailroom_file").fetchall()
    missing = [str(row) for row in rows if row["state"] != "ready" or not row["sha256"]]
    number = [] if len(rows) == ledger["photos"] else [f"{len(rows)} of {ledger['photos']}"]
    return missing + number


def _check() -> list[str]:
    """`check` as it will speak in two hours, when nothing has the excuse of being recent."""
    from django.utils import timezone

    from kentongan.cities.models import City
    from kentongan.dashboards.check import house, of_city

    later = timezone.now() + timedelta(hours=2)
    findings = [house(later), *(of_city(city, later) for city in City.objects.all())]
    excused = {"workers"}  # they were stopped
    with _reading() as link:
        row = link.execute(
            "SELECT count(*) AS n FROM mailroom_word WHERE state = 'unknown' AND resent"
        ).fetchone()
    if row and row["n"]:
        excused.add("words_unknown")  # an officer decides
    return [
        f"{found.city or 'house'}: {rule.code} = {rule.figure}"
        for found in findings
        for rule in found.broken
        if rule.code not in excused
    ]
