"""The summary of a week or a month for the head of the office, on A4 (docs/sources.md S-48)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from counter_app.devices.composed import Composed
from counter_app.devices.office_paper import (
    A4,
    composed,
    grouped,
    national_head,
    period_words,
    signatures,
    text_line,
)
from counter_app.usecases.money_words import METHOD_WORDS
from counter_app.usecases.reports import Figures, ReportSort, Summary, Takings
from domain.identifiers import Day
from domain.moment import local
from printing.blocks import Bars, Block, Column, Paragraph, Span, Table
from printing.pdf import Facts

TITLES: Final = {ReportSort.WEEK: "BÁO CÁO TUẦN", ReportSort.MONTH: "BÁO CÁO THÁNG"}
NO_NAME: Final = "Chưa rõ tên"
SUBJECT: Final = "Tình hình tiếp nhận và giải quyết hồ sơ"
CHANNELS: Final[Mapping[str, str]] = {
    "counter": "Trực tiếp tại quầy",
    "online": "Trực tuyến",
    "post": "Bưu chính công ích",
}
ALL_SEALED: Final = "Mọi ngày có phát sinh trong kỳ đều đã chốt và khớp với trung tâm."
NO_RESULTS: Final = (
    "Chỉ tính hồ sơ tiếp nhận trong kỳ; hồ sơ chưa ghi trả kết quả trong chương trình là đang giải "
    "quyết, trong hạn hay quá hạn theo giờ hẹn."
)


def compose_summary(summary: Summary, *, sample: bool = False) -> Composed:
    """Place it on A4. Raises DoesNotFit, NoGlyph."""
    title = f"{TITLES[summary.sort]}: {period_words(summary.period.first, summary.period.last)}"
    return composed(
        _blocks(summary),
        A4,
        facts=Facts(title=title, author=summary.office.unit),
        running=(Span(f"{title} ·"),),
        expected=_expected(summary),
        sample=sample,
    )


def dossier_figures(figures: Figures) -> list[tuple[str, int]]:
    """Every figure on dossiers with its name, in the order of the paper."""
    channels = dict.fromkeys(CHANNELS, 0) | dict(figures.channels)
    return [
        ("Tổng số hồ sơ tiếp nhận", figures.received),
        *((f"– {CHANNELS.get(name, name)}", count) for name, count in channels.items()),
        ("Đang giải quyết", figures.in_progress),
        ("– Trong hạn", figures.on_time),
        ("– Quá hạn", figures.late),
        ("Đã trả kết quả", figures.returned),
    ]


def fee_rows(figures: Figures) -> list[tuple[str, Takings]]:
    """Each way of paying by its name, then the sum."""
    known = [name for name in METHOD_WORDS if name in figures.methods]
    others = sorted(figures.methods.keys() - METHOD_WORDS.keys())
    rows = [(METHOD_WORDS.get(name, name), figures.methods[name]) for name in (*known, *others)]
    every = figures.methods.values()
    whole = Takings(
        fees=sum(each.fees for each in every),
        received=sum(each.received for each in every),
        refunds=sum(each.refunds for each in every),
        refunded=sum(each.refunded for each in every),
    )
    return [*rows, ("Cộng", whole)]


def unsealed_words(figures: Figures) -> str:
    """The counters' days that are counted nowhere in the report, or that there are none."""
    if not figures.unsealed:
        return ALL_SEALED
    days: dict[str, list[str]] = {}
    for counter, day in figures.unsealed:
        days.setdefault(counter or NO_NAME, []).append(f"{date.fromisoformat(day):%d/%m}")
    told = "; ".join(f"{counter}: {', '.join(each)}" for counter, each in days.items())
    return f"Chưa chốt nên chưa tính vào báo cáo: {told}."


def _blocks(summary: Summary) -> Iterator[Block]:
    figures = summary.figures
    yield national_head(summary.office, summary.made)
    yield text_line(TITLES[summary.sort], bold=True, size=15, centred=True, before=3, keep=True)
    yield text_line(SUBJECT, bold=True, centred=True, keep=True)
    yield text_line(period_words(summary.period.first, summary.period.last), centred=True)
    yield text_line(unsealed_words(figures), before=2)
    yield _chapter("1. Hồ sơ")
    yield Table(
        columns=(Column("Nội dung", 0.0), Column("Số hồ sơ", 40.0, "right")),
        rows=tuple((name, grouped(count)) for name, count in dossier_figures(figures)),
        size_pt=10.5,
        before_mm=1,
    )
    as_of = local(figures.as_of)
    yield text_line(
        f"Tính đến {as_of:%H:%M} ngày {as_of:%d/%m/%Y}. {NO_RESULTS}", size=9.5, before=1
    )
    yield _chapter("2. Hồ sơ tiếp nhận theo ngày")
    yield Bars(values=_bars(figures.days), size_pt=8.5, before_mm=1)
    yield _chapter("3. Hồ sơ tiếp nhận theo quầy")
    counters = sorted(figures.counters.items()) or [("Không có", 0)]
    yield Table(
        columns=(Column("Quầy", 0.0), Column("Số hồ sơ", 40.0, "right")),
        rows=tuple((name or NO_NAME, grouped(count)) for name, count in counters),
        size_pt=10.5,
        before_mm=1,
    )
    yield _chapter("4. Phí, lệ phí theo cách trả (đồng)")
    yield _fees(figures)
    yield signatures(summary.maker)


def _chapter(title: str) -> Paragraph:
    return text_line(title, bold=True, before=3, keep=True)


def _bars(days: Mapping[Day, int]) -> tuple[tuple[str, int], ...]:
    """By the day of the month; in a week with the month beside it."""
    form = "%d/%m" if len(days) <= 7 else "%d"
    return tuple((date.fromisoformat(day).strftime(form), count) for day, count in days.items())


def _fees(figures: Figures) -> Table:
    rows = tuple(
        (name, *(grouped(count) for count in each.figures)) for name, each in fee_rows(figures)
    )
    titles = ("Cách trả", "Lượt thu", "Đã thu", "Lượt hoàn", "Đã hoàn", "Còn lại")
    widths = (0.0, 20.0, 31.0, 22.0, 29.0, 31.0)
    columns = tuple(
        Column(title, width, "right" if width else "left")
        for title, width in zip(titles, widths, strict=True)
    )
    return Table(columns=columns, rows=rows, size_pt=10.5, before_mm=1)


def _expected(summary: Summary) -> Iterator[str]:
    """What must be read back: every figure, and what was not counted."""
    figures = summary.figures
    yield from (TITLES[summary.sort], unsealed_words(figures))
    for name, count in dossier_figures(figures):
        yield from (name, grouped(count))
    for name, each in fee_rows(figures):
        yield from (name, grouped(each.received), grouped(each.refunded))
