"""Money: whole đồng, as the clerk reads it and as a receipt spells it."""

from typing import Final

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES: Final = ("", " nghìn", " triệu")
_LARGEST: Final = 10**18


def dong(amount: int) -> str:
    """`50000` as `50.000 đ`."""
    return f"{amount:,}".replace(",", ".") + " đ"


def in_words(amount: int) -> str:
    """The amount spelt out for a receipt, in đồng: `50000` as `Năm mươi nghìn đồng`.

    Raises:
        ValueError: negative, or 10^18 đồng and more.

    Source: docs/sources.md S-52 (usage).
    """
    if not 0 <= amount < _LARGEST:
        raise ValueError("only amounts from 0 to 10^18 - 1 are spelt out")
    words = _number(amount) + " đồng"
    return words[0].upper() + words[1:]


def _number(amount: int) -> str:
    if amount == 0:
        return _DIGITS[0]
    billions, rest = divmod(amount, 10**9)
    spoken = [f"{_number(billions)} tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            spoken.append(_group(group, full=bool(spoken)) + _SCALES[power])
    return " ".join(spoken)


def _group(group: int, *, full: bool) -> str:
    """Three digits; `full` speaks a missing hundred too, as inside a longer number."""
    hundreds, tens = divmod(group, 100)
    spoken = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens:
        spoken.append(_tens(tens, after_hundred=bool(spoken)))
    return " ".join(spoken)


def _tens(number: int, *, after_hundred: bool) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return f"lẻ {_DIGITS[ones]}" if after_hundred else _DIGITS[ones]
    spoken = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if ones == 0:
        return spoken
    changed = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return f"{spoken} {changed.get(ones, _DIGITS[ones])}"
