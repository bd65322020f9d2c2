"""Which offices know a subject that is another's, and what follows for them from its facts.

Everything goes through the subject's own office: what changes elsewhere is told there, and from
there to all others. Its lock puts what happens to the subject in one order, and an introduction
carries exactly what was before it; what comes after is relayed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import or_, select, update

from domain.aside import BodiesErased, FactQuarantined, FactReleased
from domain.dossier import ResultHandedOver
from domain.facts import Fact
from domain.identifiers import Scope, SubjectId, is_centre
from domain.introduction import (
    HAND_OVER,
    PURPOSES,
    IntroductionEnded,
    SubjectIntroduced,
    SubjectRelayed,
    travels,
)
from domain.moment import Moment
from sync.central.store.engine import Transaction
from sync.central.store.many import put, rows_with
from sync.central.store.outbox import ASIDE, ERASE, RELAY, Errand, put_in
from sync.central.store.tables import introduced, quarantine, relayed
from sync.protocol.frame import Sealed

AFTER_HAND_OVER_MS: Final = 7 * 24 * 3_600_000
ASKED: Final = "asked"
ACTIVE: Final = "active"
ENDED: Final = "ended"
_KINDS: Final = {
    BodiesErased.kind: ERASE,
    FactQuarantined.kind: ASIDE,
    FactReleased.kind: ASIDE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A subject of `origin` as it is shown in `scope`."""

    scope: Scope
    subject: SubjectId
    origin: Scope
    purpose: str
    back: bool
    until: Moment
    state: str
    fact: bytes = b""


def shown(transaction: Transaction, scope: Scope, subject: SubjectId) -> Shown | None:
    """How a subject of another office is shown here, if it is or was."""
    row = select(introduced).where(introduced.c.scope == scope, introduced.c.subject == subject)
    found = transaction.execute(row).first()
    return _shown(found) if found else None


def shown_in(transaction: Transaction, scope: Scope) -> Sequence[Shown]:
    """All that is or was shown here, the latest to end first."""
    rows = select(introduced).where(introduced.c.scope == scope)
    return [_shown(row) for row in transaction.execute(rows.order_by(introduced.c.until.desc()))]


def put_shown(transaction: Transaction, told: Shown) -> None:
    """Write it down, or anew."""
    row = {
        "scope": told.scope,
        "subject": told.subject,
        "origin": told.origin,
        "purpose": told.purpose,
        "back": told.back,
        "until": told.until,
        "state": told.state,
        "fact": told.fact,
    }
    put(transaction, introduced, [row], [name for name in row if name not in ("scope", "subject")])


def set_state(transaction: Transaction, scope: Scope, subject: SubjectId, state: str) -> None:
    """Asked, active, ended."""
    key = (introduced.c.scope == scope) & (introduced.c.subject == subject)
    transaction.execute(update(introduced).where(key).values(state=state))


def stands_again(
    transaction: Transaction, scope: Scope, told: tuple[SubjectId, bytes], fact: Fact
) -> None:
    """A fact of our own came back to a restored database; `told`: its subject and id."""
    subject, id_ = told
    match fact:
        case SubjectIntroduced():
            before = shown(transaction, scope, subject)
            if before is None or before.until < fact.until:
                put_shown(transaction, _as_told(scope, told, fact))
            put_brought(transaction, scope, [each[0] for each in fact.state], id_)
            put_brought(transaction, scope, fact.past, b"")
        case SubjectRelayed(told=relayed_fact):
            put_brought(transaction, scope, [relayed_fact[0]], id_)
        case IntroductionEnded():
            set_state(transaction, scope, subject, ENDED)
        case _:
            return


def _as_told(scope: Scope, told: tuple[SubjectId, bytes], fact: SubjectIntroduced) -> Shown:
    purpose = PURPOSES.get(fact.purpose)
    return Shown(
        scope=scope,
        subject=told[0],
        origin=fact.origin,
        purpose=fact.purpose,
        back=purpose is not None and purpose.back,
        until=fact.until,
        state=ACTIVE,
        fact=told[1],
    )


def handed_over(
    transaction: Transaction, scope: Scope, told: Iterable[tuple[SubjectId, Fact]], now: Moment
) -> None:
    """What was shown for this has served; a while longer each hears what contradicts it."""
    given = {subject for subject, fact in told if isinstance(fact, ResultHandedOver)}
    if not given:
        return
    until = now + AFTER_HAND_OVER_MS
    served = update(introduced).where(
        introduced.c.scope == scope,
        introduced.c.subject.in_(sorted(given)),
        introduced.c.purpose == HAND_OVER,
        introduced.c.until > until,
    )
    transaction.execute(served.values(until=until))


def over(transaction: Transaction, now: Moment) -> Sequence[Shown]:
    """What is still relayed and whose time has come, by scope."""
    due = select(introduced).where(introduced.c.state == ACTIVE, introduced.c.until <= now)
    rows = transaction.execute(due.order_by(introduced.c.scope, introduced.c.subject))
    return [_shown(row) for row in rows]


def brought(
    transaction: Transaction, scope: Scope, facts: Iterable[bytes]
) -> Mapping[bytes, bytes]:
    """Those of other offices' facts that were told here, each with the fact that brought it."""
    here = select(relayed).where(relayed.c.scope == scope)
    rows = rows_with(transaction, here, relayed.c.fact, facts)
    return {bytes(row.fact): bytes(row.brought) for row in rows}


def put_brought(transaction: Transaction, scope: Scope, facts: Iterable[bytes], by: bytes) -> None:
    """They stand here now, brought by this fact; empty: they are past and never will."""
    rows = [{"scope": scope, "fact": each, "brought": by} for each in facts]
    put(transaction, relayed, rows, ["brought"])


def tell_circle(
    transaction: Transaction, scope: Scope, fresh: Collection[Sealed], at: Moment
) -> None:
    """What was just appended to a scope becomes errands wherever its subjects are known."""
    if not fresh or not _any(transaction, scope):  # nearly always
        return
    edges = _edges(transaction, scope, {SubjectId(each.frame.subject) for each in fresh})
    if not edges:
        return
    told = [each for each in fresh if SubjectId(each.frame.subject) in edges]
    aside = _aside(transaction, scope, told)
    errands = [
        Errand(
            target=target,
            kind=kind,
            origin=scope,
            subject=SubjectId(each.frame.subject),
            fact=each.id,
        )
        for each in told
        if each.id not in aside
        for target, kind in _errands(scope, each, edges[SubjectId(each.frame.subject)])
    ]
    put_in(transaction, errands, at)


def _errands(scope: Scope, told: Sealed, edges: Sequence[Shown]) -> Iterable[tuple[Scope, str]]:
    frame = told.frame
    by_centre = is_centre(frame.device)
    kind = _KINDS.get(frame.kind, "") if by_centre else ""
    relays = not kind and (
        travels(frame.kind, frame.device) or (by_centre and frame.kind == SubjectRelayed.kind)
    )
    for edge in edges:
        outward = edge.origin == scope
        target = edge.scope if outward else edge.origin
        if kind == ERASE:  # also where nothing is relayed any more
            yield target, kind
        elif edge.state == ENDED or not (outward or edge.back):
            continue
        elif kind:
            yield target, kind
        elif relays and (outward or not by_centre):
            yield target, RELAY


def _any(transaction: Transaction, scope: Scope) -> bool:
    some = select(introduced.c.scope).where(
        or_(introduced.c.scope == scope, introduced.c.origin == scope)
    )
    return transaction.execute(some.limit(1)).first() is not None


def _edges(
    transaction: Transaction, scope: Scope, subjects: Collection[SubjectId]
) -> Mapping[SubjectId, Sequence[Shown]]:
    found: dict[SubjectId, list[Shown]] = defaultdict(list)
    for side in (introduced.c.scope, introduced.c.origin):
        rows = rows_with(
            transaction, select(introduced).where(side == scope), introduced.c.subject, subjects
        )
        for row in rows:
            found[SubjectId(bytes(row.subject))].append(_shown(row))
    return {
        subject: sorted(edges, key=lambda edge: (edge.scope, edge.origin))
        for subject, edges in found.items()
    }


def _aside(transaction: Transaction, scope: Scope, told: Iterable[Sealed]) -> set[bytes]:
    held = select(quarantine.c.id).where(quarantine.c.scope == scope)
    rows = rows_with(transaction, held, quarantine.c.id, [each.id for each in told])
    return {bytes(row.id) for row in rows}


def _shown(row: Any) -> Shown:
    return Shown(
        scope=Scope(row.scope),
        subject=SubjectId(bytes(row.subject)),
        origin=Scope(row.origin),
        purpose=row.purpose,
        back=bool(row.back),
        until=Moment(row.until),
        state=row.state,
        fact=bytes(row.fact),
    )
