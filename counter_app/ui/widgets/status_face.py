"""What the status bar shows. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class StatusWord:
    """One word of the bar."""

    text: str
    icon: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFace:
    """All words of the bar, in its order. An empty text leaves its place out."""

    link: StatusWord
    waiting: StatusWord
    proof: StatusWord
    numbers: StatusWord
    printer: StatusWord
    scanner: StatusWord
    clock: StatusWord
