"""The approved form of words: what may be said after the 24-hour window has closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from kentongan.channels.wire import TemplateOut
from kentongan.mailroom.models import Template

_USABLE = (Template.Status.APPROVED, Template.Status.PENDING)
# The platform's limit for the body of a template, filled in (channels.md, C3).
LONGEST_BODY = 1024


@dataclass(frozen=True, slots=True)
class Extras:
    """What a template may carry beside its words: the end of its link, what its quick-reply
    buttons send back, and a photo above it."""

    url_suffix: str = ""
    payloads: Sequence[str] = ()
    image: str = ""
    image_mime: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A template by its name in the city's pack, and what it would be filled with."""

    name: str
    values: Mapping[str, str]
    extras: Extras = field(default_factory=Extras)


def templated(
    line_id: int, name: str, values: Mapping[str, str], extras: Extras | None = None
) -> TemplateOut | None:
    """The template of this line filled with `values`, by the names in the city's pack.

    None when the line has no such template that is approved or under review: then there is no
    form for a closed window, and the word says so if it comes to that. Raises `KeyError` when a
    value is missing: a mistake of ours.
    """
    return first_that_may(line_id, [Form(name, values, extras or Extras())])


def first_that_may(line_id: int, forms: Sequence[Form]) -> TemplateOut | None:
    """The first of these forms that the platform has approved and that holds the words; else
    the first that it still reviews. One statement. Raises `KeyError` as `templated` does."""
    return shelf([line_id], [form.name for form in forms]).first(line_id, forms)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The templates of some lines that may be used, read once for a whole batch."""

    known: Mapping[tuple[int, str], Template]

    def first(self, line_id: int, forms: Sequence[Form]) -> TemplateOut | None:
        """As `first_that_may`, without a statement."""
        on_line = [(form, self.known.get((line_id, form.name))) for form in forms]
        ready = [(form, template) for form, template in on_line if template]
        ready.sort(key=lambda one: one[1].status != Template.Status.APPROVED)
        for form, template in ready:
            filled = _filled(template, form)
            if len(as_read(template, filled.params)) <= LONGEST_BODY:
                return filled
        return None


def shelf(lines: Collection[int], names: Collection[str]) -> Shelf:
    """One statement."""
    usable = Template.objects.filter(line__in=lines, name__in=names, status__in=_USABLE)
    return Shelf({(template.line_id, template.name): template for template in usable})


def _filled(template: Template, form: Form) -> TemplateOut:
    extras = form.extras
    quick = [b for b in template.buttons if b["type"] == "quick_reply"]
    has_link = any(b["type"] == "url" for b in template.buttons)
    has_image = template.header == "image"
    return TemplateOut(
        name=template.name,
        language=template.language,
        params=tuple(form.values[variable[0]] for variable in template.variables),
        image=extras.image if has_image else "",
        image_mime=extras.image_mime if has_image else "",
        payloads=tuple(extras.payloads)[: len(quick)],
        url_suffix=extras.url_suffix if has_link else "",
    )


def as_read(template: Template, params: Sequence[str]) -> str:
    """The words of a template as the resident reads them."""
    text = template.body
    for i, param in enumerate(params, 1):
        text = text.replace(f"{{{{{i}}}}}", param)
    return text
