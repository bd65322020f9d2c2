"""The reader that types like a keyboard, told from a person by its speed.

Pure: fed with characters and times, it answers what is to be done with them. Whoever filters
the keys swallows every key that was fed; whatever is to be typed after all comes back as text,
Enter included, in order. So nothing of a code reaches the field in focus, and a person's key
waits for `gap_ms` at most; nothing is lost or typed twice. Keys without text (arrows, Tab) and
repeats of a key held down are not fed: `expire` first, then let them pass.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final, TypeAlias

GAP_MS: Final = 80  # readers leave 1 to 30 ms between characters, practised typists about 100
SHORTEST_CODE: Final = 6
_ENDS: Final = ("\r", "\n")


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing to type now: the key may belong to a burst."""


@dataclass(frozen=True, slots=True)
class Released:
    """Type this now, it was no burst. The key just fed is still held unless it ends the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A burst ended with Enter. `before` was ordinary typing, and comes first."""

    text: str
    before: str = ""


Answer: TypeAlias = Held | Released | Code


class Wedge:
    """Recognises bursts. `gap_ms` is the longest pause between two characters of a reader."""

    def __init__(self, *, gap_ms: int = GAP_MS, shortest: int = SHORTEST_CODE) -> None:
        self.gap_ms = gap_ms
        self._shortest = shortest
        self._held = ""
        self._last_ms = 0

    @property
    def holding(self) -> bool:
        """Whether keys are held back, so that `expire` must be called in time."""
        return bool(self._held)

    def feed(self, text: str, at_ms: int) -> Answer:
        """Take one key (its text; "\\r" or "\\n" for Enter) typed at `at_ms`.

        Text released may end with Enter: then Enter itself is to be passed on.
        """
        before = self._given_up(at_ms)
        self._last_ms = at_ms
        if text in _ENDS:
            return self._end(text, before)
        self._held += text
        return Released(before) if before else Held()

    def expire(self, at_ms: int) -> Released:
        """Give back what waited longer than a reader would; to be called by a timer."""
        return Released(self._given_up(at_ms))

    def _given_up(self, at_ms: int) -> str:
        # a clock that steps back is a pause too
        if 0 <= at_ms - self._last_ms < self.gap_ms:
            return ""
        given, self._held = self._held, ""
        return given

    def _end(self, enter: str, before: str) -> Answer:
        typed, self._held = self._held, ""
        code = clean(typed)
        if len(code) >= self._shortest:
            return Code(code, before)
        return Released(before + typed + enter)


def clean(typed: str) -> str:
    """The payload without control characters, in NFC: readers send prefixes and separators."""
    kept = "".join(character for character in typed if unicodedata.category(character) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()
