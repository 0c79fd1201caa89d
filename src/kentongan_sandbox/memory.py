"""The sandbox's memory on disk: one SQLite table, written in batches behind the work.

What was changed since the last half second is written in one transaction. A crash loses at most
that half second; a normal stop loses nothing.
"""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import orjson

from .faults import merge
from .post import Letter, Post
from .settings import Json
from .world import Chat, Key, Message, Resident, World

EVERY = 0.5  # seconds between two writes

SCHEMA = """
CREATE TABLE IF NOT EXISTS thing (
    kind TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID
"""


class Memory:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(folder / "sandbox.sqlite3", check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=OFF")
        self.db.execute(SCHEMA)
        self.written: set[Key] = set()
        self.lock = asyncio.Lock()

    # -- reading ------------------------------------------------------------------

    def load(self, world: World, post: Post) -> None:
        """Put everything that was remembered back into the world."""
        found = {
            kind: [orjson.loads(body) for body in bodies]
            for kind, bodies in self._all_bodies().items()
        }
        for row in found.get("resident", []):
            world.add(Resident(**row))
        for row in sorted(found.get("message", []), key=lambda m: m["n"]):
            message = Message(**row)
            world.messages[message.id] = message
            world.n = max(world.n, message.n)
        for row in found.get("chat", []):
            self._chat(world, row)
        world.media = {row["id"]: row for row in found.get("media", [])}
        world.templates = {row["id"]: row for row in found.get("template", [])}
        for row in found.get("desk", []):
            self._desk(world, row)
        world.dirty.clear()
        post.restore(found.get("letter", []))

    def _all_bodies(self) -> dict[str, list[bytes]]:
        found: dict[str, list[bytes]] = {}
        for kind, key, body in self.db.execute("SELECT kind, key, body FROM thing"):
            found.setdefault(kind, []).append(body)
            self.written.add((kind, key))
        return found

    @staticmethod
    def _chat(world: World, row: Json) -> None:
        chat = Chat(**row)
        if chat.line in world.settings.lines and chat.resident in world.residents:
            world.chats[(chat.line, chat.resident)] = chat

    @staticmethod
    def _desk(world: World, row: Json) -> None:
        world.unsubscribed = set(row["unsubscribed"])
        world.free_service = row["free_service"]
        world.counts = row["counts"]
        for line, faults in row["faults"].items():
            if line in world.faults:
                world.faults[line] = merge(world.faults[line], faults)

    # -- writing ------------------------------------------------------------------

    async def keep_writing(self, world: World) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self.write(world)

    async def write(self, world: World) -> None:
        async with self.lock:
            if not world.dirty:
                return
            changed, world.dirty = world.dirty, {}
            self._note_desk(world, changed)
            keep, drop = self._sorted(changed)
            await asyncio.to_thread(self._write, keep, drop)

    def _sorted(self, changed: dict[Key, Any]) -> tuple[list[tuple[str, str, bytes]], list[Key]]:
        """Rows to write and rows to drop; what was born and died in between costs nothing."""
        keep, drop = [], []
        for key, thing in changed.items():
            if thing is not None:
                keep.append((*key, orjson.dumps(_plain(thing))))
                self.written.add(key)
            elif key in self.written:
                drop.append(key)
                self.written.discard(key)
        return keep, drop

    def _write(self, keep: list[tuple[str, str, bytes]], drop: list[Key]) -> None:
        with self.db:
            self.db.executemany("INSERT OR REPLACE INTO thing VALUES (?, ?, ?)", keep)
            self.db.executemany("DELETE FROM thing WHERE kind = ? AND key = ?", drop)

    @staticmethod
    def _note_desk(world: World, changed: dict[Key, Any]) -> None:
        changed[("desk", "desk")] = {
            "unsubscribed": sorted(world.unsubscribed),
            "free_service": world.free_service,
            "counts": world.counts,
            "faults": {key: asdict(faults) for key, faults in world.faults.items()},
        }

    def close(self) -> None:
        self.db.close()


def _plain(thing: Any) -> Any:
    if isinstance(thing, Letter):
        return thing.record()
    return _fields(thing) if is_dataclass(thing) else thing


def _fields(thing: Any) -> Json:
    """The fields as they are; unlike asdict it does not copy what is inside."""
    return {name: getattr(thing, name) for name in thing.__slots__}
