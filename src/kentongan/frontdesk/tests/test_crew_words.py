"""What a crew's words mean: done, planned, impossible, not theirs, or only news."""

from __future__ import annotations

from datetime import date

import pytest

from kentongan.frontdesk.crew.days import day_in
from kentongan.frontdesk.crew.meant import Do, understand

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "photo", "do", "enough"),
    [
        ("Dua lampu diganti", True, Do.DONE, True),
        ("", True, Do.DONE, False),
        ("sudah dicek", True, Do.DONE, False),
        ("Selesai", False, Do.DONE, False),
        ("Selesai pak, parit dikeruk 40 meter", False, Do.DONE, True),
        ("jalan yang tidak bisa dilalui sudah ditambal", True, Do.DONE, True),
        ("Sudah diganti, yang masih padam tinggal satu", True, Do.DONE, True),
        ("masih digali", True, Do.NEWS, True),
        ("Besok pagi tim kami ke lokasi", False, Do.NEWS, True),
        ("Sudah kami cek", False, Do.NEWS, True),
        ("bukan kami", False, Do.NOT_OURS, False),
        ("maaf pak ini bukan wewenang kami", False, Do.NOT_OURS, False),
        ("Bukan urusan dinas kami, ini PLN", False, Do.NOT_OURS, True),
        ("Bukan kami yang merusak", False, Do.NEWS, True),
        ("tidak bisa", False, Do.CANNOT, False),
        ("belum bisa dikerjakan karena alat berat rusak", False, Do.CANNOT, True),
        ("dijadwalkan 12 Des", False, Do.PROMISED, True),
        ("terjadwal bulan depan", False, Do.PROMISED, False),
        ("siap pak laksanakan", False, Do.ACCEPT, True),
        ("Terima", False, Do.ACCEPT, True),
        ("terima kasih pak", False, Do.COURTESY, True),
        ("👍", False, Do.COURTESY, True),
    ],
)
def test_words_of_a_crew(text: str, photo: bool, do: Do, enough: bool) -> None:
    meant = understand(text, TODAY, photo=photo)
    assert (meant.do, meant.enough) == (do, enough)


def test_after_we_have_asked_any_words_of_substance_are_the_answer() -> None:
    assert understand("dua lampu baru", TODAY, asked=True).do is Do.DONE
    assert understand("dua lampu baru", TODAY).do is Do.NEWS
    assert understand("besok dikerjakan", TODAY, asked=True).do is Do.NEWS


def test_the_number_and_the_word_that_only_names_the_act_are_not_part_of_the_answer() -> None:
    meant = understand("K7M2-Q9XK selesai: pohon dipangkas.", TODAY, photo=True)
    assert "pohon dipangkas." in meant.text
    gone = understand("Selesai, dua lampu diganti, tanpa foto karena gelap", TODAY)
    assert (gone.text, gone.no_photo) == ("dua lampu diganti", "tanpa foto karena gelap")


@pytest.mark.parametrize(
    ("text", "temporary"),
    [("sementara ditambal pasir", True), ("sementara ini sudah diganti", False)],
)
def test_a_repair_for_the_time_being_is_called_so(text: str, temporary: bool) -> None:
    assert understand(text, TODAY, photo=True).temporary is temporary


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 Des", date(2026, 12, 12)),
        ("12 desember 2027", date(2027, 12, 12)),
        ("tgl 3 Januari", date(2027, 1, 3)),
        ("12/12", date(2026, 12, 12)),
        ("1-2-27", date(2027, 2, 1)),
        ("besok", date(2026, 11, 25)),
        ("lusa pagi", date(2026, 11, 26)),
        ("hari Senin", date(2026, 11, 30)),
        ("selasa", date(2026, 12, 1)),
        ("23 November", date(2026, 11, 23)),
        ("31 Februari", None),
        ("minggu depan", None),
        ("secepatnya", None),
    ],
)
def test_a_day_as_people_write_it(text: str, day: date | None) -> None:
    assert day_in(text, TODAY) == day
