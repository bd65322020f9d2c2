"""A row of the centre's own did not hash, or lacks: name what is missing; counters give it back."""

from __future__ import annotations

from collections.abc import Iterable

from domain.identifiers import Scope
from sync.central.centre import Centre
from sync.central.store.inspection import Inspection, inspect_positions
from sync.central.store.journal import Journal
from sync.store.sql_chains import DamagedHere


def note(journal: Journal, chains: Iterable[tuple[bytes, int]]) -> None:
    """Re-hash the chains of these devices' epochs and remember their holes, and the places in the
    feed that are empty, so that what comes back takes them; the caller commits."""
    holes = 0
    for device, epoch in chains:
        for branch in journal.chains.of(device, epoch):
            if branch.seq:
                checked = journal.chains.check(branch)
                journal.chains.note(branch, checked)
                holes += len(checked.holes)
    if holes:
        inspect_positions(journal, Inspection())


def note_damage(centre: Centre, scope: Scope, damaged: DamagedHere) -> None:
    """The same in a transaction of its own, for a row that was only asked for."""
    with centre.store.writing() as transaction:
        journal = Journal(transaction, scope)
        note(journal, [(damaged.branch.device, damaged.branch.epoch)])
        transaction.commit()
