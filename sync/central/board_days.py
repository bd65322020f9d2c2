"""The days of a month as the centre knows them: sealed, open, in dispute; and who lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.identifiers import Day, DeviceId, Scope
from domain.moment import Moment
from sync.central.store import board_reads as reads
from sync.central.store.engine import Transaction
from sync.protocol.cbor import Value

SEALED: Final = "sealed"
OPEN: Final = "open"
LOST: Final = "lost"
DISPUTED: Final = "disputed"
_WORST: Final = (SEALED, OPEN, LOST, DISPUTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What tells how a counter stands with a day."""

    seals: Mapping[bytes, Sequence[tuple[str, int]]]  # day and moment of certificates, by device
    disputes: Mapping[bytes, str]
    silent_before: Moment


def days(
    snapshot: Transaction,
    scopes: Sequence[Scope],
    month: tuple[Day, Day],
    sitting: Sequence[reads.Sitting],
    silent_before: Moment,
) -> list[Value]:
    """Day, state, and the counters that lack: scope, name, why, since when. Days on which no
    active counter wrote are left out.

    A certificate seals its day and all before it, as far as their facts had come by then.
    """
    at = {each.device: each for each in sitting}
    seals = defaultdict[bytes, list[tuple[str, int]]](list)
    for row in reads.sealed(snapshot, scopes, month[0]):
        seals[bytes(row.device)].append((row.day, row.at))
    known = _Known(
        seals=seals,
        disputes=reads.disputed(snapshot, scopes),
        silent_before=silent_before,
    )
    told: dict[str, list[Value]] = {}
    for row in reads.written(snapshot, scopes, month):
        if (counter := at.get(DeviceId(bytes(row.device)))) is None:
            continue
        lacking = told.setdefault(row.day, [])
        if state := _lacks(known, counter, row.day, row.told):
            lacking.append([counter.scope, counter.name, *state])
    return [[of, _worst(lacking), lacking] for of, lacking in told.items()]


def _lacks(known: _Known, counter: reads.Sitting, of: str, told: int) -> tuple[str, Moment] | None:
    """Why this counter's day is not sealed, and since when; None where it is."""
    seals = known.seals.get(counter.device, ())
    if any(day >= of and at >= told for day, at in seals):
        return None
    if known.disputes.get(counter.device) == of:
        return DISPUTED, Moment(told)
    if counter.seen < known.silent_before:
        return LOST, counter.seen
    return OPEN, Moment(told)


def _worst(lacking: Sequence[Value]) -> str:
    return max((each[2] for each in lacking), key=_WORST.index, default=SEALED)
