"""Bar charts as one strip: each bar a thick line, its number above and its label below."""

from __future__ import annotations

from typing import Final

from printing.blocks import Bars, Span
from printing.fonts import line_mm
from printing.lines import broken, set_line
from printing.marks import Line, Mark, shifted
from printing.strips import Strip, strips_of

_WIDEST_MM: Final = 8.0
_PART: Final = 0.6  # of a label's room that its bar takes


@strips_of.register
def _bars(block: Bars, body_mm: float) -> list[Strip]:
    text_mm = line_mm(block.size_pt)
    ground = text_mm + block.tall_mm
    most = max((value for _, value in block.values), default=0)
    marks: list[Mark] = [Line(x_mm=0.0, y_mm=ground, to_x_mm=body_mm, to_y_mm=ground)]
    room = body_mm / max(1, len(block.values))
    lines = 1
    for number, (label, value) in enumerate(block.values):
        left = number * room
        tall = block.tall_mm * value / most if most else 0.0
        if value:
            middle = left + room / 2
            wide = min(_WIDEST_MM, room * _PART)
            marks.append(
                Line(
                    x_mm=middle,
                    y_mm=ground,
                    to_x_mm=middle,
                    to_y_mm=ground - tall,
                    weight_mm=wide,
                )
            )
        marks.extend(shifted(_said(str(value), block.size_pt, room), left, ground - tall - text_mm))
        below = broken([Span(label)], block.size_pt, room, room)
        lines = max(lines, len(below))
        for at, line in enumerate(below):
            said = set_line(line, block.size_pt, left, room, "center")
            marks.extend(shifted(said, 0.0, ground + 0.6 + at * text_mm))
    height = ground + 0.6 + lines * text_mm
    return [Strip(height_mm=height, marks=tuple(marks), before_mm=block.before_mm)]


def _said(text: str, size_pt: float, room: float) -> list[Mark]:
    [line] = broken([Span(text)], size_pt, max(room, 20.0), max(room, 20.0))
    return list(set_line(line, size_pt, 0.0, room, "center"))
