"""`counterctl session …`: the acts on the drawer, for scripts and where there is no screen."""

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from counter_app.bootstrap.station import Station
from counter_app.commands.officers import act_as
from counter_app.commands.session_sheet import (
    Answer,
    compared_told,
    line_told,
    sheet_told,
    taking_told,
)
from counter_app.usecases.session_errors import NoSuchSession
from domain.cash import Notes
from domain.errors import RuleBroken
from domain.identifiers import Day, ReceiptNumber, SessionId
from domain.session_state import Session

Command: TypeAlias = Callable[[str, str], argparse.ArgumentParser]


def session(station: Station, told: Namespace) -> Answer:
    """One act on a session."""
    act_as(station, told.officer)
    return _ACTS[told.act](station, told)


def _open(station: Station, told: Namespace) -> Answer:
    return _state(station, station.sessions.open(_notes(told.notes)))


def _suspend(station: Station, told: Namespace) -> Answer:
    return _state(station, station.sessions.suspend(told.reason, _wanted(station, told)))


def _resume(station: Station, told: Namespace) -> Answer:
    return _state(station, station.sessions.resume(_wanted(station, told)))


def _take_over(station: Station, told: Namespace) -> Answer:
    wanted = _wanted(station, told)
    if wanted is None:
        raise RuleBroken("Cần nói phiên nào để tiếp quản; hãy gõ --session, xem bằng session list.")
    return _state(station, station.sessions.take_over(wanted, told.reason))


def _count(station: Station, told: Namespace) -> Answer:
    others = _sums(told.other)
    counted = station.sessions.count(_notes(told.notes), others, _wanted(station, told))
    return compared_told(counted)


def _compare(station: Station, told: Namespace) -> Answer:
    return compared_told(station.sessions.compare(_wanted(station, told)))


def _explain(station: Station, told: Namespace) -> Answer:
    password = sys.stdin.readline().rstrip("\r\n") if told.approver else ""
    explain, wanted = station.sessions.explain, _wanted(station, told)
    return compared_told(explain(told.reason, told.approver, password, wanted))


def _move(station: Station, told: Namespace) -> Answer:
    moved = station.sessions.move(
        _WAYS[told.way], told.amount, told.receiver, told.document, _wanted(station, told)
    )
    return _state(station, moved)


def _join(station: Station, _told: Namespace) -> Answer:
    return {"joined": station.sessions.join()}


def _refund(station: Station, told: Namespace) -> Answer:
    found = [line.id for line in station.queries.find_dossiers(told.code, 2)]
    if len(found) != 1:
        raise RuleBroken(f"Mã {told.code} không chỉ đúng một hồ sơ; hãy gõ đủ mã hồ sơ.")
    refund, receipt = station.sessions.refund, ReceiptNumber(told.receipt)
    back = refund(found[0], receipt, told.amount, told.method, told.reason)
    return {
        "receipt": back.receipt,
        "refunded": back.amount,
        "method": back.method,
        "in_session": bool(back.session),
    }


def _close(station: Station, told: Namespace) -> Answer:
    closed = station.sessions.close(_wanted(station, told))
    return sheet_told(station.sessions.report(closed.id))


def _report(station: Station, told: Namespace) -> Answer:
    return sheet_told(station.sessions.report(_wanted(station, told)))


def _list(station: Station, told: Namespace) -> Answer:
    queries = station.session_queries
    return {
        "sessions": [
            line_told(each) for each in queries.lines(Day(told.day) if told.day else None)
        ],
        "strays": [taking_told(each) for each in queries.strays()],
    }


_ACTS: Final[Mapping[str, Callable[[Station, Namespace], Answer]]] = {
    "open": _open,
    "suspend": _suspend,
    "resume": _resume,
    "take-over": _take_over,
    "count": _count,
    "compare": _compare,
    "explain": _explain,
    "move": _move,
    "join": _join,
    "refund": _refund,
    "close": _close,
    "x-report": _report,
    "list": _list,
}
_WAYS: Final = {"to-safe": "to_safe", "to-bank": "to_bank", "from-safe": "from_safe"}


def add_session(command: Command, general: argparse.ArgumentParser) -> None:
    """Add the command to the program's own."""
    about = "the counter's session: open, count, explain, close"
    acts = command("session", about).add_subparsers(dest="act", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--session", default="", metavar="Q3-7", help="not the one held here")
    common.add_argument("--officer", default="", help="username the facts shall name")
    made = {name: acts.add_parser(name, parents=[general, common]) for name in _ACTS}
    for name in ("open", "count"):
        made[name].add_argument(
            "--notes", default="", metavar="500000x3,1000x1", help="denomination x how many"
        )
    made["count"].add_argument(
        "--other", action="append", default=[], metavar="transfer=640000", help="by method"
    )
    made["suspend"].add_argument("--reason", default="")
    for name in ("take-over", "explain", "refund"):
        made[name].add_argument("--reason", required=True)
    made["explain"].add_argument(
        "--approver", default="", help="second officer; the password is read from standard input"
    )
    made["move"].add_argument("way", choices=_WAYS)
    made["refund"].add_argument("code", help="of the dossier")
    made["refund"].add_argument("--receipt", required=True)
    made["refund"].add_argument("--method", default="cash", help="cash, transfer, card")
    for name in ("move", "refund"):
        made[name].add_argument("--amount", type=int, required=True, metavar="VND")
    for name in ("receiver", "document"):
        made["move"].add_argument(f"--{name}", required=True)
    made["list"].add_argument("--day", default="", metavar="ISO", help="also those opened then")


def _wanted(station: Station, told: Namespace) -> SessionId | None:
    """The session of a label; None: the one held here. Raises NoSuchSession."""
    if not told.session:
        return None
    series, _, number = told.session.rpartition("-")
    if number.isascii() and number.isdigit():
        found = station.session_queries.numbered(series, int(number))
        if found is not None:
            return found
    raise NoSuchSession


def _notes(text: str) -> Notes:
    parts = [part.split("x") for part in text.split(",") if part]
    try:
        return tuple((int(worth), int(count)) for worth, count in parts)
    except ValueError:
        raise RuleBroken(
            f"“{text}” không phải số tờ theo mệnh giá; hãy gõ dạng 500000x3,1000x1."
        ) from None


def _sums(told: Sequence[str]) -> Mapping[str, int]:
    try:
        return {method: int(amount) for method, _, amount in (each.partition("=") for each in told)}
    except ValueError:
        raise RuleBroken("Tiền khác tiền mặt phải có dạng transfer=640000.") from None


def _state(station: Station, session: Session) -> Answer:
    lines = station.session_queries.lines(session.day)
    return next(line_told(each) for each in lines if each.id == session.id)
