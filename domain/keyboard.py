"""Traces that a scanner, its keyboard layout or an input method leaves in Vietnamese text.

A scanner that types as a keyboard sends key strokes: Telex and VNI turn them into other
letters, a wrong code page into question marks. Such text is refused, never repaired by guess.

Source: docs/sources.md S-31 (observed behaviour of scanners).
"""

from __future__ import annotations

import re
from typing import Final

from domain.vietnamese import has_marks

_ONSET: Final = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|dd|[bcdđghklmnpqrstvx])?"
_CODA: Final = "(?:ch|ng|nh|[cmnpt])"
_VOWELS: Final = "[aeiouyăâêôơư]"
# Letters doubled or followed by w: marks typed the Telex way. "oo" alone is an honest vowel (xoong)
# and an open "aw" ends words of the Central Highlands, so neither stands alone.
_MARKED: Final = (
    f"(?:{_VOWELS}*(?:aa|ee|uw|ow|uow){_VOWELS}*[sfrxj]?{_CODA}?"
    f"|{_VOWELS}*aw[sfrxj]?{_CODA}|{_VOWELS}*oo(?:[sfrxj]{_CODA}?|{_CODA}[sfrxj]))[sfrxj]?"
)
_TELEX_MARK: Final = re.compile(f"{_ONSET}{_MARKED}|dd{_VOWELS}+{_CODA}?[sfrxj]?")
_TELEX_TONE: Final = re.compile(f"{_ONSET}{_VOWELS}+(?:[sfrxj]{_CODA}?|{_CODA}[sfrxj])")
# These end no syllable in any language of the country; r and s do (Ea Kar, Đạ Sar).
_ONLY_TELEX: Final = re.compile(r"[fjx](?:ch|ng|nh|[cmnpt])?$")
# Digits as marks, inside a word that has none: "Nguye64n", "Phu7o7ng2", "So61"; not "A12", "Thon5".
_VNI: Final = re.compile(
    f"(?:{_ONSET}{_VOWELS}+(?:[678][1-5]?|[1-5])(?:{_VOWELS}+[678]?[1-5]?)?{_CODA}[1-5]?"
    f"|{_ONSET}{_VOWELS}*[678][1-5]|d9{_VOWELS}+[1-8]*{_VOWELS}*{_CODA}?[1-5]?)"
)
_WORD: Final = re.compile(r"[^\W_]+")
_NAME_MARKS: Final = frozenset(" '’ʼ`-.,·")


def misread_name(name: str) -> str:
    """What is wrong with a person's name as scanned, for the clerk; empty when nothing is seen."""
    if fault := misread_text(name):
        return fault
    if any(character.isdigit() for character in name):
        return "họ tên có chữ số (dấu kiểu gõ VNI)"
    if not all(c.isalpha() or c in _NAME_MARKS or _combines(c) for c in name):
        return "họ tên có ký hiệu lạ"
    # One r or s may end a word of another language (Kar); two in a name without a mark do not.
    toned = [word for word in _WORD.findall(name.lower()) if _TELEX_TONE.fullmatch(word)]
    return "dấu bị gõ kiểu Telex" if len(toned) > 1 and not has_marks(name) else ""


def misread_text(text: str) -> str:
    """The same for any Vietnamese text, such as an address, which may hold digits."""
    if "\ufffd" in text or "?" in text:
        return "có chữ bị mất (� hoặc ?)"
    if _is_mojibake(text):
        return "sai bảng mã"
    words = _WORD.findall(text.lower())
    if _is_telex(words):
        return "dấu bị gõ kiểu Telex"
    if not has_marks(text) and any(_VNI.fullmatch(word) for word in words):
        return "dấu bị gõ kiểu VNI"
    return ""


def _is_telex(words: list[str]) -> bool:
    return any(
        _TELEX_MARK.fullmatch(word) or (_TELEX_TONE.fullmatch(word) and _ONLY_TELEX.search(word))
        for word in words
    )


def _is_mojibake(text: str) -> bool:
    """Whether the text is UTF-8 that was read as Windows-1252 or Latin-1."""
    for codec in ("cp1252", "latin-1"):
        try:
            text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
        return not text.isascii()
    return False


def _combines(character: str) -> bool:
    return "\u0300" <= character <= "\u036f"
