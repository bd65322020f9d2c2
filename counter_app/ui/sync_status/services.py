"""What the exchange screen is given by the composition root. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from counter_app.usecases.desk_lists import ExchangeMark
from counter_app.usecases.lines import LinkStatus, NumbersLeft, QueueLine
from counter_app.usecases.office_card import OfficeCard
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncServices:
    """`status` and `now` answer at once; the others run through `Tasks`."""

    now: Callable[[], Moment]
    office: OfficeCard
    status: Callable[[], LinkStatus]
    queue: Callable[[], Sequence[QueueLine]]  # what waits, oldest first, then what was taken
    history: Callable[[], Sequence[ExchangeMark]]  # oldest first, fourteen at most
    numbers: Callable[[], NumbersLeft]
    send_now: Callable[[], object]
