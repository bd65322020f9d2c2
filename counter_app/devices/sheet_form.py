"""The X and Z sheet composed: money by session, receipts and numbers, the certificate with its QR.

The sheet is the office's own: no form is prescribed, and its figures are those of S-55.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from counter_app.devices.composed import Composed
from counter_app.devices.office_paper import (
    A4,
    BODY,
    composed,
    grouped,
    national_head,
    numeric_day,
    signatures,
    text_line,
)
from counter_app.usecases.day_figures import Agreement, DayState
from counter_app.usecases.day_sheet import DaySheet, SheetSort
from counter_app.usecases.money_words import METHOD_WORDS, WAY_WORDS
from counter_app.usecases.session_lines import ExplanationLine, MoveLine, SessionReport
from domain.cash import Flow, Notes
from domain.day_totals import Line
from domain.moment import Moment, local
from domain.money import dong
from domain.number_ranges import words
from printing.blocks import Block, Codes, Column, Span, Table
from printing.pdf import Facts

_SMALL: Final = 9.5
_TITLES: Final = {
    SheetSort.X: "PHIẾU X – SỐ LIỆU TẠM TÍNH",
    SheetSort.Z: "PHIẾU Z – CHỐT NGÀY",
}
_SERIES: Final = {"numbers": "Số hồ sơ", "receipts": "Biên lai", "sessions": "Phiên", "z": "Z"}
_STATES: Final = {
    DayState.OPEN: "Ngày chưa đóng: số liệu của quầy, trung tâm chưa đối soát.",
    DayState.PENDING: "CHỜ ĐỐI SOÁT: quầy đã đếm và ký, trung tâm chưa trả lời.",
    DayState.DISPUTED: "CHƯA KHỚP: hai bên đếm khác nhau, các dòng khác nhau ghi cả hai số.",
    DayState.SEALED: "GIẤY CHỨNG NHẬN KHỚP: hai bên tự tính từ dữ liệu gốc, bằng nhau và cùng ký.",
}


def compose_sheet(sheet: DaySheet, *, sample: bool = False) -> Composed:
    """Place it on A4. Raises DoesNotFit, NoGlyph."""
    title = f"{_TITLES[sheet.sort]} {numeric_day(sheet.day)}"
    return composed(
        _blocks(sheet),
        A4,
        facts=Facts(title=title, author=sheet.office.unit),
        running=(Span(title, bold=True), Span(f" · {sheet.office.counter} ·")),
        expected=_expected(sheet),
        codes=_codes_on(sheet),
        sample=sample,
    )


def _blocks(sheet: DaySheet) -> Iterator[Block]:
    yield national_head(sheet.office, sheet.made)
    yield text_line(_TITLES[sheet.sort], bold=True, size=15, centred=True, before=3)
    again = f" · Bản in lần {sheet.copy}" if sheet.copy > 1 else ""
    yield text_line(f"{sheet.office.counter} · ngày {numeric_day(sheet.day)}{again}", centred=True)
    if not sheet.sessions and not sheet.elsewhere:
        yield text_line("Trong ngày không có phiên quầy nào.", before=3)
    for line in sheet.elsewhere:
        told = f"Phiên {line.label} mở ở quầy này, {line.where or 'quầy khác'} làm tiếp."
        yield text_line(f"{told} Tiền của phiên nằm trong phiếu của quầy đó.", before=3)
    for report in sheet.sessions:
        yield from _session(report)
    if sheet.ledger:
        yield text_line("Sổ số trong ngày", bold=True, before=3, keep=True)
        yield _ledger(sheet.ledger)
    yield from _certificate(sheet)
    yield signatures(sheet.maker, before_mm=3)


# money


def _session(report: SessionReport) -> Iterator[Block]:
    line = report.line
    z = f" (Z {line.z})" if line.z else " (chưa đóng)"
    closed = f", đóng {_clock(line.closed)}" if line.closed else ""
    yield text_line(
        f"Phiên {line.label}{z}: {line.who or 'quầy'}, mở {_clock(line.opened)}{closed}",
        bold=True,
        before=3,
        keep=True,
    )
    yield _money(report)
    if report.counts:
        last = report.counts[-1]
        told = f"Đếm lúc {_clock(last.at)}: {_notes(last.notes)}."
        yield text_line(told, size=_SMALL, before=1)
    if report.explanation:
        yield text_line(_explained(report.explanation), size=_SMALL)
    for move in report.moves:
        yield text_line(_moved(move), size=_SMALL)
    for taken in report.hand_overs:
        told = f"{_clock(taken.at)} {taken.who} tiếp quản từ {taken.from_who}: {taken.reason}."
        yield text_line(told, size=_SMALL)
    for receipts in report.receipts:
        told = f"Biên lai {receipts.first} đến {receipts.last}: {receipts.count} số."
        yield text_line(told, size=_SMALL)
    for back in report.refunds:
        told = f"Hoàn {dong(back.amount)} biên lai {back.receipt}: {back.reason}."
        yield text_line(told, size=_SMALL)
    if report.procedures:
        yield _procedures(report)


def _money(report: SessionReport) -> Table:
    rows = []
    for method in sorted(report.methods, key=_order):
        flow = report.methods[method]
        there = report.counted.get(method)
        rows.append((*_flow(method, flow), _amount(there), _difference(flow, there)))
    titles = ("Cách trả", "Đầu phiên", "Đã thu", "Đã hoàn", "Vào", "Ra", "Sổ ghi", "Đếm", "Lệch")
    widths = (21.0, 19.0, 21.0, 17.0, 17.0, 17.0, 0.0, 19.0, 15.0)
    columns = tuple(
        Column(title, width, "left" if at == 0 else "right")
        for at, (title, width) in enumerate(zip(titles, widths, strict=True))
    )
    return Table(columns=columns, rows=tuple(rows), size_pt=9.0, before_mm=1)


def _flow(method: str, flow: Flow) -> tuple[str, ...]:
    return (
        METHOD_WORDS.get(method, method),
        _amount(flow.opening),
        f"{_amount(flow.received)} ({flow.fees})",
        _amount(flow.refunded),
        _amount(flow.moved_in),
        _amount(flow.moved_out),
        _amount(flow.expected),
    )


def _difference(flow: Flow, there: int | None) -> str:
    return "–" if there is None else _amount(there - flow.expected)


def _amount(amount: int | None) -> str:
    return "–" if amount is None else grouped(amount)


def _order(method: str) -> int:
    return list(METHOD_WORDS).index(method) if method in METHOD_WORDS else len(METHOD_WORDS)


def _notes(notes: Notes) -> str:
    told = [f"{grouped(worth)} × {count}" for worth, count in notes]
    return "; ".join(told) or "không có tiền mặt"


def _explained(word: ExplanationLine) -> str:
    apart = ", ".join(
        f"{METHOD_WORDS.get(m, m).lower()} {_amount(a)} đ" for m, a in word.differences.items()
    )
    second = f" Người thứ hai xác nhận: {word.approver}." if word.approver else ""
    return f"Lệch {apart}; lý do: {word.reason}.{second}"


def _moved(move: MoveLine) -> str:
    way = WAY_WORDS.get(move.way, move.way)
    return (
        f"{_clock(move.at)} {way} {dong(move.amount)}: {move.receiver}, chứng từ {move.document}."
    )


def _procedures(report: SessionReport) -> Table:
    rows = tuple(
        (each.name or each.code, str(each.fees), _amount(each.received), _amount(each.refunded))
        for each in report.procedures
    )
    columns = (
        Column("Thủ tục", 0.0),
        Column("Lượt thu", 18.0, "right"),
        Column("Đã thu", 26.0, "right"),
        Column("Đã hoàn", 24.0, "right"),
    )
    return Table(columns=columns, rows=rows, size_pt=9.5, before_mm=1.5)


# numbers and certificate


def _ledger(ledger: Sequence[Line]) -> Table:
    rows = tuple(
        (
            f"{_SERIES.get(each.sort, each.sort)} {each.name}",
            str(each.first),
            str(each.last),
            str(each.count),
            words(each.missing) or "–",
            words(each.explained) or "–",
            words(each.twice) or "–",
        )
        for each in ledger
    )
    columns = (
        Column("Dãy", 0.0),
        Column("Từ", 16.0, "right"),
        Column("Đến", 16.0, "right"),
        Column("Đã cấp", 17.0, "right"),
        Column("Thiếu", 20.0, "right"),
        Column("Giải trình", 22.0, "right"),
        Column("Trùng", 18.0, "right"),
    )
    return Table(columns=columns, rows=rows, size_pt=9.5, before_mm=1)


def _certificate(sheet: DaySheet) -> Iterator[Block]:
    face = sheet.face
    yield text_line(_STATES[face.state], bold=True, before=3, keep=True)
    if face.number:
        yield text_line(f"Chứng nhận số {face.number}, dấu {face.seal}.", keep=True)
    rows = tuple(
        (each.name, each.counter, _SIGNS[each.agreement], each.centre or "–")
        for each in face.figures
    )
    columns = (
        Column("Số liệu", 0.0),
        Column(sheet.office.counter, 34.0, "right"),
        Column("", 10.0, "center"),
        Column("Trung tâm", 34.0, "right"),
    )
    yield Table(columns=columns, rows=rows, size_pt=_SMALL, before_mm=1)
    yield text_line(_looked(face.verified), size=_SMALL, before=1)
    if sheet.qr:
        yield Codes(
            qr=sheet.qr,
            bar=_bar(sheet),
            above=(Span("Mã chứng nhận: "), Span(_bar(sheet), bold=True)),
            below=(Span(_HOW, italic=True),),
            above_pt=BODY,
            below_pt=9.5,
            qr_mm=31,
            bar_mm=10,
            before_mm=2,
        )


_SIGNS: Final = {Agreement.OPEN: "", Agreement.EQUAL: "=", Agreement.DIFFERS: "≠"}
_HOW: Final = (
    "Kiểm không cần mạng: quét mã vuông rồi chạy counterctl verify-certificate --qr với khóa "
    "công khai của trung tâm."
)


def _looked(verified: Moment | None) -> str:
    if verified is None:
        return "Toàn kho chưa kiểm lại xong lần nào."
    return f"Toàn kho đã kiểm lại từng dòng từ {_clock(verified)} ngày {local(verified):%d/%m/%Y}."


def _bar(sheet: DaySheet) -> str:
    return f"Z-{sheet.day.replace('-', '')}-{sheet.face.number}"


def _codes_on(sheet: DaySheet) -> tuple[str, ...]:
    return (sheet.qr, _bar(sheet)) if sheet.qr else ()


def _expected(sheet: DaySheet) -> Iterator[str]:
    """What must be read back: every amount that was counted, and how the day stands."""
    yield _STATES[sheet.face.state]
    yield sheet.office.counter
    for report in sheet.sessions:
        yield report.line.label
        for method, flow in report.methods.items():
            yield from (METHOD_WORDS.get(method, method), _amount(flow.expected))
    for figure in sheet.face.figures:
        yield from (figure.name, figure.counter)


def _clock(at: Moment) -> str:
    return f"{local(at):%H:%M}"
