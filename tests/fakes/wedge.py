"""A recogniser that is good enough for the screens' tests: short gaps make a burst."""

from __future__ import annotations

from counter_app.usecases.wedge import Code, Held, Keyed, Released

GAP_MS = 60
SHORTEST = 8


class GapRecogniser:
    def __init__(self) -> None:
        self._held = ""
        self._last = 0

    def feed(self, char: str, at_ms: int) -> Keyed:
        stale = self._held if at_ms - self._last > GAP_MS else ""
        self._held = "" if stale else self._held
        self._last = at_ms
        if char == "\r":
            text, self._held = self._held, ""
            return Code(text) if len(text) >= SHORTEST else Released(stale + text + char)
        self._held += char
        return Released(stale) if stale else Held()

    def expire(self, at_ms: int) -> Held | Released:
        if self._held and at_ms - self._last > GAP_MS:
            text, self._held = self._held, ""
            return Released(text)
        return Held()
