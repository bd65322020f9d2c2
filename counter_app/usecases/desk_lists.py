"""What the lists of dossiers and exchanges show beside their lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from counter_app.usecases.lines import RESULT_RETURNED, DossierLine
from domain.moment import Moment, local

_HOUR = 3_600_000
_ENDED = {RESULT_RETURNED: "Đã trả", "Đã hủy": "Đã hủy"}


class Urgency(StrEnum):
    """How a promise stands."""

    LATE = "late"
    TODAY = "today"
    CALM = "calm"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class DueState:
    """ "Còn 2 giờ" and how urgent that is."""

    text: str
    urgency: Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCount:
    """One queue of the dossier screen."""

    key: str
    name: str
    icon: str
    tone: str  # a tone of the screens: "late", "soon", "waiting", "primary", "plain"
    count: int
    group: str  # "Cần làm", "Theo trạng thái"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeMark:
    """One exchange with the centre, as the history strip shows it."""

    at: Moment
    outcome: str  # "proven", "repaired", "lost"
    note: str = ""  # of a lost one: why
    up: int = 0  # facts that the centre acknowledged
    down: int = 0  # facts that came from it


def due_state(
    line: DossierLine, now: Moment, working_days: Callable[[Moment, Moment], int]
) -> DueState:
    """How a dossier's promise stands at `now`.

    Args:
        line: the dossier.
        now: the moment of looking.
        working_days: whole working days between two moments, >= 0.
    """
    if line.status in _ENDED:
        return DueState(_ENDED[line.status], Urgency.DONE)
    if line.status == "Chờ bổ sung":
        return DueState("Tạm dừng", Urgency.PAUSED)
    left = line.due - now
    if left < 0:
        days = working_days(line.due, now)
        late = f"Trễ {days} ngày" if days else f"Trễ {max(1, -left // _HOUR)} giờ"
        return DueState(late, Urgency.LATE)
    if local(line.due).date() == local(now).date():
        hours = left // _HOUR
        text = f"Còn {hours} giờ" if hours else f"Còn {max(1, left // 60_000)} phút"
        return DueState(text, Urgency.TODAY)
    return DueState(f"Còn {max(1, working_days(now, line.due))} ngày", Urgency.CALM)
