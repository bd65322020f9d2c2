"""Taking runs of facts into a scope: chains checked, signatures verified, read tables moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select, update

from domain.aside import FactQuarantined, FactReleased
from domain.customer import (
    CustomerChanged,
    CustomerRegistered,
    CustomersCompared,
    CustomersMerged,
    CustomersSeparated,
)
from domain.deciding import ConflictDecided
from domain.dossier import RECEIVED, DossierReceived, ScanAttached
from domain.facts import Fact
from domain.history import set_aside
from domain.identifiers import FactId, Scope, SubjectId, is_centre
from domain.judging import objection, too_far_ahead
from domain.kinds import fact_of
from domain.moment import Moment
from sync.central.errors import NotAllowed, Unreadable
from sync.central.keys import CentreKeys
from sync.central.store import board_rows, circles, phones, sessions
from sync.central.store.engine import Transaction
from sync.central.store.journal import Journal, about
from sync.central.store.many import put, rows_with
from sync.central.store.recovery import stands_again
from sync.central.store.stories import Story
from sync.central.store.tables import (
    device,
    dossier_state,
    erasure,
    fact,
    quarantine,
    scan_named,
    work_item,
)
from sync.protocol.cbor import decode_own
from sync.protocol.centre_side import take_vouched
from sync.protocol.frame import Run, Sealed
from sync.protocol.heads import Head, statement
from sync.protocol.messages import Refused

ASK_CERTIFICATE: Final = {"Device-Certificate": "wanted"}
"""Told with a refusal that the device's certificate may mend."""

OPEN: Final = "open"
_DECISIONS: Final = (CustomersCompared, CustomersMerged, CustomersSeparated, ConflictDecided)


@dataclass(slots=True)
class Taken:
    """What the runs of one request came to."""

    acknowledged: list[Head] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    registered: list[tuple[SubjectId, CustomerRegistered]] = field(default_factory=list)
    changed: list[tuple[SubjectId, CustomerChanged]] = field(default_factory=list)
    decided: bool = False  # somebody's word on customers came


def take(journal: Journal, keys: CentreKeys, run: Run, now: Moment, taken: Taken) -> None:
    """Take one run; what is known already is passed over, so a repeated request does no harm.

    Raises NotAllowed: unknown writer, or a signature that does not verify; NotContinued;
    Unreadable.
    """
    if any("\0" in each.frame.kind for each in run.facts):  # no table of PostgreSQL can hold it
        raise Unreadable("Tên loại việc có ký tự không hợp lệ; hãy cập nhật chương trình ở quầy.")
    took = take_vouched(journal.chains, run, lambda run: _vouched(journal, keys, run))
    if took.fresh:
        _read(journal, keys, run, took.fresh, now, taken)
    if took.forked:
        add_work_item(journal, "fork", run.device, now)
    if took.head is not None:
        taken.acknowledged.append(took.head)
    taken.refused.extend(_refused(journal, run))


def _vouched(journal: Journal, keys: CentreKeys, run: Run) -> None:
    """The signed head is the run's very end, signed by the writer, or once by this centre.

    Our own signature also speaks for devices and epochs that a restored database has forgotten.
    """
    told = statement(run.scope, Head(run.device, run.epoch, *run.vouched))
    if run.vouched != (run.last.frame.seq, run.last.id):
        raise NotAllowed("Chữ ký không bao trùm các việc gửi lên; hãy báo quản trị.")
    if keys.signed(run.signature, told):
        return
    known = select(device).where(device.c.id == run.device, device.c.scope == journal.scope)
    row = journal.transaction.execute(known).first()
    if row is None:
        raise NotAllowed("Trung tâm chưa biết quầy đã ghi các việc này; hãy báo quản trị.")
    if run.epoch > row.epoch:
        raise NotAllowed("Quầy ghi theo một đợt chưa được cấp; hãy báo quản trị.", ASK_CERTIFICATE)
    first = run.facts[0].frame
    if (run.epoch, first.seq) == (row.epoch, 1) and first.prev != bytes(row.continues):
        raise NotAllowed("Đợt ghi mới không nối đúng chỗ đã cấp; hãy báo quản trị.")
    try:
        Ed25519PublicKey.from_public_bytes(bytes(row.public_key)).verify(run.signature, told)
    except InvalidSignature as error:
        raise NotAllowed("Chữ ký của quầy không đúng; hãy báo quản trị.") from error


def _read(
    journal: Journal,
    keys: CentreKeys,
    run: Run,
    fresh: Sequence[Sealed],
    now: Moment,
    taken: Taken,
) -> None:
    """Judge each fact, say which ones are set aside, and move the read tables."""
    aside: list[tuple[SubjectId, Fact]] = []
    told: list[tuple[Sealed, Fact]] = []
    all_: list[tuple[SubjectId, Fact]] = []
    for each in fresh:
        frame = each.frame
        body = decode_own(frame.body) if frame.body else None
        read = fact_of(frame.kind, frame.version, body)
        all_.append((SubjectId(frame.subject), read))
        against = None
        if body is not None and not is_centre(run.device):
            against = objection(frame.kind, frame.version, frame.at, body, read, now)
        if against and not _was_released(journal, each):
            row = {"scope": journal.scope, "id": each.id, "device": run.device}
            place = {"epoch": run.epoch, "seq": frame.seq, "reason": against.reason, "at": now}
            if put(journal.transaction, quarantine, [row | place]):
                word = FactQuarantined(
                    fact=each.id,
                    reason=against.reason,
                    clause=against.clause.value,
                    field=against.field,
                )
                aside.append((SubjectId(frame.subject), word))
        else:
            told.append((each, read))
    journal.write(keys, aside, now)
    _destroy_again(journal, fresh)
    journal.witness(each.frame.at for each, _ in told if not too_far_ahead(each.frame.at, now))
    _project(journal, keys, told, now)
    board_rows.tell(journal.transaction, journal.scope, told, now)
    sessions.remember(journal.transaction, journal.scope, all_)
    _note(taken, told)
    for each, read in told:
        if isinstance(read, FactReleased) and is_centre(run.device):
            _release_again(journal, keys, (SubjectId(each.frame.subject), read), now, taken)


def _note(taken: Taken, told: Sequence[tuple[Sealed, Fact]]) -> None:
    for each, read in told:
        subject = SubjectId(each.frame.subject)
        match read:
            case CustomerRegistered():
                taken.registered.append((subject, read))
            case CustomerChanged():
                taken.changed.append((subject, read))
            case _:
                taken.decided |= isinstance(read, _DECISIONS)


def count_after_all(
    journal: Journal, keys: CentreKeys, id_: bytes, now: Moment, taken: Taken
) -> None:
    """A stored fact that was set aside: read tables move as if it came just now.

    Nothing where it is not here. Raises PeerBrokeProtocol where its row is damaged.
    """
    stored = select(fact.c.envelope, fact.c.salt, fact.c.body)
    row = journal.transaction.execute(
        stored.where(fact.c.scope == journal.scope, fact.c.id == id_)
    ).first()
    if row is None:
        return
    told = [board_rows.stored_fact(row)]
    _project(journal, keys, told, now)
    board_rows.tell_again(journal.transaction, journal.scope, told)
    of = [SubjectId(each.frame.subject) for each, _ in told]
    sessions.refresh(journal.transaction, journal.scope, of)
    _note(taken, told)


def _was_released(journal: Journal, against: Sealed) -> bool:
    """Whether this centre let the fact count before its database was set back."""
    subject = SubjectId(against.frame.subject)
    rows = about(journal.transaction, journal.scope, [subject], FactReleased.kind)
    words = (fact_of(row.kind, 1, decode_own(bytes(row.body))) for row in rows if row.body)
    return any(isinstance(word, FactReleased) and word.fact == against.id for word in words)


def _release_again(
    journal: Journal,
    keys: CentreKeys,
    told: tuple[SubjectId, FactReleased],
    now: Moment,
    taken: Taken,
) -> None:
    """Our own word came back, maybe after we had set the fact aside a second time."""
    subject, word = told
    entries = Story(journal.transaction, journal.scope, subject).entries
    if FactId(word.fact) in set_aside(entries):
        journal.write(keys, [(subject, word)], now)
    count_after_all(journal, keys, word.fact, now, taken)


def _destroy_again(journal: Journal, fresh: Sequence[Sealed]) -> None:
    """Contents that were destroyed here by order and come back from elsewhere (I7)."""
    named = select(erasure.c.fact).where(erasure.c.scope == journal.scope)
    if journal.transaction.execute(named.limit(1)).first() is None:  # nearly always
        return
    ids = {each.id for each in fresh if each.frame.body}
    ordered = {bytes(row[0]) for row in journal.transaction.execute(named)}
    if again := sorted(ids & ordered):
        journal.chains.erase(again)


def _project(
    journal: Journal, keys: CentreKeys, told: Sequence[tuple[Sealed, Fact]], now: Moment
) -> None:
    dossiers, scans = [], []
    for each, read in told:
        if isinstance(read, DossierReceived):
            row = {"code": read.code, "scope": journal.scope, "subject": each.frame.subject}
            dossiers.append({**row, "status": RECEIVED, "at": now})
        elif is_centre(each.frame.device):
            stands_again(journal, keys, read, now)
            told_of = (SubjectId(each.frame.subject), each.id)
            circles.stands_again(journal.transaction, journal.scope, told_of, read)
        elif isinstance(read, ScanAttached):
            scan = {"scope": journal.scope, "sha256": read.sha256, "size": read.size}
            scans.append({**scan, "wanted": True})
    put(journal.transaction, scan_named, scans)
    named = [(SubjectId(each.frame.subject), read) for each, read in told]
    phones.remember(journal.transaction, journal.scope, named)
    put(journal.transaction, dossier_state, dossiers)
    circles.handed_over(journal.transaction, journal.scope, named, now)
    if dossiers:
        _codes_twice(journal, dossiers, now)


def _codes_twice(journal: Journal, dossiers: Sequence[dict[str, Any]], now: Moment) -> None:
    """Two dossiers with one code: the first keeps it, a person decides on the second."""
    codes = [told["code"] for told in dossiers]
    held = select(dossier_state.c.code, dossier_state.c.subject)
    rows = rows_with(journal.transaction, held, dossier_state.c.code, codes)
    holders = {row.code: bytes(row.subject) for row in rows}
    for told in dossiers:
        if holders[told["code"]] != told["subject"]:
            add_work_item(journal, "code_twice", told["subject"], now)


def add_work_item(
    journal: Journal, kind: str, subject: bytes, now: Moment, *, again: bool = False
) -> None:
    """Something for a person to decide; once for each subject. `again`: also after it was done."""
    key = {"scope": journal.scope, "kind": kind, "subject": subject}
    put(
        journal.transaction, work_item, [{**key, "at": now, "state": OPEN}], ["at", "state"] * again
    )


def open_work(transaction: Transaction, scope: Scope, kinds: Sequence[str]) -> Sequence[Any]:
    """The items of these kinds that wait for a person, as rows of the table."""
    asked = select(work_item).where(
        work_item.c.scope == scope, work_item.c.kind.in_(kinds), work_item.c.state == OPEN
    )
    return transaction.execute(asked.order_by(work_item.c.kind, work_item.c.subject)).all()


def close_work_item(transaction: Transaction, scope: Scope, kind: str, subject: bytes) -> None:
    """Nobody need decide on it any more."""
    done = update(work_item).where(
        work_item.c.scope == scope, work_item.c.kind == kind, work_item.c.subject == subject
    )
    transaction.execute(done.values(state="done"))


def _refused(journal: Journal, run: Run) -> list[Refused]:
    first, last = run.facts[0].frame.seq, run.last.frame.seq
    found = select(quarantine.c.id, quarantine.c.reason).where(
        quarantine.c.scope == journal.scope,
        quarantine.c.device == run.device,
        quarantine.c.epoch == run.epoch,
        quarantine.c.seq.between(first, last),
    )
    rows = journal.transaction.execute(found)
    return [Refused(id=bytes(row.id), reason=row.reason) for row in rows]
