"""However a resident writes the number, it is the same number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentongan.pure.phones import from_wa_id, last_digits, masked, normalise, pretty


@pytest.mark.parametrize(
    "text",
    [
        "081512345678",
        "0815 1234 5678",
        "0815-1234-5678",
        "0815.1234.5678",
        "62 0815 1234 5678",
        "+62 0815 1234 5678",
        "+6281512345678",
        "6281512345678",
        "0062 815 1234 5678",
        "(0815) 1234-5678",
        " +62 815‑1234‑5678\u200b ",
        "٠٨١٥١٢٣٤٥٦٧٨",
        "０８１５１２３４５６７８",
        "81512345678",
        "tel:+6281512345678",
    ],
)
def test_every_way_to_write_a_mobile_number_is_one_number(text):
    assert normalise(text) == "+6281512345678"


@pytest.mark.parametrize(
    ("text", "number"),
    [("0561-740000", "+62561740000"), ("(0721) 481301", "+62721481301")],
)
def test_fixed_lines_of_both_cities_are_numbers(text, number):
    assert normalise(text) == number


@pytest.mark.parametrize(
    "text",
    ["112", "110", "1708", "", "   ", "+", "6171012209850001", "6171 0122 0985 0001", "halo min",
     "0812", "08123456789012", "0800-DOKTER", "0815 1234 5678 rumah", "1" * 1000, "\ud800", "\x00"],
)  # fmt: skip
def test_short_codes_a_nik_and_words_are_no_numbers(text):
    assert normalise(text) is None


def test_a_number_from_abroad_needs_its_country_code_or_the_region():
    assert normalise("+60 12-345 6789") == "+60123456789"
    assert normalise("012-345 6789") is None
    assert normalise("012-345 6789", region="MY") == "+60123456789"


def test_whatsapp_sends_digits_without_plus():
    assert from_wa_id("6281512345678") == normalise("0815 1234 5678")
    assert from_wa_id("99912345678") == "+99912345678"


@pytest.mark.parametrize("bad", ["", "+6281512345678", "08151234567", "62 815", "x", "6" * 16])
def test_what_is_no_whatsapp_id_is_reported(bad):
    with pytest.raises(ValueError, match="WhatsApp id"):
        from_wa_id(bad)


@pytest.mark.parametrize(
    ("number", "written", "hidden"),
    [
        ("+6281234567890", "0812-3456-7890", "0812-••••-•890"),
        ("+62561740000", "(0561) 740000", "(056•) •••000"),
        ("+60123456789", "+60 12-345 6789", "+60 ••-••• •789"),
        ("+999123456789", "+999123456789", "+99912••••789"),
        ("kosong", "kosong", "kosong"),
        ("", "", ""),
    ],
)
def test_a_number_is_shown_as_people_write_it_and_hidden_where_it_must_be(number, written, hidden):
    assert pretty(number) == written
    assert masked(number) == hidden


def test_the_last_digits_tell_two_people_apart():
    assert last_digits("+6281234567890") == "7890"
    assert last_digits("+6281234567890", 2) == "90"
    assert last_digits("+62", 4) == "62"
    assert last_digits("+6281234567890", 0) == ""


MOBILE = st.from_regex(r"08(1[1-9]|5[2-9]|9[5-9])[0-9]{7,8}", fullmatch=True)


@given(MOBILE)
def test_what_is_shown_can_be_typed_again(text):
    number = normalise(text)
    if number is not None:
        assert normalise(pretty(number)) == number
        assert from_wa_id(number[1:]) == number


@given(MOBILE)
def test_a_masked_number_hides_at_least_four_digits(text):
    number = "+62" + text[1:]
    assert masked(number).count("•") >= 4
    assert normalise(masked(number)) is None


@given(st.text(max_size=80))
def test_any_text_is_answered_without_a_crash(text):
    number = normalise(text)
    assert number is None or number.startswith("+")
    assert isinstance(pretty(text) + masked(text) + last_digits(text), str)
