"""What the documents say is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kentongan.reports.flow import FLOW
from kentongan.reports.models import Kind
from kentongan.site.command import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_life_of_a_report_shows_the_table_as_it_is():
    shown = read("docs/life-of-a-report.md").split("<!-- flow -->")[1].split("<!-- /flow -->")[0]
    assert shown.strip() == FLOW.table().strip()


def test_the_glossary_names_every_state_verb_and_kind_as_the_screen_does():
    glossary = read("docs/glossary.md")
    pairs = {(state.value, FLOW.label(state)) for state in FLOW.states}
    pairs |= {(step.verb, step.label) for step in FLOW.steps}
    pairs |= {(kind.value, str(kind.label)) for kind in Kind}
    missing = [
        f"{code}: {label}" for code, label in pairs if f"| `{code}` | {label} |" not in glossary
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path):
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    dead = [
        link
        for link in links
        if not link.startswith(("http://", "https://")) and not (page.parent / link).exists()
    ]
    assert dead == []


@pytest.mark.parametrize("name", ["README.md", "README.id.md"])
def test_the_readme_offers_only_commands_that_exist(name: str):
    offered = set(re.findall(r"\./kentongan ([a-z-]+)", read(name)))
    assert {"up", "test"} <= offered
    assert offered - {"up", "test"} <= set(COMMANDS)


def test_both_readmes_have_the_same_two_first_commands():
    blocks = [
        re.findall(r"```\n(\./kentongan [a-z]+)\n```", read(n))
        for n in ("README.md", "README.id.md")
    ]
    assert blocks[0] == blocks[1] == ["./kentongan up", "./kentongan test"]
