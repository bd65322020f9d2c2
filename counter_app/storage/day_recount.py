"""A day that was closed, counted once more from the journal: for sheets, reports and auditors."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from counter_app.storage import day_closes
from counter_app.storage.day_closes import Closing
from counter_app.storage.engine import reading
from counter_app.storage.identity import Identity
from counter_app.storage.journal import Journal
from counter_app.storage.replica import TABLES, chains
from domain.day import DaySealed
from domain.day_totals import DayTotals
from domain.history import Entry
from domain.identifiers import SubjectId, is_centre
from sync.store.day_sums import aside_in, counted_between


def recount(engine: Engine, identity: Identity, closing: Closing) -> DayTotals:
    """The totals and the whole ledger, the stored bytes hashed anew.

    What the centre set aside or released after it had sealed the day changes nothing of it.
    Raises NotHeld, DamagedHere where some of the bytes are lost.
    """
    said = closing.told
    with reading(engine) as connection:
        before = day_closes.last(connection, identity.device, closing.number)
        last = before.told if before else None
        counted, _ = counted_between(
            chains(connection, identity.scope),
            identity.device,
            (last.cut if last else (), said.cut),
            said.day,
            last.sums.totals if last else {},
            aside_in(connection, TABLES.fact, identity.scope, _word(connection, identity, closing)),
        )
    return counted


def _word(connection: Connection, identity: Identity, closing: Closing) -> Entry | None:
    """The centre's fact on this certificate; None before it has come."""
    about = Journal(connection, bytes).about(SubjectId(identity.device))
    for entry in about:
        match entry.fact:
            case DaySealed(hash=hash_) if hash_ == closing.sealed.id and is_centre(entry.device):
                return entry
    return None
