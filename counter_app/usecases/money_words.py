"""What ways of paying, and of moving cash, are called on screens and papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.cash import CASH, OTHER
from domain.session import FROM_SAFE, TO_BANK, TO_SAFE

METHOD_WORDS: Final[Mapping[str, str]] = {
    CASH: "Tiền mặt",
    "transfer": "Chuyển khoản",
    "card": "Thẻ",
    OTHER: "Khác",
}
"""In the order of lists."""

WAY_WORDS: Final[Mapping[str, str]] = {
    TO_SAFE: "Nộp vào két",
    TO_BANK: "Nộp ngân hàng",
    FROM_SAFE: "Nhận từ két",
}
