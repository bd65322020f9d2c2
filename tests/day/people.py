"""Invented people with cards, and what they come for."""

from __future__ import annotations

from counter_app.demo.people import NAMESAKE, NHUNG, VIET

__all__ = ["NAMESAKE", "NHUNG", "OF_BOTH", "VIET"]

OF_BOTH = (
    "056087002226||Đỗ Thành Phong|21121987|Nam|"
    "Tổ dân phố 2 Phước Long, phường Nam Nha Trang, tỉnh Khánh Hòa|19062023"
)
"""Comes to both counters on the day that they do not hear of each other."""
