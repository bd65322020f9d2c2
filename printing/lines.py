"""Breaking text into lines: greedy, at blanks; a word longer than the line is broken too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from printing.blocks import Align, Span
from printing.fonts import ASCENT, PT_MM, face, width_mm
from printing.marks import Text

_TOKEN = re.compile(r" +|[^ ]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one style, measured."""

    text: str
    face: str
    width_mm: float


Word: TypeAlias = list[tuple[str, str]]  # (text, face) pieces with no blank between them


def broken(
    spans: Sequence[Span], size_pt: float, first_mm: float, rest_mm: float
) -> list[list[Run]]:
    """Lines of runs: the first at most `first_mm` wide, the others `rest_mm`."""
    lines: list[Word] = [[]]
    used = 0.0
    for word in _fitting(_words(spans), size_pt, min(first_mm, rest_mm)):
        room = first_mm if len(lines) == 1 else rest_mm
        blank = width_mm(" ", word[0][1], size_pt) if lines[-1] else 0.0
        wide = _wide(word, size_pt)
        if lines[-1] and used + blank + wide > room + 0.01:
            lines.append(list(word))
            used = wide
            continue
        if lines[-1]:
            text, name = lines[-1][-1]
            lines[-1][-1] = (text + " ", name)
        lines[-1].extend(word)
        used += blank + wide
    return [_runs(line, size_pt) for line in lines]


def wide(line: Sequence[Run]) -> float:
    """Width of a line in mm."""
    return sum(run.width_mm for run in line)


def set_line(
    line: Sequence[Run], size_pt: float, x_mm: float, room_mm: float, align: Align
) -> list[Text]:
    """The line's marks with the line's top at 0."""
    slack = {"left": 0.0, "center": 0.5, "right": 1.0}[align] * (room_mm - wide(line))
    marks: list[Text] = []
    x = x_mm + slack
    baseline = size_pt * PT_MM * ASCENT
    for run in line:
        if run.text.strip():
            marks.append(
                Text(
                    x_mm=x,
                    y_mm=baseline,
                    text=run.text,
                    face=run.face,
                    size_pt=size_pt,
                    width_mm=run.width_mm,
                )
            )
        x += run.width_mm
    return marks


def _words(spans: Sequence[Span]) -> Iterator[Word]:
    word: Word = []
    for span in spans:
        name = face(bold=span.bold, italic=span.italic)
        for token in _TOKEN.findall(" ".join(span.text.split("\n"))):
            if not token.isspace() or "\u00a0" in token:
                word.append((token, name))
            elif word:
                yield word
                word = []
    if word:
        yield word


def _fitting(words: Iterator[Word], size_pt: float, room_mm: float) -> Iterator[Word]:
    for word in words:
        if _wide(word, size_pt) <= room_mm:
            yield word
        else:
            yield from _chopped(word, size_pt, room_mm)


def _chopped(word: Word, size_pt: float, room_mm: float) -> Iterator[Word]:
    for text, name in word:
        part = ""
        for character in text:
            if part and width_mm(part + character, name, size_pt) > room_mm:
                yield [(part, name)]
                part = ""
            part += character
        yield [(part, name)]


def _wide(word: Word, size_pt: float) -> float:
    return sum(width_mm(text, name, size_pt) for text, name in word)


def _runs(line: Word, size_pt: float) -> list[Run]:
    joined: list[tuple[str, str]] = []
    for text, name in line:
        if joined and joined[-1][1] == name:
            joined[-1] = (joined[-1][0] + text, name)
        else:
            joined.append((text, name))
    return [Run(text, name, width_mm(text, name, size_pt)) for text, name in joined]
