"""The link as the screens see it: told by the schedule, counted from the store, read at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, ParamSpec, TypeVar

from counter_app.bootstrap.station import Station, moment_now
from counter_app.storage.epochs import standing_of
from counter_app.storage.file_queue import files_waiting
from counter_app.storage.link_words import why
from counter_app.storage.standing import SET_BACK, SUPERSEDED
from counter_app.storage.verification import last_look
from counter_app.storage.waiting import waits
from counter_app.usecases.clock_words import clock_words
from counter_app.usecases.errors import StorageUnavailable
from counter_app.usecases.lines import LinkState, LinkStatus
from domain.identifiers import SubjectId
from domain.moment import Moment
from sync.client.http_link import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, HttpLink, Refusal
from sync.client.schedule import QUIET_S, Schedule, Waiting
from sync.protocol.errors import NotEqual, SyncError

_Told = ParamSpec("_Told")
_Came = TypeVar("_Came")

SHOWN_EVERY_S: Final = 1.0
"""A fast line moves parts quicker than anybody reads."""

ANSWER_WITHIN_MS: Final = int((CONNECT_TIMEOUT_S + READ_TIMEOUT_S) * 1000)
"""No answer for so long, and the link gives up and names its cause: nothing is sent for ever."""

HALTED: Final = {
    SET_BACK: "Kho vừa phục hồi: chờ trung tâm cho cấp số",
    SUPERSEDED: "Máy này là bản sao: cần ghi danh lại",
}


class NoRoom(SyncError):
    """Our own disk took nothing: tried again later, as when the link is lost."""


class LinkWatch:
    """Runs the exchange on a thread of its own and keeps its status in memory.

    `changed` is called on any thread when there is something new to show.
    """

    def __init__(
        self,
        station: Station,
        changed: Callable[[], None],
        after: Callable[[HttpLink], None] = lambda _link: None,
    ) -> None:
        self._station = station
        self._changed = changed
        self._lock = threading.Lock()
        self._status = LinkStatus()
        self._shown_at = 0.0
        told = station.link_round(self._part_sent, after=after)
        self._schedule = Schedule(
            _waiting_for_room(told.facts),
            _waiting_for_room(self._heard),
            _waiting_for_room(told.files),
        )
        station.listeners.append(self._committed)

    @property
    def status(self) -> LinkStatus:
        """As known now; never waits."""
        return self._status

    def start(self) -> None:
        """Begin exchanging."""
        self.count()
        self._schedule.start()

    def send_now(self) -> None:
        """The clerk asks for it."""
        self._schedule.nudge()

    def stop(self) -> None:
        """No more exchanges."""
        self._schedule.stop()

    def count(self) -> None:
        """Count anew what waits; its cost follows what waits."""
        identity = self._station.enrolled
        found = waits(self._station.engine, identity.scope, identity.device)
        look = last_look(self._station.engine)
        halted = standing_of(self._station.engine)
        files = files_waiting(self._station.engine, moment_now())
        with self._lock:
            self._status = replace(
                self._status,
                waiting_facts=found.facts,
                waiting_money=found.money,
                waiting_files=files.files,
                waiting_bytes=files.bytes,
                held_files=files.held,
                sending=files.sending,
                shared_facts=found.shared,
                centre_shared_facts=found.shared if found.seal == found.proven_seal else 0,
                seal=found.seal,
                centre_seal=found.proven_seal,
                proven_at=found.proven_at,
                looked_through=look.since,
                missing_facts=look.missing,
                halted=HALTED.get(halted, "") if halted else "",
            )

    def _part_sent(self) -> None:
        if time.monotonic() - self._shown_at < SHOWN_EVERY_S:
            return
        self._shown_at = time.monotonic()
        self.count()
        self._changed()

    def _committed(self, subjects: frozenset[SubjectId]) -> None:
        self.count()
        if subjects and threading.current_thread().name != "link":
            self._schedule.nudge()
        self._changed()

    def _heard(self, event: bool | Waiting | None) -> None:  # noqa: FBT001 - the schedule's word
        if event is None:
            until = Moment(moment_now() + ANSWER_WITHIN_MS)
            self._set(state=LinkState.EXCHANGING, until=until)
        elif isinstance(event, Waiting):
            self._lost(event)
        else:
            self.count()
            clock = clock_words(self._station.clock_ahead_ms)
            until = Moment(moment_now() + int(QUIET_S * 1000))
            self._set(state=LinkState.PROVEN, cause=clock, until=until, lost_since=None)
        self._changed()

    def _lost(self, waiting: Waiting) -> None:
        now = moment_now()
        until = Moment(now + int(waiting.seconds * 1000))
        since = self._status.lost_since or now
        reachable = isinstance(waiting.error, NotEqual | Refusal | NoRoom)
        self._set(
            state=LinkState.WAITING,
            cause=cause(waiting.error),
            until=until,
            lost_since=None if reachable else since,
        )

    def _set(
        self,
        *,
        state: LinkState,
        cause: str | None = None,
        until: Moment | None = None,
        lost_since: Moment | str | None = "",
    ) -> None:
        with self._lock:
            status = replace(self._status, state=state, until=until)
            if state is not LinkState.EXCHANGING:
                status = replace(status, tried_at=moment_now())
            if state is LinkState.WAITING:
                status = replace(status, sending=None)
            if cause is not None:
                status = replace(status, cause=cause)
            if not isinstance(lost_since, str):
                status = replace(status, lost_since=lost_since)
            self._status = status


def _waiting_for_room(work: Callable[_Told, _Came]) -> Callable[_Told, _Came]:
    """A full disk ends a round, not the thread: NoRoom in place of StorageUnavailable."""

    def tried(*told: _Told.args, **named: _Told.kwargs) -> _Came:
        try:
            return work(*told, **named)
        except StorageUnavailable as error:
            raise NoRoom(error.sentence) from error

    return tried


def cause(error: SyncError) -> str:
    """Why the link waits, in words."""
    return str(error) if isinstance(error, NoRoom) else why(error)
