"""Pressing what the city offered: buttons, rows, links, a place, a number, a form."""

from __future__ import annotations

from typing import Any

import orjson

from .acts import Acts
from .content import BadAct, Content
from .inbox import shown
from .settings import Json
from .world import Message, World


class Taps:
    def __init__(self, world: World, acts: Acts, content: Content) -> None:
        self.world, self.acts, self.content = world, acts, content

    async def tap(self, spec: Json) -> Message:
        """Press something on a message of the city; returns the resident's answer."""
        target = self._target(spec)
        view = shown(target, self.world)
        if spec.get("location"):
            kind, body = await self.content.of(
                self.acts.line(target.line), {"type": "location", "location": spec["location"]}
            )
        elif "flow" in spec:
            kind, body = "interactive", _form(spec["flow"])
        else:
            kind, body = self._pressed(spec, target, view)
        line = self.acts.line(target.line)
        resident = self.world.residents[target.resident]
        context = {"from": line.digits, "id": target.id}
        return self.acts.hear(line, resident, kind, body, context=context)

    def _target(self, spec: Json) -> Message:
        """The named message, or the newest one of the chat that offers something."""
        named = spec.get("message") or spec.get("id")
        if named:
            found = self.world.messages.get(str(named))
            if found is None or not found.outbound:
                raise BadAct("There is no such message of the city.")
            return found
        line = self.acts.line(spec.get("line"))
        resident = self.acts.person(spec.get("of") or spec.get("from"))
        for message in reversed(list(self.world.thread(line.key, resident.id))):
            view = shown(message, self.world)
            if message.outbound and (view.get("buttons") or view.get("list")):
                return message
        raise BadAct("Nothing in this chat can be pressed.")

    def _pressed(self, spec: Json, target: Message, view: Json) -> tuple[str, Json]:
        wanted = next((spec[k] for k in ("button", "row", "title") if spec.get(k) is not None), 0)
        if view.get("list"):
            row = _pick(wanted, [r for s in view["list"]["sections"] for r in s["rows"]])
            reply = {k: row[k] for k in ("id", "title", "description") if row.get(k)}
            return "interactive", {"type": "list_reply", "list_reply": reply}
        button = _pick(wanted, view.get("buttons") or [])
        kind = button["kind"]
        if kind == "reply":
            reply = {"id": button["id"], "title": button["title"]}
            return "interactive", {"type": "button_reply", "button_reply": reply}
        if kind == "quick_reply":
            return "button", {"payload": button["id"], "text": button["title"]}
        if kind == "contact":
            return "contacts", self._own_card(target)
        raise BadAct(f"A button of kind {kind} sends nothing by itself.")

    def _own_card(self, target: Message) -> Json:
        """The resident's own number, given on request; from now on the city may see it."""
        resident = self.world.residents[target.resident]
        if resident.phone is None:
            tail = sum(resident.user_id.encode()) % 10_000
            self.world.renumber(resident, f"+628110077{tail:04d}")
        phone = resident.phone or ""
        resident.hide_phone = False
        self.world.touch("resident", resident.id, resident)
        card = {
            "name": {"formatted_name": resident.name, "first_name": resident.name},
            "phones": [{"phone": phone, "wa_id": phone[1:], "user_id": resident.user_id}],
            "origin": "contact_request",
        }
        return {"contacts": [card]}


def _pick(wanted: Any, offered: list[Json]) -> Json:
    """By id, by title, or by place (0 is the first)."""
    for one in offered:
        if wanted in (one.get("id"), one.get("title")):
            return one
    if isinstance(wanted, int) and 0 <= wanted < len(offered):
        return offered[wanted]
    titles = ", ".join(repr(o.get("title")) for o in offered)
    raise BadAct(f"{wanted!r} is not offered; there is {titles or 'nothing'}.")


def _form(values: Any) -> Json:
    raw = values if isinstance(values, str) else orjson.dumps(values).decode()
    reply = {"name": "flow", "body": "Sent", "response_json": raw}
    return {"type": "nfm_reply", "nfm_reply": reply}
