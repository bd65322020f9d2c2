"""Stored text, search keys and plain letters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vietnamese import NotLatin, latin_base, search_key, stored


def test_text_is_stored_composed_trimmed_and_without_invisible_characters() -> None:
    pasted = unicodedata.normalize("NFD", "\ufeff  Nguyễn\u00a0\u200b Văn \t An\r\n")

    assert stored(pasted) == "Nguyễn Văn An"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đặng Thị Hường", "dang thi huong"),
        ("H'Hen  Niê", "h hen nie"),
        ("Số 12/3, tổ 5", "so 12 3 to 5"),
        ("Công ty TNHH ＡＢＣ", "cong ty tnhh abc"),
        ("Søren Kjær", "soren kjaer"),
        ("...", ""),
    ],
)
def test_the_search_key_keeps_plain_words_and_digits(text: str, key: str) -> None:
    assert search_key(text) == key
    assert search_key(unicodedata.normalize("NFD", text)) == key


@given(st.text(max_size=60))
def test_the_search_key_of_a_key_is_the_key_and_a_stored_text_stays(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
    assert stored(stored(text)) == stored(text)


@given(st.text(max_size=60))
def test_a_base_is_plain_or_refused(text: str) -> None:
    try:
        plain = latin_base(text)
    except NotLatin:
        return

    assert all(c in "abcdefghijklmnopqrstuvwxyz0123456789" for c in plain)
    assert latin_base(plain) == plain


@pytest.mark.parametrize("letter", ["А", "山", "Ω", "ə"])
def test_a_letter_without_plain_form_is_named_and_refused(letter: str) -> None:
    with pytest.raises(NotLatin, match="hộ chiếu") as refused:
        latin_base("Nguyễn Văn " + letter)

    assert refused.value.character == letter.lower()
