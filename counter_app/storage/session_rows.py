"""Sessions and their money as rows of the read tables. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from domain import session_state as sessions
from domain.books import movements
from domain.dossier import FeeRefunded, FeeTaken
from domain.facts import Fact
from domain.history import Entry
from domain.identifiers import SubjectId
from domain.session import CashMoved, SessionOpened

FEE: Final = "fee"
REFUND: Final = "refund"

Rows: TypeAlias = Sequence[Mapping[str, Any]]


def session_rows(subject: SubjectId, entries: Sequence[Entry]) -> Rows:
    """The session that these facts tell of; empty where they tell of none."""
    if not any(isinstance(entry.fact, SessionOpened) for entry in entries):
        return []
    session = sessions.fold(entries)
    if session is None:
        return []
    closed = session.closed
    return [
        {
            "id": subject,
            "series": session.opening.series,
            "number": session.opening.number,
            "state": session.state,
            "device": session.device,
            "opened": session.opened,
            "day": session.day,
            "closed": session.closed_at or 0,
            "z_series": closed.series if closed else "",
            "z": closed.z if closed else 0,
            "disputed": " ".join(sorted(session.disputed)),
        }
    ]


def money_rows(subject: SubjectId, entries: Sequence[Entry]) -> Rows:
    """What each fact of a dossier or a session moved, and in which session."""
    if not any(isinstance(entry.fact, _MONEY) for entry in entries):  # of most kinds of subjects
        return []
    told = {entry.id: entry for entry in entries}
    return [
        {
            "id": subject,
            "fact": each.fact,
            "session": each.session,
            "sort": each.sort.value,
            "method": each.method,
            "amount": each.amount,
            "at": told[each.fact].at,
            "wall": told[each.fact].wall,
            "day": told[each.fact].day,
            "device": told[each.fact].device,
            **_paper(told[each.fact].fact),
        }
        for each in movements(entries)
    ]


_MONEY: Final = (FeeTaken, FeeRefunded, CashMoved, SessionOpened)


def _paper(fact: Fact) -> Mapping[str, Any]:
    match fact:
        case FeeTaken(receipt=receipt):
            return {"receipt": receipt, "taking": FEE, "reason": ""}
        case FeeRefunded(receipt=receipt, reason=reason):
            return {"receipt": receipt, "taking": REFUND, "reason": reason}
        case _:
            return {"receipt": "", "taking": "", "reason": ""}
