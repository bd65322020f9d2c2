"""Answers an exchange: takes what is told, decides what is the centre's, gives what is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.identifiers import PROVINCE, Scope, is_centre
from sync.central.centre import Centre
from sync.central.errors import Busy, NotAllowed
from sync.central.mending import note_damage
from sync.central.restoring import decide_everywhere
from sync.central.settling import decide_what_came
from sync.central.store import devices, recovery
from sync.central.store.apply import Taken, take
from sync.central.store.devices import Device
from sync.central.store.engine import Transaction
from sync.central.store.feed import Page, after, end_of
from sync.central.store.journal import Journal, chains
from sync.protocol import centre_side
from sync.protocol.frame import Run
from sync.protocol.giving import Vouch, countersigning
from sync.protocol.heads import digest as digest_of_heads
from sync.protocol.messages import (
    Cursor,
    ReconcileAnswer,
    ReconcileRequest,
    SyncAnswer,
    SyncRequest,
)
from sync.store.sql_chains import DamagedHere, SqlChains

PROOF_EVERY_MS: Final = 60_000
"""A proof is written down at most once in this time for each counter."""

_NOTHING: Final = digest_of_heads([])
"""The digest of a counter that holds nothing yet."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a scope comes to after a request was taken: read once, and told from."""

    chains: SqlChains
    end: Cursor
    taken: Taken = field(default_factory=Taken)


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
                held = Held(chains(snapshot, scope), end_of(snapshot, scope))
                return _told(centre, snapshot, device, request, held)
    with centre.store.writing() as transaction:
        _see_life(centre, transaction, request.cursor, scope)
        held = _take(centre, transaction, scope, request.runs)
        last = _hear(transaction, device, request, held)
        answer = _told(centre, transaction, device, request, held)
        transaction.commit()
    centre.marks.reach(scope, held.end)
    if last:
        decide_everywhere(centre)
    centre.errands.set()
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


def _hear(transaction: Transaction, device: Device, request: SyncRequest, held: Held) -> bool:
    """In this life, what the counter holds is what is here: it has nothing else to report.

    Whether it was the last one that was waited for.
    """
    life = held.end.incarnation
    if request.scope != device.scope or request.runs or request.cursor.incarnation != life:
        return False
    equal = request.digest == centre_side.digest_of(held.chains)
    return equal and recovery.heard(transaction, device.id)


def _take(centre: Centre, transaction: Transaction, scope: Scope, runs: Sequence[Run]) -> Held:
    journal, now = Journal(transaction, scope), centre.now()
    taken = Taken()
    for run in runs:
        if run.scope != scope:
            raise NotAllowed("Một thông điệp chỉ mang việc của một đơn vị; hãy báo quản trị.")
        if scope == PROVINCE and not is_centre(run.device):
            raise NotAllowed("Quầy không được ghi vào danh mục của tỉnh; hãy báo quản trị.")
        take(journal, centre.keys, run, now, taken)
    decide_what_came(centre, journal, taken)
    journal.close()
    return Held(journal.chains, Cursor(journal.incarnation, journal.position), taken)


def _told(
    centre: Centre,
    transaction: Transaction,
    device: Device,
    request: SyncRequest,
    held: Held,
) -> SyncAnswer:
    scope = Scope(request.scope)
    digest = centre_side.digest_of(held.chains)
    if request.digest == digest or _forgot(request):
        page = Page(runs=(), more=False, cursor=held.end)
    else:
        asked = (request.cursor, device.id)
        page = after(transaction, held.chains, asked, held.end, _vouch(centre, scope))
    return SyncAnswer(
        acknowledged=tuple(held.taken.acknowledged),
        refused=tuple(held.taken.refused),
        runs=page.runs,
        more=page.more,
        cursor=page.cursor,
        digest=b"" if page.more else digest,
        clock=centre.now(),
        missing=centre_side.missing(held.chains),
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
