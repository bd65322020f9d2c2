"""The register of dossiers on A4 landscape (docs/sources.md S-59: Mẫu số 06)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from counter_app.devices.composed import Composed
from counter_app.usecases.reports import Register, RegisterLine
from domain.identifiers import Day
from domain.moment import Moment, local
from printing.blocks import (
    Block,
    Column,
    Head,
    HeadLine,
    Paragraph,
    Part,
    Sheet,
    Signature,
    Signatures,
    Span,
    Table,
)
from printing.layout import furniture, place
from printing.pdf import Facts

_SHEET: Final = Sheet(
    width_mm=297,
    height_mm=210,
    left_mm=15,
    right_mm=10,
    top_mm=13,
    bottom_mm=10,
    media="iso_a4_210x297mm",
)
TITLE: Final = "SỔ THEO DÕI HỒ SƠ"
COLUMNS: Final = (
    Column("TT", 9.0, "right"),
    Column("Mã hồ sơ", 37.5),
    Column("Tên TTHC", 0.0),
    Column("Số lượng hồ sơ (bộ)", 13.0, "right"),
    Column("Tên cá nhân, tổ chức", 27.0),
    Column("Địa chỉ, số điện thoại", 34.0),
    Column("Cơ quan chủ trì giải quyết", 26.0),
    Column("Nhận hồ sơ", 18.0),
    Column("Hẹn trả kết quả", 18.0),
    Column("Trả kết quả", 15.0),
    Column("Phương thức nhận kết quả", 17.0),
    Column("Ký nhận", 12.0),
    Column("Ghi chú", 18.0),
)


def compose_register(register: Register, *, sample: bool = False) -> Composed:
    """Place it on its pages. Raises DoesNotFit, NoGlyph."""
    period = period_words(register.period.first, register.period.last)
    part = Part(
        blocks=tuple(_blocks(register, period)),
        running=(Span(f"{TITLE} · {period} ·"),),
        corner="MẪU" if sample else "",
    )
    pages = place(part, _SHEET)
    between = [*furniture(part, len(pages)), *(["MẪU"] if sample else [])]
    return Composed(
        pages=tuple(pages),
        facts=Facts(title=f"{TITLE} {period}", author=register.office.unit),
        expected=(TITLE, period, _count(register)),
        codes=(),
        furniture=tuple(dict.fromkeys(between)),
        media=_SHEET.media,
    )


def _blocks(register: Register, period: str) -> Iterator[Block]:
    office, made = register.office, local(register.made)
    yield Head(
        left=(
            HeadLine(text=office.name.upper(), size_pt=11),
            HeadLine(text=office.unit.upper(), size_pt=11, bold=True, rule=0.45),
        ),
        right=(
            HeadLine(text=f"Lập lúc {made:%H:%M} ngày {made:%d/%m/%Y}", size_pt=10, italic=True),
        ),
        left_mm=120.0,
    )
    yield _centred(TITLE, 15.0, bold=True)
    yield _centred(period, 11.0)
    yield _centred(_count(register), 10.0)
    if register.lines:
        rows = tuple(_row(number, line) for number, line in enumerate(register.lines, start=1))
        yield Table(columns=COLUMNS, rows=rows, size_pt=8.0, before_mm=2.0)
    yield Signatures(
        columns=(
            Signature("NGƯỜI LẬP", "(Ký và ghi rõ họ tên)", register.maker),
            Signature("THỦ TRƯỞNG ĐƠN VỊ", "(Ký, đóng dấu)", ""),
        ),
        size_pt=11.0,
        space_mm=14.0,
        before_mm=4.0,
    )


def _row(number: int, line: RegisterLine) -> tuple[str, ...]:
    return (
        str(number),
        line.code,
        line.procedure,
        str(line.sets),
        line.customer,
        reached(line),
        line.agency,
        _minute(line.received),
        _minute(line.due),
        "",
        line.way,
        "",
        line.note,
    )


def reached(line: RegisterLine) -> str:
    """Address and telephone number in one cell, as the form has it."""
    return ", ".join(each for each in (line.address, line.phone) if each)


def period_words(first: Day, last: Day) -> str:
    """The days of a period."""
    return f"Từ ngày {_day(first)} đến ngày {_day(last)}"


def _count(register: Register) -> str:
    if not register.lines:
        return "Trong kỳ không nhận hồ sơ nào."
    return f"Tổng số: {len(register.lines)} hồ sơ."


def _centred(text: str, size: float, *, bold: bool = False) -> Paragraph:
    return Paragraph(
        spans=(Span(text, bold=bold),), size_pt=size, align="center", before_mm=1.0, keep_next=True
    )


def _minute(at: Moment) -> str:
    return f"{local(at):%d/%m/%Y %H:%M}"


def _day(day: Day) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}"
