"""The desk's sentences: no blame, no bureaucratic words, short enough for their buttons."""

import re

import pytest

from kentongan.frontdesk import wording
from kentongan.frontdesk.tests.lessons import NOW, case, decided, heard, know

FORBIDDEN = re.compile(
    r"\b(gagal|ditolak|opd|skpd|disposisi|salah anda|tidak valid)\b", re.IGNORECASE
)
SAID = [
    "p", "menu", "status", "petugas", "berhenti", "laporan baru", "goblok", "ada kebakaran",
    "anak tenggelam tolong", "kabel listrik putus di jalan", "saya dipukuli suami",
]  # fmt: skip


def sentences(slug: str) -> list[str]:
    fixed = [v for k, v in vars(wording).items() if k.isupper() and isinstance(v, str)]
    shown = [word.text for text in SAID for word in decided(heard(text), slug=slug).said]
    states = [wording.state_of(case(state=state), know(slug)) for state in wording.STATES]
    receipts = [
        wording.acknowledgement(
            wording.Receipt(case(**more), "Siti", False, NOW, asked=asked), know(slug), NOW
        )
        for more in ({}, {"late": True}, {"mark": "rude"}, {"kind": "question"},
                     {"kind": "appreciation"}, {"topic": ""},
                     {"confidential": True}, {"topic": "electricity"})
        for asked in ("", "place", "what")
    ]  # fmt: skip
    return [*fixed, *shown, *states, *receipts, wording.outside(know(slug))]


@pytest.mark.parametrize("slug", ["pontianak", "bandarlampung"])
def test_no_sentence_blames_or_speaks_office_language(slug: str) -> None:
    for sentence in sentences(slug):
        assert not FORBIDDEN.search(sentence), sentence
        assert len(sentence) <= 1024
        assert "None" not in sentence and "{" not in sentence


def test_every_state_has_plain_words() -> None:
    from kentongan.reports.flow import S

    assert set(wording.STATES) == set(S)


def test_menu_rows_fit_the_platform() -> None:
    for code, title, about in wording.MENU:
        assert code.startswith("menu:") and len(title) <= 24 and len(about) <= 72


@pytest.mark.parametrize(
    ("profile", "name"),
    [("Siti Aminah 🌸", "Siti Aminah"), ("~~~", ""), ("", ""), ("B.", ""),
     ("Hj. Nurul", "Hj Nurul"), ("BUDI", "BUDI"), ("62812", "")],
)  # fmt: skip
def test_a_profile_name_is_used_only_if_it_is_one(profile: str, name: str) -> None:
    assert wording.first_name(profile) == name
