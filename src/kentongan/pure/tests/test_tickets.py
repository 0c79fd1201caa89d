"""A number survives the phone line, the hurry and the keyboard; a wrong one is noticed."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kentongan.pure import tickets
from kentongan.pure.tickets import ALPHABET, find, new, normalise, token


@st.composite
def numbers(draw):
    """Numbers as `new` makes them, with hypothesis as the source of chance."""
    wanted = draw(st.lists(st.sampled_from(ALPHABET), min_size=7, max_size=7))
    random = "".join(wanted)
    number = random + tickets._check_symbol(random)
    assume(tickets._is_ours(number))
    return f"{number[:4]}-{number[4:]}"


def test_the_alphabet_is_prime_and_has_no_look_alikes_and_no_vowels():
    assert len(ALPHABET) == len(set(ALPHABET)) == 29
    assert all(29 % n for n in range(2, 29))
    assert not set(ALPHABET) & set("0O1IAEU")


def test_a_new_number_is_canonical_and_mixed():
    for _ in range(200):
        number = new()
        assert re.fullmatch(r"[2-9B-Z]{4}-[2-9B-Z]{4}", number)
        random = number.replace("-", "")[:7]
        assert sum(c.isdigit() for c in random) >= 2 <= sum(c.isalpha() for c in random)
        assert normalise(number) == number


def test_two_thousand_numbers_are_all_different():
    assert len({new() for _ in range(2000)}) == 2000


def test_a_source_without_chance_is_reported_and_does_not_hang():
    with pytest.raises(ValueError, match="mixture"):
        new(lambda symbols: symbols[0])


@given(numbers(), st.integers(0, 7), st.sampled_from(ALPHABET))
def test_every_single_wrong_symbol_is_noticed(number, place, symbol):
    bare = number.replace("-", "")
    assume(bare[place] != symbol)
    assert normalise(bare[:place] + symbol + bare[place + 1 :]) is None


@given(numbers(), st.integers(0, 6))
def test_every_swapped_pair_is_noticed(number, place):
    bare = number.replace("-", "")
    assume(bare[place] != bare[place + 1])
    swapped = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]
    assert normalise(swapped) is None


def test_the_check_catches_all_errors_at_every_place_and_for_every_symbol():
    """The same two promises without chance: the sum is linear, so differences are enough."""
    for place in range(8):
        weight = 8 - place
        for error in range(1, 29):
            assert weight * error % 29
            for other in range(place + 1, 8):
                assert (weight - (8 - other)) * error % 29


@given(numbers(), st.sampled_from(["{}", " {} ", "#{}", "*{}*", "_{}_", "{}."]))
def test_however_a_resident_types_it_the_number_is_understood(number, dress):
    for typed in (
        number,
        number.lower(),
        number.replace("-", ""),
        number.replace("-", " "),
        number.replace("-", " – "),
        " ".join(number),
        number.replace("L", "1"),
    ):
        assert normalise(dress.format(typed)) == number


@given(st.text(max_size=60))
def test_any_text_gives_a_canonical_number_or_none(text):
    got = normalise(text)
    assert got is None or normalise(got) == got
    for number in find(text):
        assert normalise(number) == number


@given(numbers(), numbers())
def test_numbers_inside_a_sentence_are_found_in_order_and_once(one, two):
    assume(one != two)
    bare = two.replace("-", "").lower()
    text = f"Min, gimana laporan *{one}*? Sama {bare}, trus {one.lower()} sudah dicek?"
    assert find(text) == [one, two]


@pytest.mark.parametrize("dash", ["-", " - ", "–", "‑", "−", " ", ""])
def test_a_number_with_any_dash_is_found_in_a_sentence(dash):
    number = new()
    assert find(f"status {number.replace('-', dash)} ya") == [number]


@given(numbers())
def test_a_piece_of_something_longer_is_no_number(number):
    bare = number.replace("-", "")
    for text in (f"{bare}7", f"B{bare}", f"08-{number}", f"{number}-K7", f"x{number}"):
        assert find(text) == []


@given(st.text(alphabet="bcdfghjklmnpqrstvwxyz -", max_size=60))
def test_letters_alone_are_never_a_number(text):
    assert find(text) == []


@given(st.text(alphabet="0123456789 -", max_size=60))
@example("41218687")  # its ones are read as L, and the check symbol fits
def test_telephone_numbers_and_dates_are_never_a_number(text):
    assert find(text) == []


@given(
    st.from_regex(r"(KB|BE|B)[2-9]{4}[B-DF-HJ-NP-TV-Z]{2,3}|RT[2-9]{2} ?RW[2-9]{2}", fullmatch=True)
)
def test_number_plates_and_neighbourhoods_are_never_a_number(text):
    assert find(text) == []
    assert normalise(text) is None


def test_a_private_link_cannot_be_guessed_and_survives_a_chat_program():
    tokens = {token() for _ in range(500)}
    assert len(tokens) == 500
    assert all(re.fullmatch(r"[A-Za-z0-9]{24}", t) for t in tokens)
    assert len(set(string.ascii_letters + string.digits)) ** 24 > 2**128
