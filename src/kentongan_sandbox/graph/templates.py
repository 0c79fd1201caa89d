"""Message templates: submit, list, delete, review, and turn one into words."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from ..letters import Item
from ..post import Post
from ..settings import Json, Line
from ..wire import Answer, answer
from ..world import World, new_number
from .errors import GraphError

NAME = re.compile(r"[a-z0-9_]{1,512}")
HOLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
AT_AN_END = re.compile(r"^\s*\{\{|\}\}\s*$")
CATEGORIES = ("AUTHENTICATION", "MARKETING", "UTILITY")
LONGEST = {"HEADER": 60, "BODY": 1024, "FOOTER": 60}
BUTTON_TEXT = 25


class Templates:
    def __init__(self, world: World, post: Post) -> None:
        self.world, self.post = world, post

    def seed(self) -> None:
        """Templates that the settings file brings are approved from the start."""
        for waba, given in self.world.settings.templates.items():
            for one in given:
                if self.find(waba, one["name"], one["language"]) is None:
                    self._keep(waba, one, one.get("status", "APPROVED"))

    def find(self, waba: str, name: str, language: str) -> Json | None:
        for one in self.world.templates.values():
            if (one["waba"], one["name"], one["language"]) == (waba, name, language):
                return one
        return None

    # -- HTTP ---------------------------------------------------------------------

    def create(self, line: Line, body: Json) -> Answer:
        _check_new(body)
        if self.find(line.waba_id, body["name"], body["language"]):
            raise GraphError(
                100,
                "A template of this name and language exists already.",
                subcode=2388024,
                message="Invalid parameter",
            )
        kept = self._keep(line.waba_id, body, "PENDING")
        mood = self.world.faults[line.key]
        if mood.templates != "hold":
            asyncio.get_running_loop().call_later(
                mood.template_delay_s, self.review, kept["id"], mood.templates
            )
        return answer({"id": kept["id"], "status": "PENDING", "category": kept["category"]})

    def review(self, template_id: str, verdict: str) -> None:
        """Decide about a template that waits, and tell the city."""
        one = self.world.templates.get(template_id)
        if one is None:
            return
        approved = verdict == "approve"
        one["status"] = "APPROVED" if approved else "REJECTED"
        one["rejected_reason"] = "NONE" if approved else "INVALID_FORMAT"
        self.world.touch("template", template_id, one)
        self._tell(one)

    def set_status(self, template_id: str, status: str) -> Json:
        """Pause, disable or approve by hand. Raises KeyError when there is none."""
        one = self.world.templates[template_id]
        one["status"] = status
        self.world.touch("template", template_id, one)
        self._tell(one)
        return one

    def resume(self) -> None:
        """Reviews that were under way when the program stopped."""
        for one in list(self.world.templates.values()):
            for line in self.world.settings.by_waba.get(one["waba"], [])[:1]:
                mood = self.world.faults[line.key].templates
                if one["status"] == "PENDING" and mood != "hold":
                    self.review(one["id"], mood)

    def page(self, waba: str, query: dict[str, str], here: str) -> Answer:
        """A page of the list, newest first; cursors are ids."""
        wanted = [t for t in self.world.templates.values() if t["waba"] == waba]
        for name in ("name", "language", "status", "category"):
            if query.get(name):
                wanted = [t for t in wanted if t[name].lower() == query[name].lower()]
        wanted.sort(key=lambda t: t["n"])
        limit = min(max(int(query.get("limit") or 25), 1), 1000)
        start = 0
        if query.get("after"):
            ids = [t["id"] for t in wanted]
            start = ids.index(query["after"]) + 1 if query["after"] in ids else len(ids)
        page = wanted[start : start + limit]
        found: Json = {"data": [_shown(t, query.get("fields", "")) for t in page]}
        if page:
            cursors = {"before": page[0]["id"], "after": page[-1]["id"]}
            found["paging"] = {"cursors": cursors}
            if start + limit < len(wanted):
                found["paging"]["next"] = f"{here}?limit={limit}&after={cursors['after']}"
        return answer(found)

    def show(self, one: Json, query: dict[str, str]) -> Answer:
        return answer(_shown(one, query.get("fields", "")))

    def delete(self, waba: str, query: dict[str, str]) -> Answer:
        name = query.get("name")
        if not name:
            raise GraphError(100, "The parameter name is required.")
        gone = [
            t["id"]
            for t in self.world.templates.values()
            if t["waba"] == waba
            and t["name"] == name
            and query.get("hsm_id") in (None, "", t["id"])
        ]
        if not gone:
            raise GraphError(100, "There is no template of this name.", subcode=2593002)
        for template_id in gone:
            del self.world.templates[template_id]
            self.world.touch("template", template_id, None)
        return answer({"success": True})

    # -- inside -------------------------------------------------------------------

    def _keep(self, waba: str, body: Json, status: str) -> Json:
        one: Json = {
            "id": str(body["id"]) if str(body.get("id")).isdigit() else new_number(),
            "n": len(self.world.templates) + 1,
            "waba": waba,
            "name": body["name"],
            "language": body["language"],
            "category": str(body.get("category", "UTILITY")).upper(),
            "status": status,
            "rejected_reason": "NONE",
            "parameter_format": str(body.get("parameter_format", "POSITIONAL")).upper(),
            "components": body["components"],
        }
        self.world.templates[one["id"]] = one
        self.world.touch("template", one["id"], one)
        return one

    def _tell(self, one: Json) -> None:
        lines = self.world.settings.by_waba.get(one["waba"])
        if not lines:
            return
        value: Json = {
            "event": one["status"],
            "message_template_id": int(one["id"]),
            "message_template_name": one["name"],
            "message_template_language": one["language"],
            "reason": one["rejected_reason"],
            "message_template_category": one["category"],
        }
        self.post.put(Item(lines[0].key, "message_template_status_update", None, value))


def _shown(one: Json, fields: str) -> Json:
    hidden = {"waba", "n"}
    if not fields:
        return {k: v for k, v in one.items() if k not in hidden}
    wanted = {f.strip() for f in fields.split(",")} | {"id"}
    return {k: v for k, v in one.items() if k in wanted - hidden}


def _check_new(body: Json) -> None:
    if not NAME.fullmatch(str(body.get("name", ""))):
        raise GraphError(100, "name has lower-case letters, digits and _ only.")
    if not body.get("language"):
        raise GraphError(100, "The parameter language is required.")
    if str(body.get("category", "")).upper() not in CATEGORIES:
        raise GraphError(100, f"category is one of {', '.join(CATEGORIES)}.")
    components = body.get("components")
    if not isinstance(components, list) or not components:
        raise GraphError(100, "The parameter components is required.")
    kinds = [str(c.get("type", "")).upper() for c in components]
    if "BODY" not in kinds and str(body["category"]).upper() != "AUTHENTICATION":
        raise GraphError(100, "A template needs a BODY.")
    for kind, component in zip(kinds, components, strict=True):
        _check_component(kind, component)


def _check_component(kind: str, component: Json) -> None:
    text = component.get("text") or ""
    if kind in LONGEST and len(text) > LONGEST[kind]:
        raise GraphError(100, f"{kind} has at most {LONGEST[kind]} characters.", subcode=2388040)
    if kind == "BODY" and AT_AN_END.search(text):
        raise GraphError(100, "A variable cannot stand at the start or the end.", subcode=2388299)
    if kind in ("BODY", "HEADER") and HOLE.search(text) and not component.get("example"):
        raise GraphError(100, f"{kind} has variables but no example.", subcode=2388043)
    if kind == "BUTTONS":
        _check_buttons(component.get("buttons") or [])


def _check_buttons(buttons: list[Any]) -> None:
    if not 1 <= len(buttons) <= 10:
        raise GraphError(100, "A template has 1 to 10 buttons.")
    for button in buttons:
        if len(str(button.get("text", ""))) > BUTTON_TEXT:
            raise GraphError(100, f"A button has at most {BUTTON_TEXT} characters.")
