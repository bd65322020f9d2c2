"""What a code reader that types like a keyboard comes to: words of recogniser and screens.

Named tuples, because the first paint waits for them; told apart by their type alone.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol, TypeAlias


class Held(NamedTuple):
    """The key may belong to a burst: keep it from every field until more is known."""


class Released(NamedTuple):
    """Ordinary typing after all: give these characters to the field that has the focus.

    The text may hold characters held back earlier as well as the one just fed; a carriage
    return stands for the Enter key. Empty where nothing is to be given back.
    """

    text: str


class Code(NamedTuple):
    """A whole burst that Enter ended: a card or a slip was scanned; no field sees any of it."""

    text: str
    before: str = ""  # ordinary typing that came first: give it back


Keyed: TypeAlias = Held | Released | Code


class BurstRecogniser(Protocol):
    """Told of keys and times, says which of them a reader typed. Pure: it reads no clock."""

    def feed(self, char: str, at_ms: int) -> Keyed:
        """Take one typed character (Enter as a carriage return) and its time in milliseconds."""

    def expire(self, at_ms: int) -> Held | Released:
        """What becomes of the held characters when no key has come by `at_ms`."""
