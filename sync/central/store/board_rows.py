"""The board's read tables follow the facts, in the transaction that takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, select

from domain.cash import believable, method_of
from domain.dossier import RECEIVED, DossierReceived, FeeRefunded, FeeTaken
from domain.facts import Fact
from domain.identifiers import Scope, SubjectId, is_centre
from domain.kinds import fact_of
from domain.moment import Moment, local
from sync.central.store import states
from sync.central.store.board_tables import board_day, board_dossier, board_fee
from sync.central.store.engine import Transaction
from sync.central.store.many import put
from sync.central.store.recovery import recovering
from sync.central.store.tables import fact, quarantine
from sync.protocol.cbor import decode_own
from sync.protocol.frame import Frame, Sealed, opened

_LATEST: Final = Moment(253_402_300_799_999)
"""The last moment of the year 9999: a fact may name any whole number."""

_AT_ONCE: Final = 500


def tell(
    transaction: Transaction, scope: Scope, told: Sequence[tuple[Sealed, Fact]], now: Moment
) -> None:
    """These facts came just now and count in this office; those told again change nothing.

    A day that was sealed before they came is open again.
    """
    days = _days(each.frame for each, _ in told)
    put(transaction, board_day, _day_rows(scope, dict.fromkeys(days, now)), ["told"])
    _count(transaction, scope, told)


def tell_again(transaction: Transaction, scope: Scope, told: Sequence[tuple[Sealed, Fact]]) -> None:
    """Stored facts that were set aside count after all; a sealed day of theirs stays closed."""
    put(transaction, board_day, _day_rows(scope, _days(each.frame for each, _ in told)))
    _count(transaction, scope, told)


def refill(transaction: Transaction, scope: Scope) -> int:
    """What follows from an office's facts anew, under its lock; how many facts were read.

    When a day's last fact came stands in no fact: what is known of it stays, else it is taken for
    told when it was written. Raises PeerBrokeProtocol where a row is damaged.
    """
    transaction.execute(delete(board_dossier).where(board_dossier.c.scope == scope))
    transaction.execute(delete(board_fee).where(board_fee.c.scope == scope))
    count, days = 0, dict[tuple[bytes, str], Moment]()
    for told in _stored(transaction, scope):
        count += len(told)
        for day, at in _days(each.frame for each, _ in told).items():
            days[day] = max(at, days.get(day, at))
        _count(transaction, scope, told)
    put(transaction, board_day, _day_rows(scope, days))
    return count


def _count(transaction: Transaction, scope: Scope, told: Sequence[tuple[Sealed, Fact]]) -> None:
    put(transaction, board_dossier, list(_dossiers(scope, told)))
    put(transaction, board_fee, list(_fees(scope, told)))
    changed = [each.frame.subject for each, read in told if states.hands_over(read)]
    received = [each.frame.subject for each, read in told if isinstance(read, DossierReceived)]
    if received and recovering(transaction):  # what ended them may have come before
        changed += received
    states.follow(transaction, scope, map(SubjectId, changed))


def _days(frames: Iterable[Frame]) -> dict[tuple[bytes, str], Moment]:
    """The days on which counters wrote these, each with when the last of them was written."""
    last = dict[tuple[bytes, str], int]()
    for frame in frames:
        told = frame.device, frame.day
        if frame.wall >= last.get(told, frame.wall):
            last[told] = frame.wall
    days = dict[tuple[bytes, str], Moment]()
    for (device, named), wall in last.items():
        if not is_centre(device) and (day := _iso(named)):
            at = _within(wall)
            days[device, day] = max(at, days.get((device, day), at))
    return days


def _day_rows(scope: Scope, days: Mapping[tuple[bytes, str], Moment]) -> list[dict[str, Any]]:
    return [
        {"scope": scope, "device": device, "day": day, "told": told}
        for (device, day), told in days.items()
    ]


def _stored(transaction: Transaction, scope: Scope) -> Iterator[list[tuple[Sealed, Fact]]]:
    """The office's facts that count, some at a time, in the order of the feed."""
    aside = select(quarantine.c.id).where(quarantine.c.scope == scope)
    columns = (fact.c.position, fact.c.envelope, fact.c.salt, fact.c.body)
    wanted = select(*columns).where(fact.c.scope == scope, fact.c.id.not_in(aside))
    after = 0
    while True:
        some = wanted.where(fact.c.position > after).order_by(fact.c.position).limit(_AT_ONCE)
        rows = transaction.execute(some).all()
        if not rows:
            return
        after = rows[-1].position
        yield [stored_fact(row) for row in rows]


def stored_fact(row: Any) -> tuple[Sealed, Fact]:
    """From its envelope, salt and body. Raises PeerBrokeProtocol where they are damaged."""
    sealed = opened(bytes(row.envelope), bytes(row.salt), bytes(row.body))
    frame = sealed.frame
    return sealed, fact_of(
        frame.kind, frame.version, decode_own(frame.body) if frame.body else None
    )


def _dossiers(scope: Scope, told: Iterable[tuple[Sealed, Fact]]) -> Iterator[dict[str, Any]]:
    for each, read in told:
        if isinstance(read, DossierReceived):
            at = _within(each.frame.wall)
            yield {
                "scope": scope,
                "subject": each.frame.subject,
                "code": read.code,
                "procedure": read.procedure,
                "status": RECEIVED,
                "day": _iso(each.frame.day),
                "hour": local(at).hour,
                "at": at,
                "due": _within(read.due),
            }


def _fees(scope: Scope, told: Iterable[tuple[Sealed, Fact]]) -> Iterator[dict[str, Any]]:
    for each, read in told:
        if isinstance(read, FeeTaken | FeeRefunded):
            amount = read.amount if believable(read.amount) else 0
            yield {
                "scope": scope,
                "id": each.id,
                "day": _iso(each.frame.day),
                "method": method_of(read.method),
                "amount": -amount if isinstance(read, FeeRefunded) else amount,
            }


def _within(at: int) -> Moment:
    return Moment(max(0, min(at, _LATEST)))


def _iso(day: str) -> str:
    """The day where it is one; a counter may have written anything."""
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return ""
