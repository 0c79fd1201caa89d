"""The city's own phone beside the API (coexistence): echoes of its words, and its past."""

from __future__ import annotations

import time
from typing import Any

from . import letters
from .acts import Acts
from .content import BadAct, Content
from .letters import Item
from .post import Post
from .settings import Json, Line
from .world import Message, Resident, World, new_wamid

DAY = 86_400
PAST = (
    (40, "resident", "Selamat siang, apakah kantor kelurahan buka hari Sabtu?"),
    (40, "city", "Selamat siang. Sabtu tutup, buka lagi Senin pukul 07.30."),
    (6, "resident", "Min, lampu jalan di gang kami mati lagi"),
    (6, "city", "Terima kasih infonya, kami teruskan ke petugas."),
    (0.3, "resident", "Sudah menyala, terima kasih"),
)
NO_SHARING = "History sync is turned off by the business from the WhatsApp Business App"


class PhoneApp:
    def __init__(self, world: World, post: Post, acts: Acts, content: Content) -> None:
        self.world, self.post, self.acts, self.content = world, post, acts, content

    async def say(self, spec: Json) -> Message:
        """An officer answers from the phone app; the city hears of it as an echo."""
        line = self.acts.line(spec.get("line"))
        if not self.world.faults[line.key].coexistence:
            raise BadAct("Switch coexistence on first: this number is not in a phone app.")
        resident = self.acts.person(spec.get("to") or spec.get("of"))
        kind, body = await self.content.of(line, spec)
        message = Message(
            new_wamid(), self.world.next_n(), line.key, resident.id, True, kind,
            int(spec.get("timestamp") or time.time()), body, status="delivered", echo=True,
        )  # fmt: skip
        self.world.keep(message)
        payload = {**_head(line, resident, message), **letters.wire_body(message)}
        self.post.put(Item(line.key, "smb_message_echoes", "message_echoes", payload))
        return message

    def history(self, spec: Json) -> Json:
        """Send the past of the number in the phases the platform uses, or that it is withheld."""
        line = self.acts.line(spec.get("line"))
        if spec.get("declined"):
            error = {
                "code": 2593109,
                "title": NO_SHARING,
                "message": NO_SHARING,
                "error_data": {"details": "History sharing is turned off by the business"},
            }
            self.post.put(Item(line.key, "history", "history", {"errors": [error]}))
            return {"messages": 0, "letters": 1}
        threads = spec.get("threads") or [{"of": self._somebody(line), "messages": None}]
        phases: dict[int, list[Json]] = {}
        total = 0
        for thread in threads:
            total += self._thread(line, thread, phases)
        for chunk, phase in enumerate(sorted(phases), 1):
            progress = round(100 * chunk / len(phases))
            head = {"phase": phase, "chunk_order": chunk, "progress": progress}
            payload = {"metadata": head, "threads": phases[phase]}
            self.post.put(Item(line.key, "history", "history", payload))
        return {"messages": total, "letters": len(phases)}

    def _somebody(self, line: Line) -> str:
        for resident in self.world.residents.values():
            if resident.home == line.key and resident.phone:
                return resident.id
        return "+6281100099999"

    def _thread(self, line: Line, thread: Json, phases: dict[int, list[Json]]) -> int:
        resident = self.acts.person(thread.get("of") or thread.get("phone"))
        given = thread.get("messages")
        past = [_past(m) for m in given] if given else list(PAST)
        for days, who, words in past:
            phase = 0 if days <= 1 else 1 if days <= 90 else 2
            message = Message(
                new_wamid(), 0, line.key, resident.id, who == "city", "text",
                int(time.time() - days * DAY), {"body": words},
            )  # fmt: skip
            told = {**_head(line, resident, message), **letters.wire_body(message)}
            told["history_context"] = {"status": "READ"}
            inside = phases.setdefault(phase, [])
            self._into(inside, resident, told)
        return len(past)

    @staticmethod
    def _into(threads: list[Json], resident: Resident, told: Json) -> None:
        name = resident.shown_wa_id or resident.user_id
        for thread in threads:
            if thread["id"] == name:
                thread["messages"].append(told)
                return
        threads.append({"id": name, "messages": [told]})


def _head(line: Line, resident: Resident, message: Message) -> Json:
    head: Json = {"id": message.id, "timestamp": str(message.at), "type": message.type}
    if not message.outbound:
        head["from_user_id"] = resident.user_id
        return {**head, **({"from": resident.shown_wa_id} if resident.shown_wa_id else {})}
    head["from"] = line.digits
    head["to_user_id"] = resident.user_id
    if resident.shown_wa_id:
        head["to"] = resident.shown_wa_id
    return head


def _past(given: Any) -> tuple[float, str, str]:
    who = "city" if given.get("from") == "city" else "resident"
    return float(given.get("days_ago") or 0), who, str(given.get("text") or "")
