"""The supervisor's board, asked over the link, and what this counter tells of itself for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Engine, func, select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.unsent import entries_of, waiting_rows
from counter_app.usecases.board import (
    Board,
    BoardDay,
    BoardDossier,
    BoardDossiers,
    BoardOutOfReach,
    CounterLine,
    DayMark,
    FeeLine,
    FieldBar,
    HourBar,
    Lacking,
)
from counter_app.usecases.errors import CentreRefused
from domain.identifiers import PROVINCE, Day, Scope
from domain.moment import Moment
from sync.client.http_link import HttpLink, Refusal
from sync.protocol.cbor import Value
from sync.protocol.errors import PeerBrokeProtocol, SyncError

NO_SUCH_PLACE: Final = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBoard:
    """Asks the centre in the name of who sits here. Raises BoardOutOfReach, CentreRefused."""

    link: HttpLink
    scope: Scope
    officer: Callable[[], bytes]

    def board(self, day: Day, *, province: bool) -> Board:
        """The figures of a day, of this office or of all."""
        scope = PROVINCE if province else self.scope
        told = self._ask("/v1/board", {"scope": scope, "day": day})
        return _read(lambda: _board(told))

    def received(self, day: Day, hour: int) -> BoardDossiers:
        """This office's dossiers received in an hour."""
        return self._dossiers({"day": day, "hour": hour})

    def under_way(self, field: str) -> BoardDossiers:
        """This office's dossiers of a field that are not done, the first due first."""
        return self._dossiers({"field": field})

    def _dossiers(self, what: dict[str, Value]) -> BoardDossiers:
        told = self._ask("/v1/board/dossiers", what)
        return _read(lambda: _listed(told))

    def _ask(self, path: str, what: dict[str, Value]) -> Any:
        try:
            return self.link.post_value(path, {**what, "officer": self.officer()})
        except Refusal as error:
            raise CentreRefused(str(error)) from error
        except SyncError as error:
            raise BoardOutOfReach from error


def what_waits(engine: Engine, scope: Scope) -> dict[str, Value]:
    """Facts and scans that the centre lacks, and since when (ms, 0 for none): as it is told."""
    with reading(engine) as connection:
        waiting = waiting_rows(connection, scope)
        facts = connection.execute(select(func.count()).select_from(t.fact).where(waiting)).scalar()
        first = entries_of(connection, waiting, 1)
        scans = connection.execute(
            select(func.count()).select_from(t.blob).where(t.blob.c.done == 0)
        ).scalar()
    oldest = first[0][0].wall if first else 0
    return {"waiting": facts or 0, "oldest": oldest, "scans": scans or 0}


def tell_state(link: HttpLink, told: dict[str, Value]) -> None:
    """Tell the centre how this counter is; an older centre knows no such place.

    Raises SyncError.
    """
    try:
        link.post_value("/v1/counter-state", told)
    except Refusal as error:
        if error.status != NO_SUCH_PLACE:
            raise


_Made = TypeVar("_Made")


def _read(made: Callable[[], _Made]) -> _Made:
    """What the centre told, or that it speaks otherwise."""
    try:
        return made()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        broken = PeerBrokeProtocol("số liệu điều hành sai dạng")
        raise CentreRefused(str(broken)) from error


def _board(told: Any) -> Board:
    received, late = told["month"]
    of_province = told["scope"] == PROVINCE
    offices = {each["scope"]: each["office"] for each in told["counters"]}
    return Board(
        at=Moment(told["at"]),
        name=str(told["name"]),
        of_province=of_province,
        day=Day(told["day"]),
        unheard=int(told["unheard"]),
        hours=tuple(HourBar(hour=h, received=n, mean=mean) for h, n, mean in told["hours"]),
        weeks=int(told["weeks"]),
        week_before=int(told["week_before"]),
        fields=tuple(
            FieldBar(field=field, in_time=in_time, soon=soon, late=late)
            for field, in_time, soon, late in told["fields"]
        ),
        fees=tuple(FeeLine(method=m, count=n, amount=a) for m, n, a in told["fees"]),
        month_received=int(received),
        month_late=int(late),
        counters=tuple(map(_counter, told["counters"])),
        days=tuple(_day(each, offices if of_province else {}) for each in told["days"]),
    )


def _counter(told: Any) -> CounterLine:
    silent = not told["told_at"]
    return CounterLine(
        office=told["office"],
        name=told["name"],
        seen=Moment(told["seen"]),
        proven=Moment(told["proven"]),
        lost=bool(told["lost"]),
        told_at=None if silent else Moment(told["told_at"]),
        officer=told["officer"],
        session=told.get("session", ""),
        waiting=told.get("waiting", 0),
        oldest=Moment(told["oldest"]) if told.get("oldest") else None,
        scans=told.get("scans", 0),
        printer=told.get("printer", ""),
        printer_ready=bool(told.get("printer_ready", True)),
        scanner=told.get("scanner", ""),
        scanner_ready=bool(told.get("scanner_ready", True)),
        version=told.get("version", ""),
    )


def _day(told: Any, offices: Mapping[str, str]) -> BoardDay:
    """`offices`: their names, where counters of several are told apart by them."""

    def name(scope: str, counter: str) -> str:
        return f"{counter} · {offices[scope]}" if scope in offices else counter

    day, mark, lacking = told
    return BoardDay(
        day=Day(day),
        mark=DayMark(mark),
        lacking=tuple(
            Lacking(counter=name(scope, counter), why=DayMark(why), since=Moment(since))
            for scope, counter, why, since in lacking
        ),
    )


def _listed(told: Any) -> BoardDossiers:
    return BoardDossiers(
        dossiers=tuple(
            BoardDossier(
                code=code,
                status=status,
                procedure=procedure,
                received=Moment(received),
                due=Moment(due),
            )
            for code, status, procedure, received, due in told["dossiers"]
        ),
        more=bool(told["more"]),
        now=Moment(told["now"]),
    )
