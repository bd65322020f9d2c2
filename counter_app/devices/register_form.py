"""The register of dossiers on A4 landscape (docs/sources.md S-59: Mẫu số 06)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from counter_app.devices.composed import Composed
from counter_app.devices.office_paper import (
    composed,
    made_line,
    office_lines,
    period_words,
    signatures,
    text_line,
)
from counter_app.usecases.reports import Register, RegisterLine
from domain.moment import Moment, local
from printing.blocks import Block, Column, Head, Sheet, Signature, Span, Table
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
    Column("Địa chỉ, số điện thoại", 32.0),
    Column("Cơ quan chủ trì giải quyết", 24.0),
    Column("Nhận hồ sơ", 18.0),
    Column("Hẹn trả kết quả", 18.0),
    Column("Trả kết quả", 18.0),
    Column("Phương thức nhận kết quả", 17.0),
    Column("Ký nhận", 12.0),
    Column("Ghi chú", 19.0),
)


def compose_register(register: Register, *, sample: bool = False) -> Composed:
    """Place it on its pages. Raises DoesNotFit, NoGlyph."""
    period = period_words(register.period.first, register.period.last)
    return composed(
        _blocks(register, period),
        _SHEET,
        facts=Facts(title=f"{TITLE} {period}", author=register.office.unit),
        running=(Span(f"{TITLE} · {period} ·"),),
        expected=(TITLE, period, _count(register)),
        sample=sample,
    )


def _blocks(register: Register, period: str) -> Iterator[Block]:
    yield Head(
        left=office_lines(register.office), right=(made_line(register.made, 10),), left_mm=120.0
    )
    yield text_line(TITLE, bold=True, size=15, centred=True, before=1, keep=True)
    yield text_line(period, centred=True, before=1, keep=True)
    yield text_line(_count(register), size=10, centred=True, before=1, keep=True)
    if register.lines:
        rows = tuple(_row(number, line) for number, line in enumerate(register.lines, start=1))
        yield Table(columns=COLUMNS, rows=rows, size_pt=8.0, before_mm=2.0)
    yield signatures(register.maker, Signature("THỦ TRƯỞNG ĐƠN VỊ", "(Ký, đóng dấu)", ""))


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
        _minute(line.returned) if line.returned is not None else "",
        line.way,
        "",
        line.note,
    )


def reached(line: RegisterLine) -> str:
    """Address and telephone number in one cell, as the form has it."""
    return ", ".join(each for each in (line.address, line.phone) if each)


def _count(register: Register) -> str:
    if not register.lines:
        return "Trong kỳ không nhận hồ sơ nào."
    return f"Tổng số: {len(register.lines)} hồ sơ."


def _minute(at: Moment) -> str:
    return f"{local(at):%d/%m/%Y %H:%M}"
