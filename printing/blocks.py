"""What a document says, block by block: plain values, sizes in millimetres and points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Align: TypeAlias = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A paper size with its margins, all in mm; `media` is its PWG 5101.1 name."""

    width_mm: float
    height_mm: float
    left_mm: float
    right_mm: float
    top_mm: float
    bottom_mm: float
    media: str

    @property
    def body_mm(self) -> float:
        """Width between the margins."""
        return self.width_mm - self.left_mm - self.right_mm


@dataclass(frozen=True, slots=True)
class Span:
    """Text in one style. Blanks break; U+00A0 does not."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text. Lines after the first are indented by `hanging_mm`."""

    spans: tuple[Span, ...]
    size_pt: float
    align: Align = "left"
    before_mm: float = 0.0
    hanging_mm: float = 0.0
    keep_next: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A label and what was filled in; `bold` is the value's. An empty value is dotted."""

    label: str
    value: str
    bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """A line of a form: one entry over the whole width, or several side by side.

    `shares` are the parts of the width, one per entry; they need not sum to one.
    """

    entries: tuple[Entry, ...]
    size_pt: float
    shares: tuple[float, ...] = ()
    before_mm: float = 0.0
    keep_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadLine:
    """One centred line of a head; `rule` draws a line under it, as a part of its width."""

    text: str
    size_pt: float
    bold: bool = False
    italic: bool = False
    rule: float = 0.0
    before_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The two-column head of an official paper. `left_mm` is the left column's width."""

    left: tuple[HeadLine, ...]
    right: tuple[HeadLine, ...]
    left_mm: float
    gap_mm: float = 3.0


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column. `width_mm` 0 takes what the others leave."""

    title: str
    width_mm: float
    align: Align = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A ruled table; its head is repeated on every page that it reaches."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    size_pt: float
    before_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign; `name` is printed below the space."""

    title: str
    hint: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Places to sign side by side, `space_mm` high; never torn apart."""

    columns: tuple[Signature, ...]
    size_pt: float
    space_mm: float
    before_mm: float = 0.0
    keep_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """A QR code (ECC M) and, beside it, a Code 128 under `above` and over `below`."""

    qr: str
    bar: str
    above: tuple[Span, ...]
    below: tuple[Span, ...]
    above_pt: float
    below_pt: float
    qr_mm: float = 22.0
    bar_mm: float = 10.0
    before_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A level line across the body."""

    before_mm: float = 0.0
    weight_mm: float = 0.2
    keep_next: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A bar chart: a label and a whole number >= 0 each; never torn apart."""

    values: tuple[tuple[str, int], ...]
    size_pt: float
    tall_mm: float = 36.0  # of the highest bar
    before_mm: float = 0.0


Block: TypeAlias = Paragraph | FormLine | Head | Table | Signatures | Codes | Rule | Bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Blocks with page numbers of their own, such as one copy of a form.

    `running` stands with the page number at the foot when there is more than one page;
    `corner` is a mark at the top right of every page.
    """

    blocks: tuple[Block, ...]
    running: tuple[Span, ...] = ()
    page_word: str = "Trang"
    corner: str = ""
    corner_pt: float = 16.0
