"""POST /{phone_number_id}/messages: refuse as the platform would, or accept."""

from __future__ import annotations

import asyncio
import re
import time

from ..post import Post
from ..receipts import Receipts
from ..settings import Json, Line
from ..wire import Answer, Request, answer
from ..world import Chat, Message, Resident, World, new_wamid
from . import wording
from .checks import MEDIA_KINDS, bad, check, check_envelope, missing
from .errors import GraphError
from .limits import Limits
from .links import Links
from .media import Media
from .templates import Templates

PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,19}")
TYPING_FOR = 25.0  # seconds that the three dots stay unless an answer comes
DEAF_FOR = 120.0  # seconds a client is left without the answer it waits for
TEMPLATE_STATES = {"PAUSED": 132015, "DISABLED": 132016}


class Sending:
    def __init__(self, world: World, post: Post, receipts: Receipts, limits: Limits) -> None:
        self.world, self.receipts, self.limits = world, receipts, limits
        self.templates = Templates(world, post)
        self.media = Media(world)
        self.links = Links(world, post.courier, self.media, receipts)
        self.closing = asyncio.Event()

    async def messages(self, request: Request, line: Line, version: float) -> Answer | None:
        body = await request.json()
        faults = self.world.faults[line.key]
        self.world.count("sends")
        if faults.use_5xx():
            raise GraphError(2, "The service is overloaded for a moment.")
        code = faults.use_error()
        if code:
            raise GraphError(code, "Asked for by a fault switch.")
        check_envelope(body)
        if body.get("status"):
            return self._mark_read(line, body)
        message = self._accept(line, body, version)
        if faults.use_timeout():
            await self._say_nothing()
            return None
        return answer(self._accepted(body, message))

    # -- accept -----------------------------------------------------------------------

    def _accept(self, line: Line, body: Json, version: float) -> Message:
        kind = str(body.get("type") or "text")
        content = check(kind, body)
        resident = self._recipient(line, body)
        chat = self.world.chat(line.key, resident.id)
        self.limits.check_throughput(line)
        message = Message(
            id=new_wamid(),
            n=self.world.next_n(),
            line=line.key,
            resident=resident.id,
            outbound=True,
            type=kind,
            at=int(time.time()),
            body=content,
            callback=body.get("biz_opaque_callback_data"),
            version=version,
        )
        self._answer_to(message, body.get("context"))
        if kind in MEDIA_KINDS:
            self._check_media(line, kind, content)
        header = (content.get("header") or {}) if kind == "interactive" else {}
        if header.get("type") in MEDIA_KINDS:
            self._check_media(line, header["type"], header.get(header["type"]) or {})
        if kind == "template":
            self._dress(line, message, content)
        try:
            self._allowed(line, message, resident, chat)
        except GraphError as refusal:
            if not self.world.faults[line.key].errors_by_webhook or refusal.code == 131056:
                raise
            message.errors = [refusal.as_status()]
        self._store(message, chat)
        return message

    def _allowed(self, line: Line, message: Message, resident: Resident, chat: Chat) -> None:
        """Refusals that depend on the person and on time."""
        if resident.wa_id == line.digits:
            raise GraphError(131021, "The number cannot write to itself.")
        if resident.undeliverable:
            raise GraphError(131026, "This number cannot receive the message.")
        if message.type != "template":
            self.limits.check_window(line, chat)
        elif message.category == "marketing" and resident.marketing_stopped:
            raise GraphError(131050, "This person has stopped marketing messages.")
        elif message.category == "authentication" and resident.phone is None:
            raise GraphError(131062, "An authentication template needs a phone number.")
        self.limits.check_pair(line, chat)

    def _store(self, message: Message, chat: Chat) -> None:
        chat.typing_until = 0.0
        if message.type == "reaction":
            self._react(message)
        if message.category == "service" and not message.errors:
            message.view = {**(message.view or {}), "free": self.receipts.is_free(message.line)}
        self.world.keep(message)
        if message.type == "reaction":
            chat.unread -= 1
        kind, content = _linked(message)
        if content.get("link") and not message.errors:
            self.links.follow(message, content, kind)
        else:
            self.receipts.follow(message)

    def _react(self, message: Message) -> None:
        target = self.world.messages.get(message.body["message_id"])
        if target is None or target.resident != message.resident:
            raise bad("message_id names no message of this chat.")
        if message.body["emoji"]:
            target.reactions["city"] = message.body["emoji"]
        else:
            target.reactions.pop("city", None)
        self.world.changed(target)

    # -- parts of a body ----------------------------------------------------------------

    def _recipient(self, line: Line, body: Json) -> Resident:
        user_id, phone = body.get("recipient"), body.get("to")
        if user_id:
            found = self.world.with_user_id(str(user_id))
            if found is None:
                raise GraphError(131026, "Nobody has this business-scoped user id.")
            return found
        if not phone:
            raise missing("to")
        known = self.world.with_user_id(str(phone))
        if known is not None:
            return known
        if not isinstance(phone, str) or not PHONE.fullmatch(phone):
            raise bad("to is not a phone number.")
        return self.world.someone("+" + "".join(c for c in phone if c.isdigit()))

    def _answer_to(self, message: Message, context: Json | None) -> None:
        if not context:
            return
        wamid = context.get("message_id")
        target = self.world.messages.get(str(wamid))
        if target is None or target.line != message.line:
            raise bad("context[message_id] names no message of this number.")
        message.context = {"id": wamid}

    def _check_media(self, line: Line, kind: str, content: Json) -> None:
        if content.get("id") and self.media.find(line, str(content["id"])) is None:
            raise GraphError(131009, f"There is no {kind} with the id {content['id']}.")

    def _dress(self, line: Line, message: Message, content: Json) -> None:
        name, code = content["name"], content["language"]["code"]
        template = self.templates.find(line.waba_id, name, code)
        if template is None or template["status"] in ("PENDING", "REJECTED"):
            raise GraphError(132001, f"There is no approved template {name} in {code}.")
        state = TEMPLATE_STATES.get(template["status"])
        if state:
            raise GraphError(state, f"The template {name} is {template['status'].lower()}.")
        message.view = wording.resolve(template, content.get("components") or [])
        message.category = template["category"].lower()
        media = message.view.get("media") or {}
        if media.get("id") and self.media.find(line, str(media["id"])) is None:
            raise GraphError(131053, "There is no such medium for the header.")

    # -- answers ------------------------------------------------------------------------

    def _accepted(self, body: Json, message: Message) -> Json:
        resident = self.world.residents[message.resident]
        contact: Json = {"input": body.get("recipient") or body.get("to")}
        contact["user_id"] = resident.user_id
        if resident.shown_wa_id or (resident.wa_id and body.get("to")):
            contact["wa_id"] = resident.wa_id
        sent: Json = {"id": message.id}
        if message.type == "template":
            sent["message_status"] = "accepted"
        return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [sent]}

    def _mark_read(self, line: Line, body: Json) -> Answer:
        """Everything the resident wrote up to this message gets its two blue ticks."""
        target = self.world.messages.get(str(body.get("message_id")))
        if body.get("status") != "read":
            raise bad("status must be read.")
        if target is None or target.outbound or target.line != line.key:
            raise bad("message_id names no message that this number received.")
        for message in list(self.world.thread(line.key, target.resident)):
            if not message.outbound and message.status != "read":
                message.status = "read"
                self.world.changed(message)
            if message.id == target.id:
                break
        if body.get("typing_indicator"):
            chat = self.world.chat(line.key, target.resident)
            chat.typing_until = time.time() + TYPING_FOR
            self.world.stirred(line.key, target.resident)
        return answer({"success": True})

    async def _say_nothing(self) -> None:
        """The message is accepted, but the client never learns of it."""
        try:
            await asyncio.wait_for(self.closing.wait(), DEAF_FOR)
        except TimeoutError:
            return


def _linked(message: Message) -> tuple[str, Json]:
    """The medium of a message, or of the header of a template: its kind and its fields."""
    if message.type in MEDIA_KINDS:
        return message.type, message.body
    media: Json = (message.view or {}).get("media") or {}
    return str(media.get("kind", "")), media
