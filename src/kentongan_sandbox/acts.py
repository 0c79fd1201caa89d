"""What residents and the phone app do: say, press, edit, take back, react, change number."""

from __future__ import annotations

import time
from typing import Any

from . import letters
from .content import BadAct, Content
from .graph.limits import Limits
from .letters import Item
from .post import Post
from .settings import Json, Line
from .world import Message, Resident, World, new_user_id, new_wamid

EDIT_WITHIN, REVOKE_WITHIN = 15 * 60, 2 * 86_400  # seconds, as the platform allows them


class Acts:
    def __init__(self, world: World, post: Post, limits: Limits, content: Content) -> None:
        self.world, self.post, self.limits, self.content = world, post, limits, content

    # -- who and where -------------------------------------------------------------------

    def line(self, wanted: Any) -> Line:
        lines = self.world.settings.lines
        if not wanted and len(lines) == 1:
            return next(iter(lines.values()))
        found = lines.get(str(wanted)) or self.world.line_of_phone(str(wanted))
        if found is None:
            raise BadAct(f"There is no line {wanted!r}; there are {', '.join(lines)}.")
        return found

    def person(self, wanted: Any, more: Json | None = None) -> Resident:
        """A resident by phone, persona id or {"user_id"|"username"|"phone": …}.

        Somebody unknown is made on the spot; without a phone they go by username.
        """
        more = more or {}
        given = wanted if isinstance(wanted, dict) else {"phone": wanted}
        found = self.known(given)
        if found is None:
            found = self._newcomer(given, more)
        self._dress(found, {**given, **more})
        return found

    def known(self, given: Json) -> Resident | None:
        world = self.world
        if given.get("user_id"):
            return world.with_user_id(str(given["user_id"]))
        if given.get("username") and not given.get("phone"):
            named = (r for r in world.residents.values() if r.username == given["username"])
            return next(named, None)
        key = str(given.get("phone") or given.get("id") or "")
        return world.residents.get(key) or world.with_user_id(key) or world.with_phone(_phone(key))

    def _newcomer(self, given: Json, more: Json) -> Resident:
        phone = _phone(str(given.get("phone") or ""))
        if phone == "+" and not (given.get("user_id") or given.get("username")):
            raise BadAct('Say who it is: a phone number, or {"user_id": …}.')
        name = more.get("name") or given.get("name") or given.get("username")
        if phone != "+":
            return self.world.someone(phone, name=name)
        return self.world.someone(
            None,
            name=name,
            user_id=given.get("user_id"),
            username=given.get("username") or "warga." + str(given.get("user_id", ""))[-6:].lower(),
            hide_phone=True,
        )

    def _dress(self, resident: Resident, given: Json) -> None:
        """Take over what the caller says about the person."""
        changed = False
        for name in (
            "name", "username", "hide_phone", "home", "about", "persona",
            "undeliverable", "marketing_stopped", "blocked",
        ):  # fmt: skip
            if name in given and given[name] != getattr(resident, name):
                setattr(resident, name, given[name])
                changed = True
        if changed:
            self.world.touch("resident", resident.id, resident)

    # -- saying --------------------------------------------------------------------------

    async def say(self, spec: Json) -> Message:
        """A resident writes. Returns the message that the city will be told of."""
        line = self.line(spec.get("line"))
        who = spec.get("from") or spec.get("of")
        resident = self.person(who, {k: spec[k] for k in ("name", "username") if k in spec})
        kind, body = await self.content.of(line, spec)
        context = self._context(line, spec)
        return self.hear(line, resident, kind, body, context=context, at=spec.get("timestamp"))

    def hear(self, line: Line, resident: Resident, kind: str, body: Json, **more: Any) -> Message:
        """Put a resident's message into the chat and on its way. more: context, at."""
        now = int(time.time())
        message = Message(
            id=new_wamid(),
            n=self.world.next_n(),
            line=line.key,
            resident=resident.id,
            outbound=False,
            type=kind,
            at=int(more.get("at") or now),
            body=body,
            context=more.get("context"),
            status="sent",
        )
        chat = self.world.chat(line.key, resident.id)
        chat.last_inbound = self.world.clock(line.key)
        self.limits.spend(line)
        self.world.keep(message)
        self.world.count("said")
        self.post.put(letters.inbound(self.world, message, resident))
        return message

    def _context(self, line: Line, spec: Json) -> Json | None:
        context: Json = {}
        quoted = spec.get("reply_to")
        if quoted:
            target = self.world.messages.get(str(quoted))
            by_city = target is None or target.outbound
            whose = line.digits if by_city else self.world.residents[target.resident].wa_id  # type: ignore[union-attr]
            context = {"id": quoted, **({"from": whose} if whose else {})}
        if spec.get("forwarded"):
            context["forwarded"] = True
        if spec.get("frequently_forwarded"):
            context["frequently_forwarded"] = True
        return {**context, **(spec.get("context") or {})} or None

    # -- second thoughts -----------------------------------------------------------------

    def edit(self, spec: Json) -> str:
        message = self._own(spec, EDIT_WITHIN)
        words = str(spec.get("text") or "")
        if not words:
            raise BadAct("Say the new words: text.")
        inner: Json = {"type": message.type, message.type: self._reworded(message, words)}
        if message.context:
            inner["context"] = message.context
        message.edits.append({"at": int(time.time()), "body": message.body})
        message.body = inner[message.type]
        return self._about(message, "edit", {"original_message_id": message.id, "message": inner})

    def revoke(self, spec: Json) -> str:
        message = self._own(spec, REVOKE_WITHIN)
        message.revoked = True
        return self._about(message, "revoke", {"original_message_id": message.id})

    def react(self, spec: Json) -> str:
        message = self._message(spec)
        emoji = str(spec.get("emoji") or "")
        content: Json = {"message_id": message.id}
        if emoji:
            message.reactions["resident"] = content["emoji"] = emoji
        else:
            message.reactions.pop("resident", None)
        return self._about(message, "reaction", content)

    def _about(self, message: Message, kind: str, content: Json) -> str:
        wamid = new_wamid()
        resident = self.world.residents[message.resident]
        chat = self.world.chat(message.line, resident.id)
        chat.last_inbound = self.world.clock(message.line)
        self.post.put(
            letters.event(message.line, resident, wamid, int(time.time()), (kind, content))
        )
        self.world.changed(message)
        return wamid

    def _own(self, spec: Json, within: int) -> Message:
        message = self._message(spec)
        if message.outbound:
            raise BadAct("Only the resident's own message can be changed.")
        too_late = self.world.clock(message.line) - message.at > within
        if too_late and not spec.get("force"):
            raise BadAct("It is too late for that; send force to do it anyway.")
        return message

    def _message(self, spec: Json) -> Message:
        found = self.world.messages.get(str(spec.get("message") or spec.get("id")))
        if found is None:
            raise BadAct("There is no such message.")
        return found

    @staticmethod
    def _reworded(message: Message, words: str) -> Json:
        if message.type == "text":
            return {"body": words}
        if message.type in ("image", "video", "document"):
            return {**message.body, "caption": words}
        raise BadAct("Only words and captions can be edited.")

    # -- number and preferences ------------------------------------------------------------

    def change_number(self, spec: Json) -> Json:
        """The resident takes a new number: the same person, a new business-scoped id."""
        resident = self.person(spec.get("of") or spec.get("from"))
        new = _phone(str(spec.get("to") or ""))
        if len(new) < 8 or self.world.with_phone(new) is not None:
            raise BadAct("Say a new number that nobody has: to.")
        old_wa, old_user = resident.shown_wa_id, resident.user_id
        self.world.by_user_id.pop(old_user, None)
        resident.user_id = new_user_id()
        self.world.by_user_id[resident.user_id] = resident.id
        self.world.renumber(resident, new)
        content: Json = {
            "body": f"{resident.name} berganti nomor dari {old_wa or old_user} ke {new[1:]}",
            "wa_id": new[1:],
            "user_id": resident.user_id,
            "type": "user_changed_number",
        }
        wamids = []
        for line, who in list(self.world.chats):
            if who == resident.id:
                wamids.append(self._changed_number(line, resident, old_wa, content))
        return {"id": wamids[0] if wamids else None, "ids": wamids, "user_id": resident.user_id}

    def _changed_number(
        self, line: str, resident: Resident, old_wa: str | None, content: Json
    ) -> str:
        wamid, now = new_wamid(), int(time.time())
        self.world.keep(
            Message(
                wamid, self.world.next_n(), line, resident.id, False, "system", now,
                {"body": content["body"]}, status="sent",
            )
        )  # fmt: skip
        self.post.put(letters.system(line, old_wa, wamid, now, content))
        return wamid

    def prefer(self, spec: Json) -> Json:
        """Stop or resume marketing messages, from the menu of the chat."""
        line = self.line(spec.get("line"))
        resident = self.person(spec.get("of") or spec.get("from"))
        value = "resume" if spec.get("value") == "resume" else "stop"
        resident.marketing_stopped = value == "stop"
        self.world.touch("resident", resident.id, resident)
        payload: Json = {
            "user_id": resident.user_id,
            "detail": f"The person chose to {value} marketing messages",
            "category": "marketing_messages",
            "value": value,
            "timestamp": int(time.time()),
        }
        if resident.shown_wa_id:
            payload["wa_id"] = resident.shown_wa_id
        contact = letters.contact(resident)
        item = Item(line.key, "user_preferences", "user_preferences", payload, contact)
        self.post.put(item)
        return {"value": value, "user_id": resident.user_id}


def _phone(given: str) -> str:
    """E.164 with plus, from the ways people write an Indonesian number."""
    digits = "".join(c for c in given if c.isdigit()) if not given.startswith("ID.") else ""
    return "+62" + digits[1:] if digits.startswith("0") else "+" + digits
