"""The reader that types like a keyboard, told from a person by its speed.

Pure: fed with characters and times, it answers what is to be done with them. Whoever filters
the keys swallows every key that was fed; whatever is to be typed after all comes back as text,
Enter included, in order. So nothing of a code reaches the field in focus, and a person's key
waits for `FIRST_GAP_MS` at most; nothing is lost or typed twice. Keys without text (arrows, Tab)
and repeats of a key held down are not fed: `expire` first, then let them pass.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from counter_app.usecases.wedge import Code, Held, Keyed, Released

GAP_MS: Final = 80  # readers leave 1 to 30 ms between characters, practised typists about 100
FIRST_GAP_MS: Final = 40  # a person's key waits no longer than this for its letter to appear
SURE_AFTER: Final = 3  # so many characters at a reader's pace are no person's
SHORTEST_CODE: Final = 6
_ENDS: Final = ("\r", "\n")


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

    def feed(self, char: str, at_ms: int) -> Keyed:
        """Take one key (its text; "\\r" or "\\n" for Enter) typed at `at_ms`.

        Text released may end with Enter: then Enter itself is to be passed on.
        """
        before = self._given_up(at_ms)
        self._last_ms = at_ms
        if char in _ENDS:
            return self._end(char, before)
        self._held += char
        return Released(before) if before else Held()

    def expire(self, at_ms: int) -> Released:
        """Give back what waited longer than a reader would; to be called by a timer."""
        return Released(self._given_up(at_ms))

    def _given_up(self, at_ms: int) -> str:
        # a clock that steps back is a pause too
        gap = self.gap_ms if len(self._held) >= SURE_AFTER else min(self.gap_ms, FIRST_GAP_MS)
        if 0 <= at_ms - self._last_ms < gap:
            return ""
        given, self._held = self._held, ""
        return given

    def _end(self, enter: str, before: str) -> Keyed:
        typed, self._held = self._held, ""
        code = clean(typed)
        if len(code) >= self._shortest:
            return Code(code, before)
        return Released(before + typed + enter)


def clean(typed: str) -> str:
    """The payload without control characters, in NFC: readers send prefixes and separators."""
    kept = "".join(character for character in typed if unicodedata.category(character) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()
