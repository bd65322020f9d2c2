"""Money, days and ages as the clerk reads them. Knows no Qt."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from domain.moment import Moment, local

WEEKDAYS: Final = (
    "Thứ Hai",
    "Thứ Ba",
    "Thứ Tư",
    "Thứ Năm",
    "Thứ Sáu",
    "Thứ Bảy",
    "Chủ nhật",
)
SHORT_WEEKDAYS: Final = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_MINUTE, _HOUR = 60_000, 3_600_000


def dong(amount: int) -> str:
    """50000 → "50.000 đ"."""
    return f"{grouped(amount)} đ"


def grouped(number: int) -> str:
    """18204 → "18.204"."""
    return f"{number:,}".replace(",", ".")


def megabytes(amount: int) -> str:
    """12400000 → "12,4 MB"; from a thousand on "1,4 GB"; never nothing for something."""
    tenths = max(1, round(amount / 100_000)) if amount else 0
    unit = "MB"
    if tenths >= 10_000:
        tenths, unit = round(tenths / 1_000), "GB"
    return f"{grouped(tenths // 10)},{tenths % 10} {unit}"


def typed_amount(text: str) -> int | None:
    """What the clerk typed as money: "100.000", "100000 đ"; None where it is no number.

    A number below 1,000 stands for thousands, as it is said at the desk: "50" is 50.000 đ.
    """
    digits = "".join(letter for letter in text if letter not in " .,đ₫")
    if not digits.isdecimal() or len(digits) > 12:
        return None
    amount = int(digits)
    return amount * 1000 if 0 < amount < 1000 else amount


def weekday(at: Moment) -> str:
    """ "Thứ Sáu"."""
    return WEEKDAYS[local(at).weekday()]


def long_day(at: Moment) -> str:
    """ "Thứ Sáu 27/11/2026"."""
    return f"{weekday(at)} {local(at):%d/%m/%Y}"


def clock(at: Moment) -> str:
    """ "09:42"."""
    return f"{local(at):%H:%M}"


def short_moment(at: Moment, now: Moment) -> str:
    """ "09:24 nay", else "T4 18/11 11:34"."""
    then = local(at)
    if then.date() == local(now).date():
        return f"{then:%H:%M} nay"
    return f"{short_day(then.date())} {then:%H:%M}"


def short_day(day: date | datetime) -> str:
    """ "T4 18/11"."""
    return f"{SHORT_WEEKDAYS[day.weekday()]} {day:%d/%m}"


def ago(since: Moment, now: Moment) -> str:
    """ "vừa xong", "6 phút trước", "2 giờ trước", else the day."""
    age = now - since
    if age < _MINUTE:
        return "vừa xong"
    if age < 24 * _HOUR:
        return f"{lasting(age)} trước"
    return f"từ {short_day(local(since))}"


def lasting(milliseconds: int) -> str:
    """ "12 giây", "6 phút", "2 giờ"."""
    if milliseconds < _MINUTE:
        return f"{max(1, milliseconds // 1000)} giây"
    if milliseconds < _HOUR:
        return f"{milliseconds // _MINUTE} phút"
    if milliseconds < 48 * _HOUR:
        return f"{milliseconds // _HOUR} giờ"
    return f"{milliseconds // (24 * _HOUR)} ngày"


def shown_birth(iso: str) -> str:
    """ "1988-03-14" → "14/03/1988"; a year, or a month of one, as it is known."""
    return "/".join(reversed(iso.split("-")))


def typed_birth(text: str) -> str:
    """ "14/3/1988" or "14031988" → "1988-03-14"; what is no day stays as typed."""
    digits = "".join(letter for letter in text if letter.isdigit())
    parts = [part for part in text.replace("-", "/").replace(".", "/").split("/") if part]
    if len(parts) == 1 and len(digits) == 8:
        parts = [digits[:2], digits[2:4], digits[4:]]
    if not 2 <= len(parts) <= 3 or not all(part.isdecimal() for part in parts):
        return text.strip()
    if len(parts[-1]) != 4:
        return text.strip()
    return "-".join([parts[-1], *(part.zfill(2) for part in reversed(parts[:-1]))])
