"""What a page holds once everything has its place: millimetres from the top left corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from printing.fonts import PT_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One run in one style; `y_mm` is its baseline."""

    x_mm: float
    y_mm: float
    text: str
    face: str
    size_pt: float
    width_mm: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in mm; marks above capitals and tails included."""
        size = self.size_pt * PT_MM
        return (
            self.x_mm,
            self.y_mm - 0.95 * size,
            self.x_mm + self.width_mm,
            self.y_mm + 0.22 * size,
        )

    def moved(self, x_mm: float, y_mm: float) -> Text:
        """The same, further right and down."""
        return Text(
            x_mm=self.x_mm + x_mm,
            y_mm=self.y_mm + y_mm,
            text=self.text,
            face=self.face,
            size_pt=self.size_pt,
            width_mm=self.width_mm,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line from one point to another."""

    x_mm: float
    y_mm: float
    to_x_mm: float
    to_y_mm: float
    weight_mm: float = 0.2
    dotted: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in mm."""
        return self.x_mm, self.y_mm, self.to_x_mm, self.to_y_mm

    def moved(self, x_mm: float, y_mm: float) -> Line:
        """The same, further right and down."""
        return Line(
            x_mm=self.x_mm + x_mm,
            y_mm=self.y_mm + y_mm,
            to_x_mm=self.to_x_mm + x_mm,
            to_y_mm=self.to_y_mm + y_mm,
            weight_mm=self.weight_mm,
            dotted=self.dotted,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMark:
    """A code's dark modules, in runs of (column, row, length) on a grid.

    `x_mm` and `y_mm` are the symbol's corner without its quiet zone; `quiet_mm` is what must
    stay white around it.
    """

    x_mm: float
    y_mm: float
    module_mm: float
    module_height_mm: float
    columns: int
    rows: int
    runs: tuple[tuple[int, int, int], ...]
    payload: str
    quiet_mm: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in mm of the symbol without its quiet zone."""
        return (
            self.x_mm,
            self.y_mm,
            self.x_mm + self.columns * self.module_mm,
            self.y_mm + self.rows * self.module_height_mm,
        )

    def moved(self, x_mm: float, y_mm: float) -> CodeMark:
        """The same, further right and down."""
        return CodeMark(
            x_mm=self.x_mm + x_mm,
            y_mm=self.y_mm + y_mm,
            module_mm=self.module_mm,
            module_height_mm=self.module_height_mm,
            columns=self.columns,
            rows=self.rows,
            runs=self.runs,
            payload=self.payload,
            quiet_mm=self.quiet_mm,
        )


Mark: TypeAlias = Text | Line | CodeMark


@dataclass(frozen=True, slots=True)
class Page:
    """A page of `width_mm` × `height_mm` with its marks, in reading order."""

    width_mm: float
    height_mm: float
    marks: tuple[Mark, ...]


def shifted(marks: Sequence[Mark], x_mm: float, y_mm: float) -> tuple[Mark, ...]:
    """All marks, further right and down."""
    return tuple(mark.moved(x_mm, y_mm) for mark in marks)
