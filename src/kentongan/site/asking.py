"""Where an operator's words come from: an option, the environment, standard input, a question."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import dataclass

from kentongan.pure.errors import Refusal

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Question:
    """`option` is how the command line names it, `variable` how the environment does.

    A secret is asked without showing it; given as `-` it is a line of standard input.
    """

    option: str
    words: str
    variable: str = ""
    secret: bool = False


def answered(given: str, question: Question, *, default: str = "") -> str:
    """The answer. Raises `Refusal` when there is none and nobody to ask."""
    if given == STDIN:
        given = sys.stdin.readline().strip()
    found = given.strip() or os.environ.get(question.variable, "") or _ask(question, default)
    if found or default:
        return found or default
    also = f" atau {question.variable}" if question.variable else ""
    raise Refusal(f"Belum lengkap: {question.words.lower()} ({question.option}{also}).")


def _ask(question: Question, default: str) -> str:
    if not sys.stdin.isatty():
        return ""
    if question.secret:
        return getpass.getpass(f"{question.words} (tidak ditampilkan): ").strip()
    offer = f" [{default}]" if default else ""
    return input(f"{question.words}{offer}: ").strip()
