"""Days counted from the journal: one that was closed once more, one that goes on so far."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from sqlalchemy import Connection, Engine

from counter_app.storage import day_closes
from counter_app.storage.day_closes import SEALED, Closing
from counter_app.storage.engine import reading
from counter_app.storage.identity import Identity
from counter_app.storage.replica import TABLES, chains
from domain.day_totals import DayTotals
from domain.identifiers import Day, DeviceId
from sync.protocol.intervals import Cut, Lineages, NotHeld
from sync.store.day_sums import aside, counted_between, counts_for, named_by, words_in
from sync.store.sql_chains import DamagedHere

Count: TypeAlias = Callable[[], DayTotals | None]
"""As `not_yet_sealed` answers."""


def recount(engine: Engine, identity: Identity, closing: Closing) -> DayTotals:
    """The totals and the whole ledger, the stored bytes hashed anew.

    What the centre set aside or released afterwards changes nothing of it: the certificate names
    how much of the centre's word was known.
    Raises NotHeld, DamagedHere where some of the bytes are lost.
    """
    said = closing.told
    with reading(engine) as connection:
        before = day_closes.last(connection, identity.device, closing.number)
        last = before.told if before else None
        store = chains(connection, identity.scope)
        words = words_in(connection, TABLES.fact, identity.scope)
        counted, _ = counted_between(
            store,
            identity.device,
            (last.cut if last else (), said.cut),
            said.day,
            last.sums.totals if last else {},
            aside(words, named_by(store, said.words)),
        )
    return counted


def not_yet_sealed(engine: Engine, identity: Identity, day: Day) -> DayTotals | None:
    """What was written since the last sealed certificate, up to this day; None where bytes of it
    are lost or have drifted."""
    with reading(engine) as connection:
        before = last_sealed(connection, identity.device)
        last = before.told if before else None
        store = chains(connection, identity.scope)
        since: Cut = last.cut if last else ()
        try:
            cut = Lineages(store, identity.device).cut(since, counts_for(day))
            counted, found = counted_between(
                store,
                identity.device,
                (since, cut),
                day,
                last.sums.totals if last else {},
                aside(words_in(connection, TABLES.fact, identity.scope)),
            )
        except (NotHeld, DamagedHere):
            return None
    return None if found.missing or found.drifted else counted


def counting(engine: Engine, identity: Identity, day: Day) -> Count:
    """Counts when it is first asked, and then knows: what stands in one look agrees, and the
    journal's bytes are read once."""
    return cache(lambda: not_yet_sealed(engine, identity, day))


def last_sealed(connection: Connection, device: DeviceId) -> Closing | None:
    """The certificate that both sides signed last."""
    found = day_closes.last(connection, device)
    while found is not None and found.state != SEALED:
        found = day_closes.last(connection, device, found.number)
    return found
