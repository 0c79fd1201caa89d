"""What templates need beyond plain values: own symbols, and times as people say them."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from kentongan.pure import sayings

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our own strokes from icons.svg. It is decoration: a word always stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("site/icons.svg"),
        name,
    )


@register.filter
def number(value: int | float) -> str:
    """`1.204`, as numbers are written here."""
    return sayings.number(value)


@register.simple_tag
def moment(at: datetime | None) -> SafeString | str:
    """A time as people say it, exact on hover, for machines and in print.

    In the zone that is active: the frontage activates the city's.
    """
    if not at:
        return ""
    zone = ZoneInfo(timezone.get_current_timezone_name())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.astimezone(zone).isoformat(timespec="seconds"),
        sayings.exact(at, zone),
        sayings.when(at, timezone.now(), zone),
    )


@register.simple_tag
def component(name: str, values: dict[str, object]) -> SafeString:
    """A fragment drawn with exactly these values: how the patterns page shows each state."""
    return mark_safe(get_template(name).render(values))  # a template escapes by itself


_HOUSE = re.compile(re.escape(escape(settings.URL)) + r"/[^\s<]*[^\s<.,;:!?)\"]")
_MARKS = tuple(
    (re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^{mark}\n]*[^\s{mark}]){mark}(?![\w{mark}])"), tag)
    for mark, tag in ((r"\*", "b"), ("_", "i"), ("~", "s"))
)
_WHOLE = re.compile(r"(?<![\w-])(?:[0-9A-Z]{4}-[0-9A-Z]{4}|(?:\+62|0)[\d -]{6,15}\d)(?![\w-])")


@register.filter
def chat(text: str) -> SafeString:
    """Words of a chat as people see them there: *bold*, _slanted_, ~struck~.

    Everything is escaped first. Only addresses of our own house become links; ticket and phone
    numbers stay on one line.
    """
    told = escape(text)
    parts, at = [], 0
    for link in _HOUSE.finditer(told):
        url = link.group()
        parts += [_marked(told[at : link.start()])]
        parts += [f'<a href="{url}" target="_blank" rel="noopener">{url}</a>']
        at = link.end()
    return mark_safe("".join([*parts, _marked(told[at:])]))  # escaped above, marks are ours


def _marked(told: str) -> str:
    for form, tag in _MARKS:
        told = form.sub(rf"<{tag}>\1</{tag}>", told)
    return _WHOLE.sub(r'<span class="whole">\g<0></span>', told)
