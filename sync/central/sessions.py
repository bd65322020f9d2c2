"""What an administrator reads of counter sessions: expected by the centre, counted there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from domain.cash import by_method, in_methods
from domain.identifiers import Scope
from domain.moment import Moment, local
from sync.central.centre import Centre
from sync.central.store import devices
from sync.central.store.engine import Transaction
from sync.central.store.sessions import Booked, sessions_of
from sync.central.store.tables import account


def told_of(centre: Centre, scope: Scope, day: str = "") -> Sequence[Mapping[str, Any]]:
    """The sessions that are not closed, and with a day those opened on it; newest first."""
    with centre.store.reading() as snapshot:
        names = _names(snapshot, scope)
        return [_told(each, names) for each in sessions_of(snapshot, scope, day)]


def open_in(transaction: Transaction, scope: Scope) -> Sequence[Mapping[str, Any]]:
    """The office's sessions that are not closed, newest first."""
    names = _names(transaction, scope)
    return [_told(each, names) for each in sessions_of(transaction, scope)]


def _names(transaction: Transaction, scope: Scope) -> Mapping[bytes, str]:
    """Counters by their names, officers by their user names."""
    named = select(account.c.id, account.c.username).where(account.c.scope == scope)
    officers = {bytes(row.id): row.username for row in transaction.execute(named)}
    return officers | {each.id: each.name for each in devices.of_scope(transaction, scope)}


def _told(each: Booked, names: Mapping[bytes, str]) -> Mapping[str, Any]:
    session, closed = each.session, each.session.closed
    ours = {method: flow.expected for method, flow in each.flows.items()}
    told: dict[str, Any] = {
        "session": session.label,
        "id": session.id.hex(),
        "state": session.state,
        "disputed": bool(session.disputed),
        "counter": names.get(session.device, session.device.hex()),
        "officer": names.get(session.officer, ""),
        "opened": _minute(session.opened),
        "expected": ours,
        "counted": dict(session.there),
    }
    if closed is None:
        return told
    return {
        **told,
        "closed": _minute(session.closed_at or Moment(0)),
        "z": f"{closed.series}-{closed.z}",
        "book": by_method(closed.expected),
        "counted": by_method(closed.counted),
        "agrees": in_methods(ours) == closed.expected,
    }


def _minute(at: Moment) -> str:
    """As the counter's clock had it, which nobody has judged; empty for a moment that cannot be."""
    try:
        return local(at).isoformat(timespec="minutes")
    except (ValueError, OverflowError, OSError):
        return ""
