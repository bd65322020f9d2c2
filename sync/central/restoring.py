"""A centre whose database comes from a backup begins another life and waits for its counters."""

from __future__ import annotations

from sync.central.centre import Centre
from sync.central.high_water import beyond
from sync.central.naming import decide_what_waited
from sync.central.settling import asked, settle
from sync.central.store import recovery
from sync.central.store.feed import end_of
from sync.central.store.inspection import scopes
from sync.central.store.journal import Journal


def see_whether_set_back(centre: Centre) -> None:
    """A database restored without a word begins another life by itself."""
    with centre.store.reading() as snapshot:
        known = scopes(snapshot)
    told = {scope: centre.marks.told(scope) for scope in known}
    with centre.store.reading() as snapshot:  # after the marks: another worker may move both
        behind = any(beyond(told[scope], end_of(snapshot, scope)) for scope in known)
    if behind:
        restored(centre)
    decide_everywhere(centre)  # what a crash may have left undecided


def restored(centre: Centre) -> int:
    """The database is an earlier one: begin another life; how many counters have to report.

    Nothing is decided until they have, or `release` says that no other will.
    """
    with centre.store.writing() as transaction:
        waiting = recovery.begin(transaction, centre.keys, centre.now())
        transaction.commit()
    return waiting


def release(centre: Centre) -> int:
    """No other counter will report: decide again; how many had not."""
    with centre.store.writing() as transaction:
        silent = recovery.release(transaction)
        transaction.commit()
    decide_everywhere(centre)
    return silent


def decide_everywhere(centre: Centre) -> None:
    """Decide in every office on whoever came while a restored centre waited for its counters.

    One transaction for each office: the province's lock comes after a scope's, never before (I4).
    """
    with centre.store.reading() as snapshot:
        waits = recovery.recovering(snapshot)
        told = () if waits else {*recovery.undecided(snapshot), *asked(snapshot)}
    for scope in sorted(told):
        with centre.store.writing() as transaction:
            journal = Journal(transaction, scope)
            decide_what_waited(centre, journal, centre.now())
            settle(journal)
            journal.close()
            transaction.commit()
