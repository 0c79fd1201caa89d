"""The approved form of words: what may be said after the 24-hour window has closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kentongan.channels.wire import TemplateOut
from kentongan.mailroom.models import Template

_USABLE = (Template.Status.APPROVED, Template.Status.PENDING)


@dataclass(frozen=True, slots=True)
class Extras:
    """What a template may carry beside its words: the end of its link, what its quick-reply
    buttons send back, and a photo above it."""

    url_suffix: str = ""
    payloads: Sequence[str] = ()
    image: str = ""
    image_mime: str = ""


def templated(
    line_id: int, name: str, values: Mapping[str, str], extras: Extras | None = None
) -> TemplateOut | None:
    """The template of this line filled with `values`, by the names in the city's pack.

    None when the line has no such template that is approved or under review: then there is no
    form for a closed window, and the word says so if it comes to that. Raises `KeyError` when a
    value is missing: a mistake of ours.
    """
    template = Template.objects.filter(line=line_id, name=name, status__in=_USABLE).first()
    if template is None:
        return None
    extras = extras or Extras()
    quick = [b for b in template.buttons if b["type"] == "quick_reply"]
    has_link = any(b["type"] == "url" for b in template.buttons)
    return TemplateOut(
        name=template.name,
        language=template.language,
        params=tuple(values[variable[0]] for variable in template.variables),
        image=extras.image if template.header == "image" else "",
        image_mime=extras.image_mime if template.header == "image" else "",
        payloads=tuple(extras.payloads)[: len(quick)],
        url_suffix=extras.url_suffix if has_link else "",
    )


def as_read(template: Template, params: Sequence[str]) -> str:
    """The words of a template as the resident reads them."""
    text = template.body
    for i, param in enumerate(params, 1):
        text = text.replace(f"{{{{{i}}}}}", param)
    return text
