"""Fields of a number and of an account, subscriptions, and what became of a message."""

from __future__ import annotations

from hashlib import sha256

from ..post import Post
from ..settings import Json, Line
from ..wire import Answer, answer
from ..world import Message, World
from .errors import GraphError
from .limits import COEXISTENCE_RATE, Limits

DEFAULT_FIELDS = "verified_name,code_verification_status,display_phone_number,quality_rating"
STEPS = ("sent", "delivered", "read", "failed")


class Numbers:
    def __init__(self, world: World, post: Post, limits: Limits) -> None:
        self.world, self.post, self.limits = world, post, limits

    def number(self, line: Line, query: dict[str, str]) -> Answer:
        return answer(self._number(line, query.get("fields") or DEFAULT_FIELDS))

    def account(self, line: Line, query: dict[str, str]) -> Answer:
        all_fields: Json = {
            "name": line.verified_name,
            "currency": "IDR",
            "timezone_id": "63",
            "message_template_namespace": f"ns_{line.waba_id}",
            "account_review_status": "APPROVED",
        }
        wanted = (query.get("fields") or "name,timezone_id").split(",")
        known = {f.strip(): all_fields[f.strip()] for f in wanted if f.strip() in all_fields}
        return answer({"id": line.waba_id, **known})

    def numbers(self, waba: str, query: dict[str, str]) -> Answer:
        fields = query.get("fields") or DEFAULT_FIELDS
        lines = self.world.settings.by_waba.get(waba, [])
        return answer({"data": [self._number(line, fields) for line in lines]})

    def _number(self, line: Line, fields: str) -> Json:
        rate = self.limits.rate(line)
        faults = self.world.faults[line.key]
        everything: Json = {
            "verified_name": line.verified_name,
            "code_verification_status": "VERIFIED",
            "display_phone_number": line.display_phone_number,
            "quality_rating": "GREEN",
            "status": "CONNECTED",
            "name_status": "APPROVED",
            "platform_type": "CLOUD_API",
            "account_mode": "LIVE",
            "is_official_business_account": False,
            "is_on_biz_app": faults.coexistence or rate <= COEXISTENCE_RATE,
            "throughput": {"level": "HIGH" if rate > 80 else "STANDARD"},
            "whatsapp_business_manager_messaging_limit": "TIER_250",
            "messaging_limit_tier": "TIER_250",
            "webhook_configuration": {
                "application": self.world.settings.apps[line.app].webhook_url
            },
        }
        found: Json = {}
        for name in (f.strip() for f in fields.split(",")):
            if name in everything:
                found[name] = everything[name]
            elif name not in ("", "id"):
                raise GraphError(100, message=f"(#100) Tried accessing nonexisting field ({name})")
        return {**found, "id": line.phone_number_id}

    # -- subscriptions ------------------------------------------------------------------

    def subscribe(self, line: Line) -> Answer:
        self.world.unsubscribed.discard(line.waba_id)
        return answer({"success": True})

    def unsubscribe(self, line: Line) -> Answer:
        self.world.unsubscribed.add(line.waba_id)
        return answer({"success": True})

    def subscriptions(self, line: Line) -> Answer:
        if line.waba_id in self.world.unsubscribed:
            return answer({"data": []})
        app = {"id": _number_of(line.app), "name": line.app, "link": ""}
        return answer({"data": [{"whatsapp_business_api_data": app}]})

    # -- history ------------------------------------------------------------------------

    def history(self, line: Line, query: dict[str, str]) -> Answer:
        wamid = query.get("message_id")
        if wamid:
            message = self.world.messages.get(wamid)
            if message is None or message.line != line.key or not message.outbound:
                raise GraphError(
                    100,
                    message="The requested message_id was not found in the message history",
                    kind="GraphMethodException",
                )
            return answer({"data": [self._record(message)]})
        return self._page(line, query)

    def _page(self, line: Line, query: dict[str, str]) -> Answer:
        limit = min(max(int(query.get("limit") or 25), 1), 100)
        before = int(query["after"]) if query.get("after", "").isdigit() else None
        page: list[Message] = []
        for message in reversed(self.world.messages.values()):
            if message.line != line.key or not message.outbound:
                continue
            if before is None or message.n < before:
                page.append(message)
            if len(page) > limit:
                break
        found: Json = {"data": [self._record(m) for m in page[:limit]]}
        if len(page) > limit:
            found["paging"] = {"cursors": {"after": str(page[limit - 1].n)}}
        return answer(found)

    def events(self, line: Line, history_id: str) -> Answer | None:
        """Events of one history record; None when the id is no record of this line."""
        for message in self.world.messages.values():
            if _number_of(message.id) == history_id and message.line == line.key:
                return answer({"data": self._events(line, message)})
        return None

    def _record(self, message: Message) -> Json:
        line = self.world.settings.lines[message.line]
        return {
            "id": _number_of(message.id),
            "message_id": message.id,
            "events": {"data": self._events(line, message)},
        }

    def _events(self, line: Line, message: Message) -> list[Json]:
        app = {"id": _number_of(line.app), "name": line.app}
        hook = self.world.settings.apps[line.app].webhook_url
        found = []
        times = {"accepted": message.at, **message.times}
        for step in ("accepted", *STEPS):
            if step not in times:
                continue
            told = step == "accepted" or step in message.acked
            found.append(
                {
                    "id": _number_of(message.id + step),
                    "delivery_status": step.upper(),
                    "timestamp": times[step],
                    "webhook_update_state": "DELIVERED" if told else "PENDING",
                    "webhook_uri": hook,
                    "application": app,
                    **({"error_description": _why(message)} if step == "failed" else {}),
                }
            )
        return found


def _why(message: Message) -> str:
    return str(message.errors[0]["title"]) if message.errors else ""


def _number_of(text: str) -> str:
    """A steady numeric id for something that has another name."""
    return str(int.from_bytes(sha256(text.encode()).digest()[:7], "big") + 10**15)
