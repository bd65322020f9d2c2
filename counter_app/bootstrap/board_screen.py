"""What the supervisor's board is given: the centre, asked over a connection of its own."""

from __future__ import annotations

from functools import cache

from counter_app.bootstrap.station import Station, moment_now
from counter_app.storage.asking import WAIT_S
from counter_app.storage.board import AskBoard
from counter_app.ui.board.services import BoardServices
from domain.moment import Moment

_NOBODY = bytes(16)


def board_screen(station: Station) -> BoardServices:
    """The screen's services on this station."""

    @cache
    def ask() -> AskBoard:
        return AskBoard(
            link=station.link(WAIT_S),
            scope=station.enrolled.scope,
            officer=lambda: station.officer.id if station.officer else _NOBODY,
        )

    return BoardServices(
        now=lambda: Moment(moment_now() - station.clock_ahead_ms),  # the figures are the centre's
        officer=lambda: station.officer,
        board=lambda day, province: ask().board(day, province=province),
        received=lambda day, hour: ask().received(day, hour),
        under_way=lambda field: ask().under_way(field),
    )
