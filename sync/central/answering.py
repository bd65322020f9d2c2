"""Answers an exchange: takes what is told, decides what is the centre's, gives what is lacking."""

from __future__ import annotations

from collections.abc import Sequence

from domain.customer import CustomerRegistered, UsernameGiven
from domain.facts import Fact
from domain.identifiers import PROVINCE, Scope, SubjectId
from domain.moment import Moment
from domain.usernames import NotLatin
from sync.central.centre import Centre
from sync.central.errors import ForkSeen, NotAllowed
from sync.central.judge import decide, stem_of
from sync.central.store.apply import Taken, Writer, add_work_item, take
from sync.central.store.devices import Device
from sync.central.store.engine import Transaction
from sync.central.store.feed import after, end_of, lacking
from sync.central.store.journal import EPOCH, Journal, chains
from sync.central.store.names import SqlNames, unanswered
from sync.protocol.frame import Run
from sync.protocol.heads import digest
from sync.protocol.messages import (
    Cursor,
    ReconcileAnswer,
    ReconcileRequest,
    SyncAnswer,
    SyncRequest,
)


def answer_sync(centre: Centre, device: Device, request: SyncRequest) -> SyncAnswer:
    """Take the runs in one transaction under the scope's lock, then give the feed.

    Nothing is acknowledged before it is committed (I3). Raises CentreError.
    """
    scope = _may_ask(device, request.scope)
    now = centre.now()
    if not request.runs:
        with centre.store.reading() as snapshot:
            return _told(snapshot, scope, device, request.cursor, Taken(), now)
    if scope == PROVINCE:
        raise NotAllowed("Quầy không được ghi vào danh mục của tỉnh; hãy báo quản trị.")
    try:
        with centre.store.writing() as transaction:
            taken = _take(centre, transaction, scope, request.runs, now)
            answer = _told(transaction, scope, device, request.cursor, taken, now)
            transaction.commit()
    except ForkSeen as fork:
        note_fork(centre, fork, now)
        raise
    return answer


def answer_reconcile(centre: Centre, device: Device, request: ReconcileRequest) -> ReconcileAnswer:
    """Our heads, and what the asker lacks, in one snapshot. Raises CentreError."""
    scope = _may_ask(device, request.scope)
    try:
        with centre.store.reading() as snapshot:
            page = lacking(snapshot, scope, request.heads, end_of(snapshot, scope))
            heads = tuple(chain.head for chain in chains(snapshot, scope))
    except ForkSeen as fork:
        note_fork(centre, fork, centre.now())
        raise
    return ReconcileAnswer(heads=heads, runs=page.runs, more=page.more, cursor=page.cursor)


def note_fork(centre: Centre, fork: ForkSeen, now: Moment) -> None:
    """A fork is a person's work (I2); the request that showed it was thrown away."""
    with centre.store.writing() as transaction:
        add_work_item(Journal(transaction, Scope(fork.scope)), "fork", fork.device, now)
        transaction.commit()


def _may_ask(device: Device, scope: str) -> Scope:
    if scope not in (device.scope, PROVINCE):
        raise NotAllowed("Quầy không thuộc đơn vị này nên không được xem hoặc gửi dữ liệu của nó.")
    return Scope(scope)


def _take(
    centre: Centre, transaction: Transaction, scope: Scope, runs: Sequence[Run], now: Moment
) -> Taken:
    journal = Journal(transaction, scope)
    own = centre.keys.device(scope)
    writer = Writer(public_key=centre.keys.public, epoch=EPOCH, centre=True)
    taken = Taken()
    for run in runs:
        if run.scope != scope:
            raise NotAllowed("Một thông điệp chỉ mang việc của một đơn vị; hãy báo quản trị.")
        take(journal, run, writer if run.device == own else None, now, taken)
    _give_usernames(centre, journal, taken, now)
    journal.close()
    return taken


def _give_usernames(
    centre: Centre,
    journal: Journal,
    taken: Taken,
    now: Moment,
) -> None:
    """One account for each new customer, in order of arrival; the first registration counts.

    After a restored backup counters give back what this centre had decided: that stands.
    """
    told: dict[SubjectId, CustomerRegistered] = {}
    for subject, fact in taken.registered:
        told.setdefault(subject, fact)
    waiting = unanswered(journal.transaction, journal.scope, list(told)) if told else set()
    if not waiting:
        return
    stems: dict[SubjectId, str | None] = {}
    for subject in (each for each in told if each in waiting):
        try:
            stems[subject] = stem_of(told[subject], centre.forms)
        except NotLatin:
            stems[subject] = None
    names = SqlNames(journal.transaction, journal.scope, now)
    names.prepare((told[each] for each in stems), filter(None, stems.values()))
    before = dict(taken.named)
    for subject in before.keys() & stems.keys():  # first, so that nobody else gets these names
        known = stems.pop(subject) or before[subject]
        names.stands_again(subject, told[subject], known, before[subject])
        names.answered(subject, before[subject])
    given: list[tuple[SubjectId, Fact]] = []
    for subject, stem in stems.items():
        if stem is None:  # a person asks for the Latin name of the passport
            names.answered(subject, None)
            add_work_item(journal, "name_not_latin", subject, now)
            continue
        name = decide(subject, told[subject], stem, names)
        names.answered(subject, name)
        given.append((subject, UsernameGiven(username=name)))
    names.flush()
    journal.write(centre.keys, given, now)


def _told(
    transaction: Transaction,
    scope: Scope,
    device: Device,
    cursor: Cursor,
    taken: Taken,
    now: Moment,
) -> SyncAnswer:
    page = after(transaction, scope, cursor, end_of(transaction, scope), device.id)
    heads = () if page.more else tuple(chain.head for chain in chains(transaction, scope))
    return SyncAnswer(
        acknowledged=tuple(taken.acknowledged),
        refused=tuple(taken.refused),
        runs=page.runs,
        more=page.more,
        cursor=page.cursor,
        digest=digest(heads),
        clock=now,
    )
