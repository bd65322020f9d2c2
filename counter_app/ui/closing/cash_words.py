"""How a drawer stands, in the clerk's words. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from counter_app.ui.tokens import Tone
from counter_app.ui.wording import clock, dong, short_moment
from counter_app.usecases.cash_desk import CashDesk
from counter_app.usecases.money_words import METHOD_WORDS
from counter_app.usecases.session_lines import Comparison, SessionLine
from domain.cash import OTHER
from domain.moment import Moment
from domain.session_state import SUSPENDED

METHODS: Final[Mapping[str, str]] = {**METHOD_WORDS, OTHER: "Cách khác"}


@dataclass(frozen=True, slots=True)
class ChipFace:
    """A state in one word."""

    text: str
    icon: str
    tone: Tone


def chip_face(desk: CashDesk) -> ChipFace:
    """Whether a session goes on, and whether it is counted."""
    if desk.line is None:
        return ChipFace("Chưa mở phiên", "lock", Tone.PLAIN)
    if desk.counted_at is not None:
        return ChipFace(f"Đã đếm {clock(desk.counted_at)}", "circle-check", Tone.GOOD)
    if desk.line.state == SUSPENDED:
        return ChipFace("Tạm nghỉ", "pause", Tone.WAITING)
    return ChipFace("Đang phục vụ", "user", Tone.GOOD)


def session_words(line: SessionLine, now: Moment) -> str:
    """ "Phiên Q3-7 · mở 06:52 nay · Lê Minh Châu"."""
    return f"Phiên {line.label} · mở {short_moment(line.opened, now)} · {line.who or 'quầy'}"


def elsewhere_words(line: SessionLine, now: Moment) -> str:
    """ "Quầy 5 còn phiên Q5-3 của Tạ Quốc Khánh, mở T6 20/11 07:01"."""
    where = line.where or "Quầy khác"
    opened = short_moment(line.opened, now)
    return f"{where} còn phiên {line.label} của {line.who or 'quầy'}, mở {opened}"


def difference_words(amount: int) -> str:
    """ "thiếu 20.000 đ", "thừa 5.000 đ", "0 đ"."""
    if not amount:
        return dong(0)
    return f"{'thiếu' if amount < 0 else 'thừa'} {dong(abs(amount))}"


def result_words(compared: Comparison) -> str:
    """The comparison as one sentence, for whoever hears it."""
    told = [
        f"{METHODS.get(each.method, each.method)} đếm được {dong(each.counted)}, sổ ghi "
        f"{dong(each.expected)}, {difference_words(each.difference)}"
        for each in compared.methods
    ]
    return "; ".join(told)
