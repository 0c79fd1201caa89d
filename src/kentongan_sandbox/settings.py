"""The file that the supervisor writes: which apps, which numbers, which templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class App:
    """One subscriber: where its letters go and with which secret they are sealed."""

    slug: str
    secret: str
    verify_token: str
    webhook_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One business number. `throughput` is messages per second, in and out together."""

    key: str
    phone_number_id: str
    waba_id: str
    display_phone_number: str
    verified_name: str
    app: str
    token: str
    throughput: int = 80

    @property
    def digits(self) -> str:
        return "".join(c for c in self.display_phone_number if c.isdigit())


@dataclass(frozen=True, slots=True)
class Settings:
    apps: dict[str, App]
    lines: dict[str, Line]
    templates: dict[str, list[Json]]
    public_url: str
    data: Path
    by_phone: dict[str, Line] = field(default_factory=dict)
    by_waba: dict[str, list[Line]] = field(default_factory=dict)


class BadSettings(ValueError):
    """The file cannot be used; the message says why in one sentence."""


def load(path: Path, data: Path, public_url: str = "") -> Settings:
    """Read the JSON file. Raises BadSettings with one clear sentence."""
    try:
        raw: Json = orjson.loads(path.read_bytes())
    except FileNotFoundError as absent:
        raise BadSettings(f"There is no file {path}.") from absent
    except orjson.JSONDecodeError as broken:
        raise BadSettings(f"{path} is not JSON: {broken}.") from broken
    return build(raw, data, public_url)


def build(raw: Json, data: Path, public_url: str = "") -> Settings:
    try:
        apps = {a["slug"]: App(**_only(App, a)) for a in raw["apps"]}
        lines = {n["key"]: Line(**_only(Line, n)) for n in raw["lines"]}
    except (KeyError, TypeError) as missing:
        raise BadSettings(f"The settings lack something: {missing}.") from missing
    for line in lines.values():
        if line.app not in apps:
            raise BadSettings(f"Line {line.key} names the app {line.app!r}, which is not listed.")
    settings = Settings(
        apps=apps,
        lines=lines,
        templates=raw.get("templates") or {},
        public_url=str(raw.get("public_url") or public_url).rstrip("/"),
        data=data,
    )
    for line in lines.values():
        settings.by_phone[line.phone_number_id] = line
        settings.by_waba.setdefault(line.waba_id, []).append(line)
    return settings


def _only(kind: type, given: Json) -> Json:
    """Keep the keys that the class knows, so that the file may carry more."""
    return {k: v for k, v in given.items() if k in kind.__dataclass_fields__}  # type: ignore[attr-defined]
