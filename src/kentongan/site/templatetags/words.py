"""What templates need beyond plain values: own symbols, and times as people say them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
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
