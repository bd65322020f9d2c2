"""A page that proves printer, paper, letters and code reader in one go."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.devices.composed import Composed
from counter_app.devices.slip_paper import STYLES, Paper
from printing.blocks import Block, Codes, Head, HeadLine, Paragraph, Part, Span
from printing.layout import furniture, place
from printing.pdf import Facts

_TITLE = "GIẤY THỬ ĐẦU NGÀY"
_LETTERS = (
    "ă â đ ê ô ơ ư · ằ ẳ ẵ ắ ặ · ầ ẩ ẫ ấ ậ · ề ể ễ ế ệ · "
    "ồ ổ ỗ ố ộ · ờ ở ỡ ớ ợ · ừ ử ữ ứ ự · ỳ ỷ ỹ ý ỵ"
)
_ASKS = "Quét mã vuông bằng máy đọc mã. Chữ có dấu ở dưới phải rõ từng dấu, không mất nét."


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPage:
    """What stands on it."""

    office: str
    counter: str
    when: str  # "T2 23/11 07:02"
    code: str


def compose_trial(page: TrialPage, paper: Paper) -> Composed:
    """Place it. Raises DoesNotFit, NoGlyph."""
    style = STYLES[paper]
    facts = (Span(page.counter, bold=True), Span(f" · {page.when}"))
    blocks: tuple[Block, ...] = (
        Head(
            left=(HeadLine(text=page.office.upper(), size_pt=style.agency, bold=True, rule=0.45),),
            right=(HeadLine(text=_TITLE, size_pt=style.nation, bold=True),),
            left_mm=style.left_mm + 10,
        ),
        Paragraph(spans=facts, size_pt=style.body, align="center", before_mm=3),
        Codes(
            qr=page.code,
            bar=page.code,
            above=(Span("Mã thử: "), Span(page.code, bold=True)),
            below=(Span(_ASKS, italic=True),),
            above_pt=style.body,
            below_pt=style.note,
            qr_mm=style.qr_mm,
            bar_mm=style.bar_mm,
            before_mm=4,
        ),
        Paragraph(spans=(Span(_LETTERS),), size_pt=style.body, before_mm=5),
        Paragraph(spans=(Span(_LETTERS.upper(), bold=True),), size_pt=style.body, before_mm=1),
    )
    part = Part(blocks=blocks)
    pages = place(part, style.sheet)
    return Composed(
        pages=tuple(pages),
        facts=Facts(title=_TITLE.capitalize(), author=page.office),
        expected=(page.office.upper(), page.counter, page.when, page.code, _LETTERS),
        codes=(page.code, page.code),
        furniture=tuple(furniture(part, len(pages))),
        media=style.sheet.media,
    )
