"""Finding reports by their words, fast under row security (see migration 0003)."""

from __future__ import annotations

import re

from django.db import connection

from kentongan.reports.models import Topic

# Enough for ten pages; who has more hits adds a word.
MOST = 500
_WORD = re.compile(r"[^\W_]+")


def matters_with(text: str) -> list[int]:
    """Reports of this city with all these words, or words that begin so; newest first.

    Plain words without stemming: `lampu` finds *lampunya*, and what is found is what was typed.
    """
    words = _words(text)
    if not words:
        return []
    wanted = " & ".join(f"{word}:*" for word in words)
    with connection.cursor() as cursor:
        cursor.execute("SELECT search.reports(%s, %s)", [wanted, MOST])
        return [pk for (pk,) in cursor.fetchall()]


def topics_with(text: str) -> list[int]:
    """Topics whose name, group or keywords have each of these words, or one that begins so."""
    words = _words(text)
    return [
        topic.pk
        for topic in Topic.objects.all()
        if words and all(any(has.startswith(word) for has in _said_of(topic)) for word in words)
    ]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())[:8]


def _said_of(topic: Topic) -> set[str]:
    return set(_WORD.findall(f"{topic.name} {topic.group} {topic.keywords}".lower()))
