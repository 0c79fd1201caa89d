"""An agency says what it did: looking at it is not an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.pure.answers import only_looked, says_what_was_done


@pytest.mark.parametrize(
    "text",
    [
        "Sudah dicek",
        "Sudah kami cek ke lokasi.",
        "sudah ditinjau",
        "Sudah disurvei oleh tim",
        "Tim telah melakukan pengecekan di lokasi",
        "Petugas sudah turun ke lapangan untuk peninjauan",
        "Sudah ditindaklanjuti",
        "Sudah ditindak lanjuti, terima kasih",
        "Sudah diperiksa petugas kami tadi pagi",
        "Telah dilakukan survei lokasi 3 kali",
        "sudah kami koordinasikan",
        "Sudah beres pak",
        "SELESAI",
    ],
)
def test_who_only_looked_has_not_answered(text: str) -> None:
    assert only_looked(text)
    assert not says_what_was_done(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dua lampu diganti",
        "Diganti",
        "Sudah dicek, kabelnya disambung",
        "Sudah kami cek dan ganti lampunya",
        "Dicek tadi malam, parit dikeruk 40 meter",
        "Sudah diperiksa, lampunya menyala",
        "dua lampu baru",
        "Parkir liar sudah ditindak",
        "Sudah dilakukan pengecekan dan pengaspalan",
        "5",
    ],
)
def test_who_says_what_was_done_has_answered(text: str) -> None:
    assert says_what_was_done(text)
    assert not only_looked(text)


@pytest.mark.parametrize(
    "text", ["Sudah dicek, kabelnya putus", "Sudah disurvei, belum ada anggaran tahun ini"]
)
def test_what_was_found_explains_but_repairs_nothing(text: str) -> None:
    assert not only_looked(text)
    assert not says_what_was_done(text)


@given(st.text())
def test_no_words_break_it_and_nothing_is_both(text: str) -> None:
    assert not (only_looked(text) and says_what_was_done(text))
