"""Placing a part on its pages: strips from top to bottom, page numbers where there are several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

# Imported for their effect: they register themselves as kinds of block.
from printing import charts as charts
from printing import tables as tables
from printing.blocks import Block, Part, Sheet, Span
from printing.errors import DoesNotFit
from printing.fonts import line_mm
from printing.lines import broken, set_line
from printing.marks import Mark, Page, shifted
from printing.strips import Strip, strips_of

_FOOT_PT: Final = 9.0
_EDGE_MM: Final = 4.5  # what office printers leave white at the edge of the paper
_FOOT_MM: Final = line_mm(_FOOT_PT) + 1.0


def place(
    part: Part, sheet: Sheet, set_before: dict[Block, list[Strip]] | None = None
) -> list[Page]:
    """The part's pages. Raises DoesNotFit, NoGlyph.

    One page has no number (as official papers have it); several say which of how many.
    `set_before` remembers blocks between parts of one document on the same sheet.
    """
    known = {} if set_before is None else set_before
    for block in part.blocks:
        if block not in known:
            known[block] = strips_of(block, sheet.body_mm)
    strips = [strip for block in part.blocks for strip in known[block]]
    corner_mm = max(0.0, _EDGE_MM + line_mm(part.corner_pt) - sheet.top_mm) if part.corner else 0.0
    body_mm = sheet.height_mm - sheet.top_mm - sheet.bottom_mm - corner_mm
    bodies = list(_flow(strips, body_mm))
    if len(bodies) > 1:
        bodies = list(_flow(strips, body_mm - _FOOT_MM))
    pages = []
    for number, body in enumerate(bodies, start=1):
        marks = [*_corner(part, sheet), *shifted(body, sheet.left_mm, sheet.top_mm + corner_mm)]
        if len(bodies) > 1:
            marks.extend(_foot(part, sheet, number, len(bodies)))
        pages.append(Page(sheet.width_mm, sheet.height_mm, tuple(marks)))
    return pages


def furniture(part: Part, pages: int) -> tuple[str, ...]:
    """What a reader of the text finds between the lines: the foot of each page."""
    if pages == 1:
        return ()
    running = "".join(span.text for span in part.running)
    return tuple(f"{running} {part.page_word} {number}/{pages}" for number in range(1, pages + 1))


def _flow(strips: Sequence[Strip], room_mm: float) -> Iterator[list[Mark]]:
    page: list[Mark] = []
    y = 0.0
    last: Strip | None = None
    for group in _groups(strips, room_mm):
        needed = sum(strip.before_mm + strip.height_mm for strip in group)
        if page and y + needed > room_mm:
            if last:
                page.extend(shifted(last.closing, 0.0, y - last.height_mm))
            yield page
            page, y = [], 0.0
        for strip in group:
            if not page and strip.heading:
                page.extend(strip.heading.marks)
                y = strip.heading.height_mm
            y += strip.before_mm if page else 0.0
            if y + strip.height_mm > room_mm + 0.01:
                raise DoesNotFit
            page.extend(shifted(strip.marks, 0.0, y))
            y += strip.height_mm
            last = strip
    yield page


def _groups(strips: Sequence[Strip], room_mm: float) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.keep_next:
            yield from _parted(group, room_mm)
            group = []
    if group:
        yield from _parted(group, room_mm)


def _parted(group: list[Strip], room_mm: float) -> Iterator[list[Strip]]:
    """Strips that wish to stay together do so only where one page can hold them."""
    if sum(strip.before_mm + strip.height_mm for strip in group) <= room_mm:
        yield group
    else:
        yield from ([strip] for strip in group)


def _corner(part: Part, sheet: Sheet) -> tuple[Mark, ...]:
    if not part.corner:
        return ()
    [line] = broken([Span(part.corner, bold=True)], part.corner_pt, sheet.body_mm, sheet.body_mm)
    marks = set_line(line, part.corner_pt, 0.0, sheet.body_mm, "right")
    return shifted(marks, sheet.left_mm, _EDGE_MM)


def _foot(part: Part, sheet: Sheet, number: int, pages: int) -> tuple[Mark, ...]:
    spans = (*part.running, Span(f" {part.page_word} {number}/{pages}"))
    lines = broken(spans, _FOOT_PT, sheet.body_mm, sheet.body_mm)
    marks = set_line(lines[0], _FOOT_PT, 0.0, sheet.body_mm, "center")
    top = sheet.height_mm - sheet.bottom_mm - line_mm(_FOOT_PT)
    return shifted(marks, sheet.left_mm, top)
