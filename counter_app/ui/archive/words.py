"""The archive panel in words. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counter_app.ui.wording import grouped, megabytes
from counter_app.usecases.archive_lines import (
    WHY,
    Archived,
    ArchiveLine,
    MonthLine,
    ToArchive,
    month_words,
)
from domain.moment import local


@dataclass(frozen=True, slots=True)
class Row:
    """A line of two parts."""

    title: str
    detail: str


def going_rows(going: ToArchive) -> Sequence[Row]:
    """What could go, by month."""
    return [Row(f"Tháng {month_words(each.month)}", _what(each)) for each in going.months]


def sum_words(going: ToArchive) -> str:
    """How much of it, and how large the store is."""
    store = f"Kho hiện {_megabytes(going.store_bytes)}"
    if not going.months:
        return f"Chưa có gì cần chuyển đến hết tháng {month_words(going.last_month)}. {store}."
    size = _megabytes(sum(each.bytes for each in going.months))
    scans = sum(each.scan_bytes for each in going.months)
    along = f", bản quét {_megabytes(scans)}" if scans else ""
    return f"Chuyển được {size} dữ liệu{along}. {store}."


def staying_words(going: ToArchive) -> str:
    """What stays, and why."""
    told = [f"{grouped(count)} {WHY[why]}" for why, count in sorted(going.staying.items())]
    return f"Ở lại kho: {'; '.join(told)}." if told else ""


def file_rows(lines: Sequence[ArchiveLine]) -> Sequence[Row]:
    """The archives that are there."""
    return [Row(_name(each.path), _state(each)) for each in lines]


def done_words(done: Archived, before: int, after: int) -> str:
    """What went, and what became of the store's size."""
    went = f"{grouped(done.dossiers)} hồ sơ, {grouped(done.sessions)} phiên quầy"
    if done.stopped:
        return f"Đã dừng sau khi chuyển {went}; phần còn lại vẫn ở trong kho."
    size = f"Kho {_megabytes(before)}, nay {_megabytes(after)}"
    return f"Đã chuyển {went}. {size}; chỗ trống trong kho được dùng lại."


def _what(line: MonthLine) -> str:
    told = [f"{grouped(line.dossiers)} hồ sơ"] if line.dossiers else []
    told += [f"{grouped(line.sessions)} phiên quầy"] if line.sessions else []
    told += [f"{grouped(line.scans)} bản quét"] if line.scans else []
    return ", ".join(told)


def _state(line: ArchiveLine) -> str:
    if line.absent:
        return "không mở được; đặt lại tệp hoặc gửi (F5) để lấy lại từ trung tâm"
    months = sorted({each.month for each in line.months})
    span = " – ".join(month_words(each) for each in dict.fromkeys((months[0], months[-1])))
    looked = f", kiểm {local(line.verified):%d/%m/%Y}" if line.verified else ""
    return f"tháng {span}, {_megabytes(line.bytes)}{looked}"


def _name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


def _megabytes(amount: int) -> str:
    """A figure and its unit stay on one line."""
    return megabytes(amount).replace(" ", "\u00a0")
