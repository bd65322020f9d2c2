"""Usernames of customers and officers: the base made of a name, and the ordinal after it.

Only the centre gives a username; a counter computes the same base to show what is expected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from domain.legal_forms import DEFAULT_STRIPPED, LegalForms, legal_forms, proper_name
from domain.vietnamese import NotLatin, latin_base

__all__ = [
    "CUSTOMER_DIGITS",
    "DEFAULT_STRIPPED",
    "LONGEST_BASE",
    "OFFICER_DIGITS",
    "Kind",
    "LegalForms",
    "NotLatin",
    "base",
    "legal_forms",
    "username",
]

Kind = Literal["individual", "organisation", "officer"]

CUSTOMER_DIGITS: Final = 3
OFFICER_DIGITS: Final = 2
LONGEST_BASE: Final = 60
_NAMELESS: Final = {"individual": "khachhang", "organisation": "tochuc", "officer": "nguoidung"}


def base(kind: Kind, name: str, forms: LegalForms) -> str:
    """The folded name that ordinals are counted on: 1 to 60 characters of `a-z0-9`.

    Two customers are namesakes when their bases are equal, whatever the spelling. The legal
    form is cut from organisations only: a person may be called Hợp.

    Raises:
        NotLatin: a letter outside the Latin alphabet, also one inside the legal form.

    Source: docs/sources.md S-20, S-21, S-22.
    """
    plain = latin_base(name)
    if kind == "organisation" and plain:
        plain = latin_base(proper_name(name, forms)) or plain
    return plain[:LONGEST_BASE] or _NAMELESS[kind]


def username(
    base: str, taken: Callable[[str], bool], next_ordinal: int, digits: int
) -> tuple[str, int]:
    """The next free username of a base, and the ordinal to go on from next time.

    Args:
        base: as made by `base`.
        taken: whether any account, also a closed or deleted one, ever bore the name.
        next_ordinal: the ordinal to try first, >= 0; 0 is not written. It never goes back.
        digits: smallest width of a written ordinal: 3 for customers, 2 for officers.

    Source: docs/sources.md S-20 (ordinals), S-24 (never twice).
    """
    ordinal = next_ordinal
    while taken(name := _with_ordinal(base, ordinal, digits)):
        ordinal += 1
    return name, ordinal + 1


def _with_ordinal(base: str, ordinal: int, digits: int) -> str:
    return f"{base}{ordinal:0{digits}d}" if ordinal else base
