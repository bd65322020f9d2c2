"""Answers an exchange: takes what is told, decides what is the centre's, gives what is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.identifiers import PROVINCE, Scope, is_centre
from sync.central.centre import Centre
from sync.central.errors import Busy, NotAllowed
from sync.central.mending import note_damage
from sync.central.naming import give_usernames
from sync.central.restoring import decide_everywhere
from sync.central.store import devices, recovery
from sync.central.store.apply import Taken, take
from sync.central.store.devices import Device
from sync.central.store.engine import Transaction
from sync.central.store.feed import Page, after, end_of
from sync.central.store.journal import Journal, chains
from sync.protocol import centre_side
from sync.protocol.frame import Run
from sync.protocol.giving import Vouch, countersigning
from sync.protocol.heads import digest
from sync.protocol.messages import (
    Cursor,
    ReconcileAnswer,
    ReconcileRequest,
    SyncAnswer,
    SyncRequest,
)
from sync.store.sql_chains import DamagedHere

PROOF_EVERY_MS: Final = 60_000
"""A proof is written down at most once in this time for each counter."""

_NOTHING: Final = digest([])
"""The digest of a counter that holds nothing yet."""


def answer_sync(centre: Centre, device: Device, request: SyncRequest) -> SyncAnswer:
    """Take the runs in one transaction under the scope's lock, then give the feed.

    Nothing is acknowledged before it is committed (I3). Raises CentreError, NotContinued.
    """
    scope = _may_ask(device, request.scope)
    try:
        answer = _answer(centre, device, scope, request)
    except DamagedHere as damaged:
        raise _mend(centre, scope, damaged) from damaged
    equal = not answer.more and not answer.missing and answer.digest == request.digest
    if equal and scope == device.scope and centre.now() - device.proven > PROOF_EVERY_MS:
        with centre.store.writing() as transaction:
            devices.was_proven(transaction, device.id, centre.now())
            transaction.commit()
    return answer


def _answer(centre: Centre, device: Device, scope: Scope, request: SyncRequest) -> SyncAnswer:
    if not request.runs:
        with centre.store.reading() as snapshot:
            if not _reports(snapshot, device, request):
                return _told(centre, snapshot, device, request, Taken())
    with centre.store.writing() as transaction:
        _see_life(centre, transaction, request.cursor, scope)
        taken = _take(centre, transaction, scope, request.runs)
        last = _hear(transaction, device, request)
        answer = _told(centre, transaction, device, request, taken)
        end = end_of(transaction, scope)
        transaction.commit()
    centre.marks.reach(scope, end)
    if last:
        decide_everywhere(centre)
    return answer


def answer_reconcile(centre: Centre, device: Device, request: ReconcileRequest) -> ReconcileAnswer:
    """Our heads, and what the asker lacks, in one snapshot. Raises CentreError."""
    scope = _may_ask(device, request.scope)
    try:
        with centre.store.reading() as snapshot:
            store, end = chains(snapshot, scope), end_of(snapshot, scope)
            return centre_side.answer_reconcile(store, request, end, _vouch(centre, scope))
    except DamagedHere as damaged:
        raise _mend(centre, scope, damaged) from damaged


def _may_ask(device: Device, scope: str) -> Scope:
    if scope not in (device.scope, PROVINCE):
        raise NotAllowed("Quầy không thuộc đơn vị này nên không được xem hoặc gửi dữ liệu của nó.")
    return Scope(scope)


def _reports(snapshot: Transaction, device: Device, request: SyncRequest) -> bool:
    """Whether this quiet request may be what a restored centre waits for, or shows it set back."""
    end = end_of(snapshot, Scope(request.scope))
    return _beyond(request.cursor, end) or recovery.is_unheard(snapshot, device.id)


def _beyond(cursor: Cursor, end: Cursor) -> bool:
    """A cursor of this very life beyond our end: the database was set back without a word."""
    return cursor.incarnation == end.incarnation and cursor.position > end.position


def _see_life(centre: Centre, transaction: Transaction, cursor: Cursor, scope: Scope) -> None:
    if _beyond(cursor, end_of(transaction, scope)):
        recovery.begin(transaction, centre.keys, centre.now())


def _hear(transaction: Transaction, device: Device, request: SyncRequest) -> bool:
    """In this life, what the counter holds is what is here: it has nothing else to report.

    Whether it was the last one that was waited for.
    """
    scope = Scope(request.scope)
    life = end_of(transaction, scope).incarnation
    if scope != device.scope or request.runs or request.cursor.incarnation != life:
        return False
    equal = request.digest == centre_side.digest_of(chains(transaction, scope))
    return equal and recovery.heard(transaction, device.id)


def _take(centre: Centre, transaction: Transaction, scope: Scope, runs: Sequence[Run]) -> Taken:
    journal, now = Journal(transaction, scope), centre.now()
    taken = Taken()
    for run in runs:
        if run.scope != scope:
            raise NotAllowed("Một thông điệp chỉ mang việc của một đơn vị; hãy báo quản trị.")
        if scope == PROVINCE and not is_centre(run.device):
            raise NotAllowed("Quầy không được ghi vào danh mục của tỉnh; hãy báo quản trị.")
        take(journal, centre.keys, run, now, taken)
    give_usernames(centre, journal, taken.registered, now)
    journal.close()
    return taken


def _told(
    centre: Centre,
    transaction: Transaction,
    device: Device,
    request: SyncRequest,
    taken: Taken,
) -> SyncAnswer:
    scope = Scope(request.scope)
    end = end_of(transaction, scope)
    vouch = _vouch(centre, scope)
    store = chains(transaction, scope)
    held = centre_side.digest_of(store)
    if request.digest == held or _forgot(request):
        page = Page(runs=(), more=False, cursor=end)
    else:
        page = after(transaction, scope, (request.cursor, device.id), end, vouch)
    return SyncAnswer(
        acknowledged=tuple(taken.acknowledged),
        refused=tuple(taken.refused),
        runs=page.runs,
        more=page.more,
        cursor=page.cursor,
        digest=b"" if page.more else held,
        clock=centre.now(),
        missing=centre_side.missing(store),
    )


def _forgot(request: SyncRequest) -> bool:
    """A counter that holds something, and no longer knows how far it read: heads say what it lacks.

    Beginning the feed anew would tell it everything once more.
    """
    return request.cursor == Cursor() and request.digest not in (b"", _NOTHING)


def _vouch(centre: Centre, scope: Scope) -> Vouch:
    return countersigning(scope, centre.keys.sign)


def _mend(centre: Centre, scope: Scope, damaged: DamagedHere) -> Busy:
    """A row did not hash: name what is missing now; the counters give it back."""
    note_damage(centre, scope, damaged)
    return Busy("Trung tâm vừa thấy dữ liệu hỏng và đang vá; quầy sẽ tự gửi lại, không mất gì.")
