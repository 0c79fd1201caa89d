"""What residents type is kept whole, and is understood whatever the spelling."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.pure.normalise import LONGEST_TEXT, clean, cut, expand, fold, words

ANY = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Z", "C"]), max_size=80)
SENT = st.one_of(
    ANY, st.text(st.sampled_from("\ud83d\ude00\x00\r\n\u200d👩🏽🇮e\u0301\u202ea"), max_size=60)
)
FAMILY = "👨‍👩‍👧"
FLAG = "🇮🇩"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("lampu\x00 mati", "lampu mati"),
        ("satu\r\ndua\rtiga\u2028empat", "satu\ndua\ntiga\nempat"),
        ("tab\tdan emoji 👍🏽 " + FAMILY, "tab\tdan emoji 👍🏽 " + FAMILY),
        ("terpisah \ud83d\ude00 dan sendiri \ud83d.", "terpisah 😀 dan sendiri ."),
        ("\u202egnp.oto\u202c", "gnp.oto"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_message_is_kept_without_what_the_database_cannot_hold(sent, kept):
    assert clean(sent) == kept


def test_a_novel_is_kept_up_to_the_limit():
    assert len(clean("a" * (LONGEST_TEXT + 1))) == LONGEST_TEXT
    assert clean("abcdef", 3) == "abc"


@given(SENT)
def test_whatever_is_sent_can_be_stored(text):
    kept = clean(text)
    assert "\x00" not in kept
    assert json.loads(json.dumps(kept).encode()) == kept
    kept.encode("utf-8")
    assert clean(kept) == kept


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=50))
def test_letters_digits_and_signs_are_never_lost(text):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "n", "kept"),
    [
        (f"ab{FAMILY}", 4, "ab"),
        (f"ab{FAMILY}", 7, f"ab{FAMILY}"),
        ("ab👍🏽", 3, "ab"),
        (f"{FLAG}{FLAG}", 3, FLAG),
        ("abe\u0301", 3, "ab"),
        ("abc", 0, ""),
        ("abc", -1, ""),
    ],
)
def test_an_emoji_is_kept_whole_or_not_at_all(text, n, kept):
    assert cut(text, n) == kept


@given(SENT, st.integers(-1, 90))
def test_a_cut_text_is_a_beginning_of_the_right_length(text, n):
    assert text.startswith(cut(text, n))
    assert len(cut(text, n)) <= max(n, 0)
    assert len(cut("x" * 90, n)) == max(n, 0)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("TOLOOONG  Min", "tolong min"),
        ("truuus gmn", "trus gmn"),
        ("maaf, saat ini", "maaf, saat ini"),
        ("tunggakan 1000000", "tunggakan 1000000"),
        ("ｊａｌａｎ\u200b raya\n\nbanjir", "jalan raya banjir"),
        ("Jum’at", "jum'at"),
    ],
)
def test_shouting_stretching_and_odd_letters_are_read_alike(text, folded):
    assert fold(text) == folded


@given(SENT)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
    assert all(word and not word.isspace() for word in words(text))


def test_a_message_is_read_word_by_word():
    text = "Min!!! jln-jln rusak, RT 05/RW02 hari Jum'at; bayar 1.500.000 anak2 jatoh 2x 😡"
    assert words(text) == [
        "min", "jln", "jln", "rusak", "rt", "05", "rw02", "hari", "jumat", "bayar", "1.500.000",
        "anak2", "jatoh", "2x",
    ]  # fmt: skip


def test_abbreviations_are_written_out_with_the_words_of_the_city():
    lexicon = {"jln": "jalan", "pju": "lampu penerangan jalan", "min": "", "anak": "anak"}
    text = ["min", "pju", "jln", "jln2", "anak2", "rt2", "kamek"]
    assert expand(text, lexicon) == [
        "lampu", "penerangan", "jalan", "jalan", "jalan", "jalan", "anak", "anak", "rt2", "kamek",
    ]  # fmt: skip
    assert expand([], lexicon) == []
