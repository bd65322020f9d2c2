"""Which letters of a title answer what was typed, marks or no marks. Knows no Qt."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def folded(text: str) -> str:
    """Letter for letter: no marks, no bar, lower case. The length stays."""
    return "".join(_letter(letter) for letter in unicodedata.normalize("NFC", text))


def matches(title: str, typed: str) -> Sequence[tuple[int, int]]:
    """Spans (start, end) of `title` to be shown bold: the whole phrase, else each word's start."""
    key, needle = folded(title), folded(typed).strip()
    if not needle:
        return []
    at = _word_start(key, needle)
    if at >= 0:
        return [(at, at + len(needle))]
    found = ((_word_start(key, word), len(word)) for word in needle.split())
    return sorted((at, at + length) for at, length in found if at >= 0)


def _word_start(key: str, needle: str) -> int:
    at = key.find(needle)
    while at > 0 and key[at - 1].isalnum():
        at = key.find(needle, at + 1)
    return at


def _letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return "d" if base == "đ" else base
