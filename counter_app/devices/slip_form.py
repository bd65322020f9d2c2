"""Mẫu số 01 composed: which words stand where on the appointment slip, in both copies (liên).

Typography follows Nghị định 30/2020/NĐ-CP, phụ lục I: national name in bold capitals of
12–13 pt, motto in bold with a line under its whole length, place and date in italics, days
below 10 and the months 1 and 2 with a leading zero. Paper sizes: Thông tư 01/2018/TT-VPCP,
điều 9.2 (A5); provinces' own templates use A4.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from counter_app.devices.composed import Composed
from counter_app.devices.slip_paper import STYLES, Paper, Style
from counter_app.devices.slip_words import (
    COPIES,
    SAMPLE,
    TITLE,
    count_words,
    day_words,
    expected,
    lookup_words,
    moment_words,
    notes,
    plain,
    reprint_words,
)
from domain.slip import AppointmentSlip, lookup_address
from printing.blocks import (
    Block,
    Codes,
    Column,
    Entry,
    FormLine,
    Head,
    HeadLine,
    Paragraph,
    Part,
    Signature,
    Signatures,
    Span,
    Table,
)
from printing.layout import furniture, place
from printing.marks import CodeMark, Page, Text
from printing.pdf import Facts
from printing.strips import Strip

_LONG_EMAIL: Final = 30  # characters; longer ones get a line of their own


def slip_pdf(slip: AppointmentSlip, paper: Paper = Paper.A5, *, sample: bool = False) -> bytes:
    """Both copies as one PDF that was read back: it may count.

    Raises ReadBackFailed, DoesNotFit, NoGlyph.
    """
    return compose(slip, paper, sample=sample).finished()


def compose(slip: AppointmentSlip, paper: Paper = Paper.A5, *, sample: bool = False) -> Composed:
    """Place both copies. `sample` marks each page MẪU (demonstration, training)."""
    style = STYLES[paper]
    pages: list[Page] = []
    between: list[str] = []
    set_before: dict[Block, list[Strip]] = {}  # most of the second copy is the first one's
    for label in COPIES:
        part = Part(
            blocks=_blocks(slip, label, style),
            running=(Span("Mã hồ sơ: "), Span(slip.code, bold=True), Span(f" · {label} ·")),
            corner=SAMPLE if sample else "",
        )
        placed = place(part, style.sheet, set_before)
        pages.extend(placed)
        between.extend(furniture(part, len(placed)))
        between.extend([SAMPLE] if sample else [])
        between.append("".join(column.title for column in _columns(style)))
    facts = Facts(
        title=f"{TITLE.capitalize()} {slip.code}",
        author=plain(slip.agency),
        subject="Mẫu số 01, Thông tư 01/2018/TT-VPCP",
    )
    return Composed(
        pages=tuple(pages),
        facts=facts,
        expected=expected(slip),
        codes=(lookup_address(slip.lookup_host, slip.code), slip.code) * len(COPIES),
        furniture=tuple(dict.fromkeys(between)),
        media=style.sheet.media,
    )


def _blocks(slip: AppointmentSlip, label: str, style: Style) -> tuple[Block, ...]:
    return (
        _head(slip, style),
        _codes(slip, style),
        *_title(slip, label, style),
        *_who(slip, style),
        *_what(slip, style),
        *_foot(slip, style),
    )


def _head(slip: AppointmentSlip, style: Style) -> Head:
    return Head(
        left=(
            *_agency_lines(slip.agency, style.agency),
            HeadLine(text=slip.unit.upper(), size_pt=style.agency, bold=True, rule=0.45),
        ),
        right=(
            HeadLine(text="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size_pt=style.nation, bold=True),
            HeadLine(
                text="Độc lập - Tự do - Hạnh phúc", size_pt=style.nation + 0.5, bold=True, rule=1.0
            ),
            HeadLine(
                text=f"{slip.place}, {day_words(date.fromisoformat(slip.day))}",
                size_pt=style.body + 0.5,
                italic=True,
                before_mm=1.0,
            ),
        ),
        left_mm=style.left_mm,
        gap_mm=0.5,
    )


def _agency_lines(agency: str, size_pt: float) -> list[HeadLine]:
    return [HeadLine(text=line.upper(), size_pt=size_pt) for line in agency.split("\n")]


def _codes(slip: AppointmentSlip, style: Style) -> Codes:
    return Codes(
        qr=lookup_address(slip.lookup_host, slip.code),
        bar=slip.code,
        above=(Span("Mã hồ sơ: "), Span(slip.code, bold=True)),
        below=(Span(lookup_words(slip), italic=True),),
        above_pt=style.body + 1.5,
        below_pt=style.note,
        qr_mm=style.qr_mm,
        bar_mm=style.bar_mm,
        before_mm=2.0,
    )


def _title(slip: AppointmentSlip, label: str, style: Style) -> list[Block]:
    words = [Span(f"({label})", italic=True)]
    if slip.copy > 1:
        words.append(Span(f" – {reprint_words(slip)}", bold=True))
    return [
        Paragraph(
            spans=(Span(TITLE, bold=True),), size_pt=style.title, align="center", keep_next=True
        ),
        Paragraph(spans=tuple(words), size_pt=style.body, align="center", keep_next=True),
    ]


def _who(slip: AppointmentSlip, style: Style) -> list[Block]:
    lines = [
        _line(style, Entry("Bộ phận tiếp nhận và trả kết quả:", slip.receiving_unit), before=1.2),
        _line(style, Entry("Tiếp nhận hồ sơ của:", slip.applicant, bold=True)),
    ]
    if slip.submitter:
        role = f" ({slip.submitter_role})" if slip.submitter_role else ""
        lines.append(_line(style, Entry("Người nộp:", slip.submitter + role)))
    lines.append(_line(style, Entry("Địa chỉ:", slip.address)))
    lines.extend(_reach(slip, style))
    if slip.identity_number:
        lines.append(_line(style, Entry("Số CCCD/Hộ chiếu/MST:", slip.identity_number)))
    lines.append(_line(style, Entry("Nội dung yêu cầu giải quyết:", slip.request, bold=True)))
    return list(lines)


def _reach(slip: AppointmentSlip, style: Style) -> list[FormLine]:
    phone, email = Entry("Số điện thoại:", slip.phone), Entry("Email:", slip.email)
    if len(slip.email) > _LONG_EMAIL:
        return [_line(style, phone), _line(style, email)]
    beside = FormLine(
        entries=(phone, email),
        shares=(0.44, 0.56),
        size_pt=style.body,
        before_mm=style.line_mm,
    )
    return [beside]


def _what(slip: AppointmentSlip, style: Style) -> list[Block]:
    rows = tuple(
        (
            str(number),
            item.name + (f" ({item.note})" if item.note else ""),
            count_words(item.originals),
            count_words(item.copies),
        )
        for number, item in enumerate(slip.components, start=1)
    )
    lines: list[Block] = [
        Paragraph(
            spans=(Span("1. Thành phần hồ sơ nộp gồm:"),),
            size_pt=style.body,
            before_mm=style.line_mm,
            keep_next=True,
        ),
        Table(columns=_columns(style), rows=rows, size_pt=style.table, before_mm=0.8),
    ]
    numbered = [
        Entry("2. Số lượng hồ sơ:", f"{slip.sets:02d} (bộ)"),
        Entry("3. Thời gian giải quyết hồ sơ theo quy định là:", slip.time_limit),
        Entry("4. Thời gian nhận hồ sơ:", moment_words(slip.received_at)),
        Entry("5. Thời gian trả kết quả giải quyết hồ sơ:", moment_words(slip.due_at), bold=True),
        Entry("6. Đăng ký nhận kết quả tại:", slip.result_at),
    ]
    if slip.fee:
        numbered.append(Entry("7. Phí, lệ phí:", slip.fee))
    for number, entry in enumerate(numbered):
        lines.append(_line(style, entry, before=1.4 if number == 0 else style.line_mm))
    last = 8 if slip.fee else 7
    lines.append(
        FormLine(
            entries=(
                Entry(f"{last}. Vào Sổ theo dõi hồ sơ, Quyển số:", slip.book_no),
                Entry("Số thứ tự:", slip.book_seq),
            ),
            shares=(0.64, 0.36),
            size_pt=style.body,
            before_mm=style.line_mm,
            keep_next=True,
        )
    )
    return lines


def _foot(slip: AppointmentSlip, style: Style) -> list[Block]:
    hint = "(Ký và ghi rõ họ tên)"
    signatures = Signatures(
        columns=(
            Signature("NGƯỜI NỘP HỒ SƠ", hint, slip.submitter or ""),
            Signature("NGƯỜI TIẾP NHẬN HỒ SƠ", hint, slip.officer),
        ),
        size_pt=style.body,
        space_mm=style.sign_mm,
        before_mm=2.4,
        keep_next=True,
    )
    remarks = notes()
    blocks: list[Block] = [signatures]
    for number, note in enumerate(remarks):
        spans = (Span("Ghi chú: ", bold=True),) if number == 0 else ()
        blocks.append(
            Paragraph(
                spans=(*spans, Span(note)),
                size_pt=style.note,
                before_mm=2.0 if number == 0 else 0.2,
                keep_next=number < len(remarks) - 1,
            )
        )
    return blocks


def _columns(style: Style) -> tuple[Column, ...]:
    narrow = 18.0 if style.sheet.width_mm < 200 else 23.0  # A5, A4
    return (
        Column("STT", 9.5 if narrow < 20 else 13.0, "center"),
        Column("Tên giấy tờ", 0.0),
        Column("Bản chính", narrow, "center"),
        Column("Bản sao", narrow, "center"),
    )


def _line(style: Style, entry: Entry, *, before: float | None = None) -> FormLine:
    space = style.line_mm if before is None else before
    return FormLine(entries=(entry,), size_pt=style.body, before_mm=space)


def boxes(page: Page) -> Sequence[tuple[str, tuple[float, float, float, float]]]:
    """What stands where on a page: text or code, with its box in mm."""
    found = []
    for mark in page.marks:
        if isinstance(mark, Text):
            found.append((mark.text, mark.box))
        elif isinstance(mark, CodeMark):
            found.append((mark.payload, mark.box))
    return found
