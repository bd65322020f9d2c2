"""Vietnamese text: how it is stored, searched, and folded to plain Latin letters."""

import re
import unicodedata
from typing import Final

from domain.errors import RuleBroken

# Letters that no Unicode decomposition takes apart (docs/sources.md S-21).
_LETTERS: Final = {
    "đ": "d",
    "ð": "d",
    "ƀ": "b",
    "ø": "o",
    "ł": "l",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "þ": "th",
    "ŋ": "ng",
}
_FOLDED: Final = str.maketrans(
    _LETTERS
    | {letter.upper(): plain for letter, plain in _LETTERS.items() if letter not in "ßı"}
    # Two capitals that `upper` does not reach.
    | {"ẞ": "ss", "Ɖ": "d"}
)
# Zero-width and steering characters ride along in pasted text and would make two spellings of one.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
# Modifier letters used as apostrophes in names of the Central Highlands: category L, yet no letter.
_APOSTROPHES: Final = frozenset(map(chr, range(0x02B0, 0x0300))) | {"ꞌ", "Ꞌ"}


class NotLatin(RuleBroken):
    """A letter outside the Latin alphabet stands in a name that must become plain letters."""

    def __init__(self, character: str) -> None:
        super().__init__(character)
        self.character = character

    def __str__(self) -> str:
        return (
            f"Tên có chữ “{self.character}” (U+{ord(self.character):04X}) không thuộc bảng chữ cái"
            " La-tinh; hãy nhập tên La-tinh như in trên hộ chiếu."
        )


def visible(text: str) -> str:
    """Without zero-width, steering and control characters; blanks and line ends stay."""
    return _INVISIBLE.sub("", text)


def stored(text: str) -> str:
    """As every text is kept: NFC, nothing invisible, trimmed, single blanks."""
    return " ".join(visible(unicodedata.normalize("NFC", text)).split())


def search_key(text: str) -> str:
    """As text is searched: lower case without marks, words and digits parted by one blank.

    Letters of other scripts stay, so that they can be found by themselves.
    """
    key = text.translate(_KEY)
    if not key.isascii():
        key = "".join(_key_of(character) for character in unicodedata.normalize("NFKD", key))
    return " ".join(key.split())


def latin_base(text: str) -> str:
    """Only `a-z0-9` of a name: marks dropped, all else but letters dropped.

    Raises:
        NotLatin: a letter remains that has no plain Latin form; it is never dropped in silence.

    Source: docs/sources.md S-21 (folding of names in usernames).
    """
    plain = unicodedata.normalize("NFKC", text).translate(_FOLDED).lower()
    kept = []
    for character in unicodedata.normalize("NFD", plain).translate(_FOLDED):
        if character.isascii():
            if character.isalnum():
                kept.append(character)
        elif unicodedata.category(character)[0] == "L" and character not in _APOSTROPHES:
            raise NotLatin(character)
    return "".join(kept)


def has_marks(text: str) -> bool:
    """Whether any letter carries a Vietnamese mark or is đ."""
    return any(ord(character) > 0x7F and character.isalpha() for character in text)


def _key_of(character: str) -> str:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Cf"):
        return ""
    plain = character.translate(_FOLDED).lower()
    return plain if plain.isalnum() else " "


def _key_table() -> dict[int, str]:
    # One table lookup per character keeps a million keys affordable; the rest takes the slow way.
    table = {}
    for point in (*range(0x250), *range(0x300, 0x370), *range(0x1E00, 0x1F00)):
        parts = unicodedata.normalize("NFKD", chr(point))
        table[point] = "".join(_key_of(part) for part in parts)
    return table | dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), "")


_KEY: Final = _key_table()
