"""An approved template plus parameters becomes what the resident sees."""

from __future__ import annotations

from typing import Any

from ..settings import Json
from .errors import GraphError
from .templates import HOLE

MEDIA = ("image", "video", "document")
WORDS_MAX = 1024


def resolve(template: Json, sent: list[Json]) -> Json:
    """{"header", "text", "footer", "buttons", "media"}; raises 132000, 132012, 132005."""
    by_kind = {str(c.get("type", "")).upper(): c for c in template["components"]}
    given = {str(c.get("type", "")).lower(): c for c in sent}
    view: Json = {"template": template["name"], "language": template["language"]}
    body = by_kind.get("BODY", {})
    view["text"] = _fill(body.get("text", ""), given.get("body", {}).get("parameters") or [])
    if len(view["text"]) > WORDS_MAX:
        raise GraphError(132005, f"The body is {len(view['text'])} characters long.")
    if "HEADER" in by_kind:
        _header(view, by_kind["HEADER"], given.get("header", {}).get("parameters") or [])
    if "FOOTER" in by_kind:
        view["footer"] = by_kind["FOOTER"].get("text", "")
    buttons = [c for c in sent if str(c.get("type", "")).lower() == "button"]
    view["buttons"] = _buttons(by_kind.get("BUTTONS", {}).get("buttons") or [], buttons)
    return view


def _fill(text: str, parameters: list[Json]) -> str:
    names = list(dict.fromkeys(HOLE.findall(text)))
    if len(names) != len(parameters):
        raise GraphError(
            132000,
            f"The number of parameters given ({len(parameters)}) is not the number "
            f"expected ({len(names)}).",
        )
    values: dict[str, str] = {}
    for place, parameter in enumerate(parameters, 1):
        name = str(parameter.get("parameter_name") or place)
        values[name] = _one(parameter)
    if set(names) != set(values):
        raise GraphError(132012, f"The template has the variables {', '.join(names)}.")
    return HOLE.sub(lambda hole: values[hole.group(1)], text)


def _one(parameter: Json) -> str:
    kind = parameter.get("type")
    if kind == "text":
        value = parameter.get("text")
        if not isinstance(value, str) or not value.strip():
            raise GraphError(131008, "A parameter of type text has no text.")
        if "\n" in value or "\t" in value or "     " in value:
            raise GraphError(
                132007, "A parameter has no new lines, tabs or more than four spaces in a row."
            )
        return value
    if kind in ("currency", "date_time"):
        return str((parameter.get(kind) or {}).get("fallback_value", ""))
    raise GraphError(132012, f"A parameter of type {kind!r} does not fit here.")


def _header(view: Json, component: Json, parameters: list[Json]) -> None:
    kind = str(component.get("format", "TEXT")).lower()
    if kind == "text":
        view["header"] = _fill(component.get("text", ""), parameters)
        return
    first: Any = parameters[0] if parameters else {}
    if first.get("type") != kind:
        raise GraphError(132012, f"The header of this template is of type {kind}.")
    if kind in MEDIA:
        view["media"] = {"kind": kind, **(first.get(kind) or {})}
    elif kind == "location":
        view["location"] = first.get("location")


def _buttons(templates: list[Json], sent: list[Json]) -> list[Json]:
    given = {int(c.get("index", 0)): c for c in sent}
    found = []
    for place, button in enumerate(templates):
        kind = str(button.get("type", "")).lower()
        parameters = given.get(place, {}).get("parameters") or []
        one: Json = {"kind": kind, "title": button.get("text", ""), "index": place}
        if kind == "quick_reply":
            one["id"] = parameters[0].get("payload", "") if parameters else one["title"]
        elif kind == "url":
            one["url"] = _url(button, parameters)
        elif kind == "phone_number":
            one["phone"] = button.get("phone_number")
        found.append(one)
    return found


def _url(button: Json, parameters: list[Json]) -> str:
    url = str(button.get("url", ""))
    if not HOLE.search(url):
        return url
    if not parameters or not parameters[0].get("text"):
        raise GraphError(131008, "The link button of this template needs a parameter.")
    return HOLE.sub(lambda _: str(parameters[0]["text"]), url)
