"""Each block as strips: the pieces of a page that are never cut through.

A strip's marks count from its own top left corner, at the left edge of the body.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Final

from printing.blocks import (
    Block,
    Codes,
    Entry,
    FormLine,
    Head,
    HeadLine,
    Paragraph,
    Rule,
    Signature,
    Signatures,
    Span,
)
from printing.codes import BAR_QUIET, BEST_BAR_MODULE_MM, bar_mark, qr_mark
from printing.fonts import ASCENT, PT_MM, line_mm
from printing.lines import broken, set_line, wide
from printing.marks import Line, Mark, shifted

_GAP_MM: Final = 3.0  # between entries side by side
_QUIET_FLOOR_MM: Final = BAR_QUIET * BEST_BAR_MODULE_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A piece of a page.

    `before_mm` is dropped at the top of a page. `keep_next` holds it on one page with the
    strip that follows. `heading` is set again where a page begins with this strip, and
    `closing` below it where a page ends with it (a table's head, and its last line).
    """

    height_mm: float
    marks: tuple[Mark, ...]
    before_mm: float = 0.0
    keep_next: bool = False
    heading: Strip | None = None
    closing: tuple[Mark, ...] = ()


@singledispatch
def strips_of(block: Block, body_mm: float) -> list[Strip]:
    """The block's strips for a body of this width."""
    raise TypeError(f"{type(block).__name__} cannot be set on {body_mm} mm")


@strips_of.register
def _paragraph(block: Paragraph, body_mm: float) -> list[Strip]:
    lines = broken(block.spans, block.size_pt, body_mm, body_mm - block.hanging_mm)
    strips = []
    for number, line in enumerate(lines):
        indent = block.hanging_mm if number else 0.0
        marks = set_line(line, block.size_pt, indent, body_mm - indent, block.align)
        strips.append(Strip(height_mm=line_mm(block.size_pt), marks=tuple(marks)))
    return _together(strips, block.before_mm, keep_next=block.keep_next)


@strips_of.register
def _form_line(block: FormLine, body_mm: float) -> list[Strip]:
    shares = block.shares or (1.0,) * len(block.entries)
    room = body_mm - _GAP_MM * (len(block.entries) - 1)
    height = line_mm(block.size_pt)
    cells: list[list[tuple[Mark, ...]]] = []
    x = 0.0
    for entry, share in zip(block.entries, shares, strict=True):
        width = room * share / sum(shares)
        cells.append([shifted(line, x, 0.0) for line in _entry(entry, block.size_pt, width)])
        x += width + _GAP_MM
    if len(cells) == 1:
        strips = [Strip(height_mm=height, marks=line) for line in cells[0]]
        return _together(strips, block.before_mm, keep_next=block.keep_next)
    # side by side: one strip, each entry's lines together, as they are read
    marks = [
        mark
        for cell in cells
        for n, line in enumerate(cell)
        for mark in shifted(line, 0.0, n * height)
    ]
    tall = max(len(cell) for cell in cells) * height
    return [
        Strip(
            height_mm=tall,
            marks=tuple(marks),
            before_mm=block.before_mm,
            keep_next=block.keep_next,
        )
    ]


def _entry(entry: Entry, size_pt: float, width: float) -> list[tuple[Mark, ...]]:
    spans = [Span(entry.label + " "), Span(entry.value, bold=entry.bold)]
    lines = broken(spans if entry.value else spans[:1], size_pt, width, width)
    set_: list[tuple[Mark, ...]] = [
        tuple(set_line(line, size_pt, 0.0, width, "left")) for line in lines
    ]
    if not entry.value:
        start = wide(lines[-1]) + 1.0
        dots = Line(
            x_mm=start,
            y_mm=size_pt * PT_MM * ASCENT,
            to_x_mm=width,
            to_y_mm=size_pt * PT_MM * ASCENT,
            dotted=True,
        )
        set_[-1] = (*set_[-1], dots)
    return set_


@strips_of.register
def _head(block: Head, body_mm: float) -> list[Strip]:
    right_x = block.left_mm + block.gap_mm
    left, left_mm = _column(block.left, block.left_mm)
    right, right_mm = _column(block.right, body_mm - right_x)
    marks = (*left, *shifted(right, right_x, 0.0))
    return [Strip(height_mm=max(left_mm, right_mm), marks=marks)]


def _column(lines: Sequence[HeadLine], width: float) -> tuple[list[Mark], float]:
    marks: list[Mark] = []
    y = 0.0
    for line in lines:
        y += line.before_mm
        span = Span(line.text, bold=line.bold, italic=line.italic)
        row: list[Mark] = []
        for runs in broken([span], line.size_pt, width, width):
            row = list(set_line(runs, line.size_pt, 0.0, width, "center"))
            marks.extend(shifted(row, 0.0, y))
            y += line_mm(line.size_pt)
        if line.rule and row:
            y += 0.35
            long = (row[-1].box[2] - row[0].box[0]) * line.rule
            start = (width - long) / 2
            marks.append(Line(x_mm=start, y_mm=y, to_x_mm=start + long, to_y_mm=y, weight_mm=0.22))
            y += 0.6
    return marks, y


@strips_of.register
def _signatures(block: Signatures, body_mm: float) -> list[Strip]:
    each = body_mm / len(block.columns)
    marks: list[Mark] = []
    tall = 0.0
    for number, signature in enumerate(block.columns):
        column, height = _signature(signature, block, each)
        marks.extend(shifted(column, number * each, 0.0))
        tall = max(tall, height)
    return [
        Strip(
            height_mm=tall,
            marks=tuple(marks),
            before_mm=block.before_mm,
            keep_next=block.keep_next,
        )
    ]


def _signature(signature: Signature, block: Signatures, width: float) -> tuple[list[Mark], float]:
    size = block.size_pt
    lines = [
        HeadLine(text=signature.title, size_pt=size, bold=True),
        HeadLine(text=signature.hint, size_pt=size - 1.0, italic=True),
    ]
    if signature.name:
        lines.append(
            HeadLine(text=signature.name, size_pt=size, bold=True, before_mm=block.space_mm)
        )
    marks, height = _column(lines, width - 2.0)
    blank = 0.0 if signature.name else block.space_mm + line_mm(size)
    return list(shifted(marks, 1.0, 0.0)), height + blank


@strips_of.register
def _codes(block: Codes, body_mm: float) -> list[Strip]:
    qr = qr_mark(block.qr, block.qr_mm)
    left = block.qr_mm + max(qr.quiet_mm, _QUIET_FLOOR_MM)
    room = body_mm - left
    marks: list[Mark] = []
    y = 0.0
    for line in broken(block.above, block.above_pt, room, room):
        marks.extend(shifted(set_line(line, block.above_pt, left, room, "left"), 0.0, y))
        y += line_mm(block.above_pt)
    y += 1.2
    marks.append(bar_mark(block.bar, room, block.bar_mm).moved(left, y))
    y += block.bar_mm + 1.0
    for line in broken(block.below, block.below_pt, room, room):
        marks.extend(shifted(set_line(line, block.below_pt, left, room, "left"), 0.0, y))
        y += line_mm(block.below_pt)
    tall = max(y, block.qr_mm) + qr.quiet_mm
    # the text block is centred on the symbol beside it
    down = max(0.0, (block.qr_mm - y) / 2)
    return [
        Strip(
            height_mm=tall,
            marks=(qr, *shifted(marks, 0.0, down)),
            before_mm=max(block.before_mm, qr.quiet_mm),
        )
    ]


@strips_of.register
def _rule(block: Rule, body_mm: float) -> list[Strip]:
    line = Line(x_mm=0.0, y_mm=0.0, to_x_mm=body_mm, to_y_mm=0.0, weight_mm=block.weight_mm)
    return [
        Strip(height_mm=0.6, marks=(line,), before_mm=block.before_mm, keep_next=block.keep_next)
    ]


def _together(strips: list[Strip], before_mm: float, *, keep_next: bool) -> list[Strip]:
    """Give the space before; keep two or three lines on one page, and the last with its next."""
    if not strips:
        return []
    short = len(strips) <= 3  # so few lines are not torn apart
    held = [replace(strip, keep_next=short) for strip in strips[:-1]]
    held.append(replace(strips[-1], keep_next=keep_next))
    held[0] = replace(held[0], before_mm=before_mm)
    return held
