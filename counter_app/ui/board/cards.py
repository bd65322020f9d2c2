"""The cards of the board, each round its chart."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.ui.board.charts import FieldChart, HourChart, Legend
from counter_app.ui.board.month import MonthChart
from counter_app.ui.board.rows import Rows, scrolled
from counter_app.ui.look import Look
from counter_app.ui.widgets.card import Card

_HOURS: Final = (("one", "hôm nay"), ("mean", "trung bình 4 tuần"))
_FIELDS: Final = (("one", "còn hạn"), ("two", "sắp hạn"), ("late", "trễ"))


def hours_card(look: Look, chart: HourChart) -> Card:
    """Receptions by hour."""
    card = Card(look, "", "Tiếp nhận theo giờ")
    card.head.addWidget(Legend(look, _HOURS))
    card.body.addWidget(chart, 1)
    return card


def fields_card(look: Look, chart: FieldChart) -> Card:
    """What is under way."""
    card = Card(look, "", "Đang giải quyết")
    card.head.addWidget(Legend(look, _FIELDS))
    card.body.addWidget(scrolled(chart), 1)
    return card


def counters_card(look: Look, rows: Rows) -> Card:
    """The counters."""
    card = Card(look, "", "Các quầy")
    card.body.setContentsMargins(14, 6, 14, 8)
    card.body.setSpacing(2)
    card.body.addWidget(scrolled(rows), 1)
    return card


def month_card(look: Look, chart: MonthChart) -> Card:
    """The days; its title names the month."""
    card = Card(look, "", "Tháng")
    card.body.setContentsMargins(14, 6, 14, 8)
    card.body.setSpacing(2)
    card.body.addWidget(chart, 1)
    look.pin(card, least_width=300)
    return card


def side_by_side(counters: Card, month: Card) -> QWidget:
    """The counters take what the month leaves."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(counters, 8)
    row.addWidget(month, 3)
    return holder
