"""What the office's own papers share: sheet, heads, signatures, and how they are placed.

Typography as on the slips: Nghị định 30/2020/NĐ-CP, phụ lục I.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from counter_app.devices.composed import Composed
from counter_app.devices.slip_words import SAMPLE
from counter_app.usecases.office_card import OfficeCard
from domain.identifiers import Day
from domain.moment import Moment, local
from domain.money import dong
from printing.blocks import (
    Block,
    Head,
    HeadLine,
    Paragraph,
    Part,
    Sheet,
    Signature,
    Signatures,
    Span,
)
from printing.layout import furniture, place
from printing.pdf import Facts

A4: Final = Sheet(
    width_mm=210,
    height_mm=297,
    left_mm=20,
    right_mm=15,
    top_mm=13,
    bottom_mm=12,
    media="iso_a4_210x297mm",
)
BODY: Final = 11.0
"""pt, of the text."""

BY_NAME: Final = "(Ký và ghi rõ họ tên)"
IN_CHARGE: Final = Signature("CÁN BỘ PHỤ TRÁCH", BY_NAME, "")


def composed(
    blocks: Iterable[Block],
    sheet: Sheet,
    *,
    facts: Facts,
    running: tuple[Span, ...],
    expected: Iterable[str],
    codes: tuple[str, ...] = (),
    sample: bool,
) -> Composed:
    """Place a paper; `sample` marks each page MẪU. Raises DoesNotFit, NoGlyph."""
    part = Part(blocks=tuple(blocks), running=running, corner=SAMPLE if sample else "")
    pages = place(part, sheet)
    between = [*furniture(part, len(pages)), *([SAMPLE] if sample else [])]
    return Composed(
        pages=tuple(pages),
        facts=facts,
        expected=tuple(expected),
        codes=codes,
        furniture=tuple(dict.fromkeys(between)),
        media=sheet.media,
    )


def office_lines(office: OfficeCard) -> tuple[HeadLine, HeadLine]:
    """The left of a head: whose paper it is."""
    return (
        HeadLine(text=office.name.upper(), size_pt=11),
        HeadLine(text=office.unit.upper(), size_pt=11, bold=True, rule=0.45),
    )


def made_line(made: Moment, size: float, before: float = 0.0) -> HeadLine:
    """When it was made; `size` in pt, `before` in mm."""
    told = local(made)
    text = f"Lập lúc {told:%H:%M} ngày {told:%d/%m/%Y}"
    return HeadLine(text=text, size_pt=size, italic=True, before_mm=before)


def national_head(office: OfficeCard, made: Moment) -> Head:
    """The office beside the nation's name and motto."""
    return Head(
        left=office_lines(office),
        right=(
            HeadLine(text="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size_pt=12, bold=True),
            HeadLine(text="Độc lập - Tự do - Hạnh phúc", size_pt=12.5, bold=True, rule=1.0),
            made_line(made, BODY, 1.0),
        ),
        left_mm=74.0,
    )


def signatures(maker: str, beside: Signature = IN_CHARGE, *, before_mm: float = 4) -> Signatures:
    """Who made it, and who answers for it."""
    return Signatures(
        columns=(Signature("NGƯỜI LẬP", BY_NAME, maker), beside),
        size_pt=BODY,
        space_mm=14,
        before_mm=before_mm,
    )


def text_line(
    text: str,
    *,
    bold: bool = False,
    size: float = BODY,
    centred: bool = False,
    before: float = 0.4,
    keep: bool = False,
) -> Paragraph:
    """A line of text; `keep` on the page of what follows it."""
    return Paragraph(
        spans=(Span(text, bold=bold),),
        size_pt=size,
        align="center" if centred else "left",
        before_mm=before,
        keep_next=keep,
    )


def grouped(number: int) -> str:
    """ "−1.234.500"."""
    return dong(number).removesuffix(" đ").replace("-", "−")


def numeric_day(day: Day) -> str:
    """ "27/11/2026"."""
    return f"{date.fromisoformat(day):%d/%m/%Y}"


def period_words(first: Day, last: Day) -> str:
    """The days of a period."""
    return f"Từ ngày {numeric_day(first)} đến ngày {numeric_day(last)}"
