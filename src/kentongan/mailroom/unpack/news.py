"""News about our own lines: kept once, and acted on where the platform took something away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from kentongan.channels.wire import LineNews
from kentongan.mailroom.insert import insert_new
from kentongan.mailroom.models import Line, Template
from kentongan.mailroom.statuses import STATUSES
from kentongan.mailroom.unpack.item import Item, digest

COLUMNS = {
    "line_id": "bigint", "kind": "text", "at": "timestamptz", "body": "jsonb", "digest": "text",
}  # fmt: skip
UNTIL_FURTHER_NOTICE = timedelta(days=3650)
# Only this restriction keeps us from answering; the other one stops templates alone.
MAY_NOT_ANSWER = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"


def record(
    named: Sequence[tuple[Item, Line]],
    accounts: Sequence[Item],
    lines: Iterable[Line],
    now: datetime,
) -> list[Item]:
    """Returns those of `accounts` that concerned a line of this city."""
    concerns = [*named]
    for item in accounts:
        concerns += [(item, line) for line in _of_account(item.event, lines)]
    by_key = {(line.pk, digest(item.event.external_id)): (item, line) for item, line in concerns}
    rows = [_row(item, line) for item, line in concerns]
    for line_id, name in insert_new("mailroom_lineevent", COLUMNS, rows, ("line_id", "digest")):
        item, line = by_key[(line_id, name)]
        assert isinstance(item.event, LineNews)
        act = ACTS.get(item.event.kind)
        if act:
            act(line, item.event.body, now)
    found = {id(item) for item, _ in concerns}
    return [item for item in accounts if id(item) in found]


def _row(item: Item, line: Line) -> tuple[Any, ...]:
    assert isinstance(item.event, LineNews)
    body = json.dumps(item.event.body, ensure_ascii=False)
    return line.pk, item.event.kind[:60], item.at, body, digest(item.event.external_id)


def _of_account(event: object, lines: Iterable[Line]) -> list[Line]:
    """The lines of a business account; only one of them where the news says which number."""
    if not isinstance(event, LineNews):
        return []
    found = [line for line in lines if line.account and line.account == event.account]
    number = _digits(
        _text(event.body, "display_phone_number", 40) or _text(event.body, "phone_number", 40)
    )
    return [line for line in found if number and _digits(line.display) == number] or found


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


# -- what we do about it


def _quality(line: Line, body: Mapping[str, Any], now: datetime) -> None:
    Line.objects.filter(pk=line.pk).update(quality=_text(body, "event", 20))


def _template(line: Line, body: Mapping[str, Any], now: datetime) -> None:
    status = STATUSES.get(_text(body, "event", 40))
    if status:
        reason = _text(body, "reason", 500)
        _named(line, body).update(
            status=status, reason="" if reason == "NONE" else reason, checked_at=now
        )


def _category(line: Line, body: Mapping[str, Any], now: datetime) -> None:
    """A template made "marketing" costs many times more: the event is the alarm."""
    category = _text(body, "new_category", 20).lower()
    if category:
        _named(line, body).update(category=category, checked_at=now)


def _named(line: Line, body: Mapping[str, Any]) -> Any:
    language = _text(body, "message_template_language", 10)
    templates = Template.objects.filter(line=line, name=_text(body, "message_template_name", 100))
    return templates.filter(language=language) if language else templates


def _account(line: Line, body: Mapping[str, Any], now: datetime) -> None:
    """A restricted line sends nothing; it never stops receiving."""
    ban = _record(body, "ban_info").get("waba_ban_state")
    states = {str(state) for state in (ban if isinstance(ban, list) else [ban])}
    if "REINSTATE" in states:
        Line.objects.filter(pk=line.pk).update(paused_until=None, paused_reason="")
    elif "DISABLE" in states:
        _pause(line, now + UNTIL_FURTHER_NOTICE, "akun dinonaktifkan oleh platform")
    else:
        until = _restricted_until(body, now)
        if until:
            _pause(line, until, "platform membatasi pengiriman dari akun ini")


def _restricted_until(body: Mapping[str, Any], now: datetime) -> datetime | None:
    found = body.get("restriction_info")
    entries = (
        [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
    )
    ends = [_end(e, now) for e in entries if e.get("restriction_type") == MAY_NOT_ANSWER]
    return max(ends, default=None)


def _end(entry: Mapping[str, Any], now: datetime) -> datetime:
    given = str(entry.get("expiration") or "")
    if given.isdigit() and len(given) <= 10:
        return datetime.fromtimestamp(int(given), UTC)
    return now + UNTIL_FURTHER_NOTICE


def _pause(line: Line, until: datetime, reason: str) -> None:
    Line.objects.filter(pk=line.pk).update(paused_until=until, paused_reason=reason)


def _text(body: Mapping[str, Any], key: str, most: int) -> str:
    value = body.get(key)
    return value[:most] if isinstance(value, str) else ""


def _record(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = body.get(key)
    return value if isinstance(value, dict) else {}


ACTS: Mapping[str, Callable[[Line, Mapping[str, Any], datetime], None]] = {
    "phone_number_quality_update": _quality,
    "message_template_status_update": _template,
    "template_category_update": _category,
    "account_update": _account,
}
