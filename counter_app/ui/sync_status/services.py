"""What the exchange screen is given by the composition root. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from counter_app.ui.archive.services import ArchiveServices
from counter_app.usecases.desk_lists import ExchangeMark
from counter_app.usecases.lines import CustomerLine, LinkStatus, NumbersLeft
from counter_app.usecases.office_card import OfficeCard
from counter_app.usecases.queue_lines import Carried, HitRate, QueuePage
from domain.identifiers import SubjectId
from domain.moment import Moment

Carry = Callable[[str, str, Callable[[str], None]], Carried]
"""File, password, and who is told how far it is, on any thread. Raises OfficeError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncServices:
    """`status` and `now` answer at once; the others run through `Tasks`."""

    now: Callable[[], Moment]
    office: OfficeCard
    status: Callable[[], LinkStatus]
    queue: Callable[[], QueuePage]
    hit_rate: Callable[[], HitRate]
    history: Callable[[], Sequence[ExchangeMark]]  # oldest first, fourteen at most
    numbers: Callable[[], NumbersLeft]
    send_now: Callable[[], object]
    customer: Callable[[SubjectId], CustomerLine | None]
    export: Carry
    take_in: Carry
    archive: ArchiveServices
    folder: str  # where a file is offered to be written
