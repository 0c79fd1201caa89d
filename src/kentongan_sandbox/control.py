"""The control API: everything under /sandbox/, for scripts and for the page."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from .acts import Acts
from .content import BadAct, Content
from .faults import BadFault, Faults, merge, shown
from .graph.door import Graph
from .graph.media import KINDS
from .inbox import chat_shown, resident_shown
from .inbox import shown as message_shown
from .phone_app import PhoneApp
from .post import Post
from .receipts import Receipts
from .settings import Json
from .tap import Taps
from .wire import Answer, BadBody, Request, TooBig, answer, part_of
from .world import Message, Resident, World

BODY_CAP = 140_000_000  # base64 of the largest document, with its JSON around
Handler = Callable[[Json], Awaitable[Any] | Any]


class Control:
    def __init__(self, world: World, post: Post, receipts: Receipts, graph: Graph) -> None:
        self.world, self.post, self.receipts, self.graph = world, post, receipts, graph
        content = Content(graph.media)
        self.acts = Acts(world, post, graph.limits, content)
        self.taps = Taps(world, self.acts, content)
        self.app = PhoneApp(world, post, self.acts, content)
        self.posts: dict[str, Handler] = {
            "say": self.acts.say,
            "tap": self.taps.tap,
            "edit": self.acts.edit,
            "revoke": self.acts.revoke,
            "react": self.acts.react,
            "number-change": self.acts.change_number,
            "preferences": self.acts.prefer,
            "app-say": self.app.say,
            "history": self.app.history,
            "read": self._read,
            "residents": self._resident,
            "faults": self._set_faults,
            "retry": lambda spec: {"letters": self.post.hurry()},
            "templates": self._template,
        }
        self.gets: dict[str, Handler] = {
            "inbox": self._inbox,
            "stats": self._stats,
            "faults": lambda query: self._faults(),
            "state": self._state,
            "thread": self._thread,
            "templates": self._templates,
        }

    async def __call__(self, request: Request) -> Answer:
        name = request.path.removeprefix("/sandbox/").strip("/")
        try:
            if request.method == "DELETE" and name == "faults":
                return answer(self._set_faults({}))
            if name.startswith("media/") and request.method == "GET":
                return await self._medium(name.removeprefix("media/"), request.header(b"range"))
            table = self.gets if request.method in ("GET", "HEAD") else self.posts
            handler = table.get(name)
            if handler is None:
                return answer({"error": "There is no such thing here."}, 404)
            given = request.query if table is self.gets else await request.json(BODY_CAP)
            return answer(await _done(handler(given)))
        except (BadAct, BadFault, BadBody, ValueError) as wrong:
            return answer({"error": str(wrong)}, 400)
        except TooBig:
            return answer({"error": "The body is too large."}, 413)

    # -- faults -------------------------------------------------------------------------

    def _faults(self) -> Json:
        return {key: shown(faults) for key, faults in self.world.faults.items()}

    def _set_faults(self, spec: Json) -> Json:
        """{} resets all; {"line": …, fault: …} one line; {"<line>": {…}} several."""
        spec = dict(spec)
        wanted: dict[str, Json] = {}
        lines = self.world.settings.lines
        if not spec:
            wanted = {key: {} for key in lines}
        elif spec.get("line"):
            wanted = {self.acts.line(spec.pop("line")).key: spec}
        elif all(k in lines and isinstance(v, dict) for k, v in spec.items()):
            wanted = spec
        else:
            spec.pop("line", None)
            wanted = dict.fromkeys(lines, spec)
        merged = {k: merge(self.world.faults[k], v) if v else Faults() for k, v in wanted.items()}
        for key, faults in merged.items():
            self._weather(key, faults)
        return self._faults()

    def _weather(self, key: str, faults: Faults) -> None:
        held = self.world.faults[key].hold_receipts
        self.world.faults[key] = faults
        if held and not faults.hold_receipts:
            self.post.release(key)
        self.world.stirred(key, "")
        self.world.touch("desk", "desk", None)

    # -- reading ------------------------------------------------------------------------

    def _inbox(self, query: dict[str, str]) -> Json:
        """What a resident has received, oldest first; `since` is an n or a message id."""
        resident = self._known(query)
        if resident is None:
            return {"of": None, "messages": [], "n": 0}
        lines = (
            [self.acts.line(query["line"]).key] if query.get("line") else list(self.world.faults)
        )
        since = self._since(query.get("since", ""))
        found: list[Message] = []
        for line in lines:
            found += [m for m in self.world.thread(line, resident.id) if m.outbound and m.n > since]
            if query.get("mark_read") in ("1", "true"):
                self.receipts.read(line, resident.id)
        found.sort(key=lambda m: m.n)
        return {
            "of": resident_shown(resident),
            "messages": [message_shown(m, self.world) for m in found],
            "n": found[-1].n if found else since,
        }

    def _since(self, given: str) -> int:
        if given.isdigit():
            return int(given)
        message = self.world.messages.get(given)
        return message.n if message else 0

    def _thread(self, query: dict[str, str]) -> Json:
        line, resident = self.acts.line(query.get("line")), self._known(query)
        if resident is None:
            return {"messages": []}
        thread = self.world.thread(line.key, resident.id)
        return {"messages": [message_shown(m, self.world) for m in thread]}

    def _known(self, query: dict[str, str]) -> Resident | None:
        wanted = query.get("of", "").strip()
        if not wanted:
            raise BadAct("Say whose: of.")
        return self.acts.known({"phone": wanted}) or self.acts.known({"username": wanted})

    def _state(self, query: dict[str, str]) -> Json:
        """All the page needs to begin: lines, residents, chats, faults, the mood of the post."""
        lines = [
            {"key": n.key, "name": n.verified_name, "phone": n.display_phone_number}
            for n in self.world.settings.lines.values()
        ]
        people = [r for r in self.world.residents.values() if r.persona or self._talked(r)]
        return {
            "now": time.time(),
            "lines": lines,
            "residents": [resident_shown(r) for r in people],
            "chats": [chat_shown(c, self.world) for c in self._chats(people)],
            "faults": self._faults(),
            "post": self._stats(query),
        }

    def _talked(self, resident: Resident) -> bool:
        """Whether somebody ever wrote from this number: receivers of a broadcast stay out."""
        keys = ((line, resident.id) for line in self.world.settings.lines)
        return any(k in self.world.chats and self.world.chats[k].last_inbound for k in keys)

    def _chats(self, people: list[Resident]) -> list[Any]:
        keys = [(line, r.id) for line in self.world.settings.lines for r in people]
        return [self.world.chats[k] for k in keys if k in self.world.chats]

    def _stats(self, query: dict[str, str]) -> Json:
        waiting = self.post.waiting()
        return {
            "waiting": waiting,
            "undelivered": sum(
                w["items"] + w["retrying"] + w["under_way"] for w in waiting.values()
            ),
            "handshakes": {slug: asdict(state) for slug, state in self.post.handshakes.items()},
            "counts": dict(self.world.counts),
            "messages": len(self.world.messages),
            "residents": len(self.world.residents),
            "clock": {key: int(self.world.clock(key)) for key in self.world.faults},
        }

    # -- acting -------------------------------------------------------------------------

    def _read(self, spec: Json) -> Json:
        line, resident = self.acts.line(spec.get("line")), self.acts.person(spec.get("of"))
        return {"read": self.receipts.read(line.key, resident.id, spec.get("message"))}

    def _resident(self, spec: Json) -> Json:
        """Add a person to the phone, or change what is said of one."""
        who = {k: spec[k] for k in ("id", "phone", "user_id", "username") if spec.get(k)}
        resident = self.acts.person(who, {"persona": True, **spec})
        self.world.stirred(spec.get("home") or next(iter(self.world.faults)), resident.id)
        return resident_shown(resident)

    def _template(self, spec: Json) -> Json:
        """Approve, reject, pause or disable a template by hand."""
        status = str(spec.get("status", "")).upper()
        if status not in ("APPROVED", "REJECTED", "PAUSED", "DISABLED"):
            raise BadAct("status is one of APPROVED, REJECTED, PAUSED, DISABLED.")
        for one in list(self.world.templates.values()):
            if spec.get("id") == one["id"] or spec.get("name") == one["name"]:
                return self.graph.templates.set_status(one["id"], status)
        raise BadAct("There is no such template.")

    def _templates(self, query: dict[str, str]) -> Json:
        return {"templates": list(self.world.templates.values())}

    async def _medium(self, media_id: str, wanted: str) -> Answer:
        """A file for the page; only types that a browser cannot be tricked with are shown."""
        record = self.world.media.get(media_id)
        if record is None:
            return answer({"error": "There is no such file."}, 404)
        kind = record["mime_type"] if record["mime_type"].split(";")[0] in KINDS else ""
        headers = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"max-age=86400"))
        raw = await self.graph.media.raw(media_id)
        whole = Answer(200, raw, (kind or "application/octet-stream").encode(), headers)
        return part_of(whole, wanted)


async def _done(found: Any) -> Any:
    """The JSON for what an act returned: a message, a message id, or JSON already."""
    if isinstance(found, Awaitable):
        found = await found
    if isinstance(found, Message):
        return {"id": found.id, "n": found.n, "type": found.type, "status": found.status}
    return {"id": found} if isinstance(found, str) else found
