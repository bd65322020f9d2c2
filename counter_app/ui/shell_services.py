"""What the window is given by the composition root. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter_app.ui.status_words import DeviceWord
from counter_app.usecases.lines import LinkStatus, NumbersLeft, Officer
from counter_app.usecases.office_card import OfficeCard
from domain.moment import Moment

if TYPE_CHECKING:  # the screens are loaded when they are built, after the first paint
    from counter_app.ui.board.services import BoardServices
    from counter_app.ui.closing.services import ClosingServices
    from counter_app.ui.customers.services import CustomersServices
    from counter_app.ui.dossiers.services import DossiersServices
    from counter_app.ui.morning.services import MorningServices
    from counter_app.ui.palette import PaletteServices
    from counter_app.ui.reception.services import ReceptionServices
    from counter_app.ui.sync_status.services import SyncServices


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellServices:
    """Everything the window needs. `link`, `printer`, `scanner` answer at once, from memory."""

    office: OfficeCard
    now: Callable[[], Moment]
    seated: Callable[[Officer], object]  # from now on facts name this officer
    reception: ReceptionServices
    dossiers: DossiersServices
    customers: CustomersServices
    closing: ClosingServices
    sync: SyncServices
    morning: MorningServices
    board: BoardServices
    palette: PaletteServices
    link: Callable[[], LinkStatus]
    numbers: Callable[[], NumbersLeft]  # through Tasks
    printer: Callable[[], DeviceWord]
    scanner: Callable[[], DeviceWord]
    idle_minutes: float = 5.0
