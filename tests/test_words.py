"""What an officer reads is what the resident saw, and never more than words."""

from __future__ import annotations

import pytest
from django.conf import settings

from kentongan.site.templatetags.words import chat


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*tebal* dan _miring_ dan ~coret~", "<b>tebal</b> dan <i>miring</i> dan <s>coret</s>"),
        ("2*3*4 = 24, nama_berkas_ini", "2*3*4 = 24, nama_berkas_ini"),
        ("* satu\n* dua", "* satu\n* dua"),
        ("<script>*x*</script>", "&lt;script&gt;<b>x</b>&lt;/script&gt;"),
        ("K7M2-Q9XD", '<span class="whole">K7M2-Q9XD</span>'),
        ("http://jahat.test/masuk", "http://jahat.test/masuk"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("", ""),
    ],
)
def test_marks_of_a_chat_are_shown_and_nothing_else_becomes_markup(written: str, shown: str):
    assert chat(written) == shown


def test_only_our_own_addresses_can_be_followed_and_their_end_is_kept():
    url = f"{settings.URL}/t/1-_a_b_C"
    assert chat(f"Ikuti: {url}.") == (
        f'Ikuti: <a href="{url}" target="_blank" rel="noopener">{url}</a>.'
    )
    assert "<a" not in chat(f"{settings.URL}.jahat.test/t/1")
    sly = chat(f'{settings.URL}/t/"onmouseover="alert(1)')
    assert 'onmouseover="' not in sly and "&quot;" in sly
