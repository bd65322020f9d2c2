"""The papers on which slips are printed, with their type sizes and margins.

Paper size: Thông tư 01/2018/TT-VPCP, điều 9.2 (A5); provinces' own templates use A4. Type sizes:
Nghị định 30/2020/NĐ-CP, phụ lục I (docs/sources.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from printing.blocks import Sheet


class Paper(StrEnum):
    """The paper sizes on which slips are printed."""

    A5 = "A5"
    A4 = "A4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Sizes in pt and distances in mm, of one paper size."""

    sheet: Sheet
    body: float
    table: float
    note: float
    title: float
    agency: float
    nation: float
    left_mm: float
    line_mm: float
    sign_mm: float
    qr_mm: float
    bar_mm: float


STYLES: Final = {
    Paper.A5: Style(
        sheet=Sheet(
            width_mm=148,
            height_mm=210,
            left_mm=12,
            right_mm=8,
            top_mm=7.5,
            bottom_mm=7,
            media="iso_a5_148x210mm",
        ),
        body=10.4,
        table=9.5,
        note=8.5,
        title=13.5,
        agency=10,
        nation=12,
        left_mm=39,
        line_mm=0.1,
        sign_mm=10.5,
        qr_mm=22,
        bar_mm=9.5,
    ),
    Paper.A4: Style(
        sheet=Sheet(
            width_mm=210,
            height_mm=297,
            left_mm=30,
            right_mm=18,
            top_mm=18,
            bottom_mm=15,
            media="iso_a4_210x297mm",
        ),
        body=13,
        table=12,
        note=11,
        title=15,
        agency=12.5,
        nation=13,
        left_mm=60,
        line_mm=0.9,
        sign_mm=20,
        qr_mm=27,
        bar_mm=13,
    ),
}
