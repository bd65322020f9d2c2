"""Ruled tables as strips: a row is kept whole unless it is too tall to ask that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from printing.blocks import Align, Column, Span, Table
from printing.fonts import line_mm
from printing.lines import Run, broken, set_line
from printing.marks import Line, Mark, Text, shifted
from printing.strips import Strip, strips_of

_PAD_X_MM: Final = 1.1
_PAD_Y_MM: Final = 0.55
_WHOLE_LINES: Final = 8  # a row with more lines may run over the end of a page


@dataclass(frozen=True, slots=True)
class _Grid:
    """The columns' left edges and widths in mm, and the table's text size."""

    columns: tuple[Column, ...]
    edges: tuple[float, ...]
    size_pt: float

    def lines(self, row: Sequence[str], *, bold: bool) -> list[list[list[Run]]]:
        """Each cell's broken lines."""
        cells = []
        for number, text in enumerate(row):
            room = self.edges[number + 1] - self.edges[number] - 2 * _PAD_X_MM
            cells.append(broken([Span(text, bold=bold)], self.size_pt, room, room))
        return cells

    def text(self, line: Sequence[Run], number: int, align: Align) -> list[Text]:
        """A cell's line in its column."""
        left = self.edges[number] + _PAD_X_MM
        room = self.edges[number + 1] - _PAD_X_MM - left
        return set_line(line, self.size_pt, left, room, align)

    def level(self, y: float) -> Line:
        """A level rule over the whole table."""
        return Line(x_mm=self.edges[0], y_mm=y, to_x_mm=self.edges[-1], to_y_mm=y)

    def uprights(self, height: float) -> list[Line]:
        """The rules between the columns."""
        return [Line(x_mm=x, y_mm=0.0, to_x_mm=x, to_y_mm=height) for x in self.edges]


@strips_of.register
def _table(block: Table, body_mm: float) -> list[Strip]:
    fixed = sum(column.width_mm for column in block.columns)
    free = sum(1 for column in block.columns if not column.width_mm)
    edges = [0.0]
    for column in block.columns:
        edges.append(edges[-1] + (column.width_mm or (body_mm - fixed) / free))
    grid = _Grid(block.columns, tuple(edges), block.size_pt)
    heading = _whole(grid, [column.title for column in block.columns], bold=True)
    heading = replace(heading, before_mm=block.before_mm, keep_next=True)
    strips = [heading]
    for row in block.rows:
        strips.extend(replace(s, heading=heading) for s in _row(grid, row))
    strips[-1] = replace(strips[-1], closing=(), marks=(*strips[-1].marks, *strips[-1].closing))
    return strips


def _row(grid: _Grid, row: Sequence[str]) -> list[Strip]:
    cells = grid.lines(row, bold=False)
    if max(len(cell) for cell in cells) <= _WHOLE_LINES:
        return [_whole(grid, row, bold=False)]
    return _torn(grid, cells)


def _whole(grid: _Grid, row: Sequence[str], *, bold: bool) -> Strip:
    cells = grid.lines(row, bold=bold)
    step = line_mm(grid.size_pt)
    tall = max(len(cell) for cell in cells)
    height = tall * step + 2 * _PAD_Y_MM
    marks: list[Mark] = [grid.level(0.0), *grid.uprights(height)]
    for number, cell in enumerate(cells):
        align: Align = "center" if bold else grid.columns[number].align
        down = _PAD_Y_MM + ((tall - len(cell)) * step / 2 if bold else 0.0)
        for line_number, line in enumerate(cell):
            marks.extend(shifted(grid.text(line, number, align), 0.0, down + line_number * step))
    return Strip(height_mm=height, marks=tuple(marks), closing=(grid.level(height),))


def _torn(grid: _Grid, cells: Sequence[Sequence[Sequence[Run]]]) -> list[Strip]:
    """A very tall row, line by line."""
    step = line_mm(grid.size_pt)
    strips = []
    tall = max(len(cell) for cell in cells)
    for line_number in range(tall):
        top = _PAD_Y_MM if line_number == 0 else 0.0
        height = top + step + (_PAD_Y_MM if line_number == tall - 1 else 0.0)
        marks: list[Mark] = [*grid.uprights(height)]
        if line_number == 0:
            marks.append(grid.level(0.0))
        for number, cell in enumerate(cells):
            if line_number < len(cell):
                text = grid.text(cell[line_number], number, grid.columns[number].align)
                marks.extend(shifted(text, 0.0, top))
        strips.append(Strip(height_mm=height, marks=tuple(marks), closing=(grid.level(height),)))
    return strips
