"""What this counter tells the centre of itself after each exchange, for the supervisor's board."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from counter_app.bootstrap.station import Station
from counter_app.storage.board import tell_state, what_waits
from counter_app.ui.status_words import DeviceWord
from counter_app.usecases.session_lines import SessionLine
from domain.session_state import OPEN
from sync.client.http_link import HttpLink
from sync.protocol.cbor import Value
from sync.protocol.errors import SyncError

REPEAT_S: Final = 300.0
"""The same is told again so often; that the counter is there the centre sees by its exchanges."""

LONGEST_WORD: Final = 120


class TellState:
    """Called on the link's thread; what could not be told now is told after the next exchange."""

    def __init__(
        self,
        station: Station,
        printer: Callable[[], DeviceWord],
        scanner: Callable[[], DeviceWord],
    ) -> None:
        self._station, self._printer, self._scanner = station, printer, scanner
        self._told: dict[str, Value] = {}
        self._again_at = 0.0

    def __call__(self, link: HttpLink) -> None:
        """Tell it where it is news, or long ago."""
        told, now = self.words(), time.monotonic()
        if told == self._told and now < self._again_at:
            return
        try:
            tell_state(link, told)
        except SyncError:
            return
        self._told, self._again_at = told, now + REPEAT_S

    def words(self) -> dict[str, Value]:
        """The state as it is told (docs/protocol.md)."""
        station, printer, scanner = self._station, self._printer(), self._scanner()
        return {
            **what_waits(station.engine, station.enrolled.scope),
            "printer": printer.text[:LONGEST_WORD],
            "printer_ready": printer.ready,
            "scanner": scanner.text[:LONGEST_WORD],
            "scanner_ready": scanner.ready,
            "version": _version(),
            "officer": station.officer.id if station.officer else b"",
            "session": _session(station.session_queries.held()),
        }


def _session(held: SessionLine | None) -> str:
    """ "Q3-7 đang mở"; empty where this counter holds none."""
    if held is None:
        return ""
    return f"{held.label} {'đang mở' if held.state == OPEN else 'tạm dừng'}"


def _version() -> str:
    try:
        return version("counter-app")
    except PackageNotFoundError:  # run from its sources
        return ""
