"""Taking runs of facts into a scope: chains checked, signatures verified, read tables moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from domain.customer import CustomerRegistered, UsernameGiven
from domain.dossier import RECEIVED, DossierReceived, ScanAttached
from domain.facts import Fact
from domain.identifiers import SubjectId, Username
from domain.kinds import fact_of
from domain.moment import Moment
from sync.central.errors import Differs, ForkSeen, NotAllowed
from sync.central.judge import objection
from sync.central.store.engine import put
from sync.central.store.journal import Chain, Journal
from sync.central.store.tables import (
    device,
    dossier_state,
    quarantine,
    scan_named,
    work_item,
)
from sync.protocol.cbor import decode_own
from sync.protocol.frame import NO_PREVIOUS, Run, Sealed
from sync.protocol.heads import Head, statement
from sync.protocol.messages import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Whose chain a run continues: its key, and whether it is the centre itself."""

    public_key: bytes
    epoch: int
    centre: bool = False


@dataclass(slots=True)
class Taken:
    """What the runs of one request came to."""

    acknowledged: list[Head] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    registered: list[tuple[SubjectId, CustomerRegistered]] = field(default_factory=list)
    named: list[tuple[SubjectId, Username]] = field(default_factory=list)  # by us, given back


def take(journal: Journal, run: Run, centre: Writer | None, now: Moment, taken: Taken) -> None:
    """Take one run; what is known already is passed over, so a repeated request does no harm.

    `centre` is the centre's own writer when the run is of its chain (given back in a repair).

    Raises:
        NotAllowed: unknown or revoked writer, or a signature that does not verify.
        Differs, ForkSeen: the run does not continue the chain held here.
    """
    writer = centre or _writer(journal, run)
    _verify(run, writer)
    chain = journal.chain(run.device, run.epoch)
    fresh = _fresh(journal, run, chain)
    if fresh:
        journal.keep(fresh)
        _read(journal, run, fresh, writer, now, taken)
        journal.move(run.device, run.epoch, fresh[-1], _vouch(run, chain))
    taken.acknowledged.append(Head(run.device, run.epoch, run.last.frame.seq, run.last.id))
    taken.refused.extend(_refused(journal, run))


def _writer(journal: Journal, run: Run) -> Writer:
    known = select(device).where(device.c.id == run.device, device.c.scope == journal.scope)
    row = journal.transaction.execute(known).first()
    if row is None:
        raise NotAllowed("Trung tâm chưa biết quầy đã ghi các việc này; hãy báo quản trị.")
    return Writer(public_key=bytes(row.public_key), epoch=row.epoch)


def _verify(run: Run, writer: Writer) -> None:
    """The signed head must lie at the run's end or after it.

    Where it lies after it (a long repair in several requests), the run is proven only when the
    chain has reached that place: `_fresh` compares the id there.
    """
    seq, id_ = run.vouched
    if run.epoch > writer.epoch or seq < run.last.frame.seq:
        raise NotAllowed("Chữ ký không bao trùm các việc gửi lên; hãy báo quản trị.")
    if seq == run.last.frame.seq and id_ != run.last.id:
        raise NotAllowed("Chữ ký thuộc về một việc khác; hãy báo quản trị.")
    told = statement(run.scope, Head(run.device, run.epoch, seq, id_))
    try:
        Ed25519PublicKey.from_public_bytes(writer.public_key).verify(run.signature, told)
    except InvalidSignature as error:
        raise NotAllowed("Chữ ký của quầy không đúng; hãy báo quản trị.") from error


def _fresh(journal: Journal, run: Run, chain: Chain | None) -> Sequence[Sealed]:
    seq, prev = (chain.head.seq, chain.head.id) if chain else (0, NO_PREVIOUS)
    known = [each for each in run.facts if each.frame.seq <= seq]
    fresh = run.facts[len(known) :]
    if known:
        last = known[-1]
        if journal.id_at(run.device, run.epoch, last.frame.seq) != last.id:
            raise _fork(run)
    if fresh:
        first = fresh[0].frame
        if first.seq != seq + 1:
            raise Differs("Trung tâm thiếu các việc trước đó; hãy bấm Đối soát để vá chuỗi.")
        if first.prev != prev:
            raise _fork(run)
        if chain is not None:
            _meets(run, fresh, chain.vouched)
    return fresh


def _meets(run: Run, fresh: Sequence[Sealed], vouched: tuple[int, bytes]) -> None:
    """An earlier signature named the fact at one of these places; it must be this one."""
    at = vouched[0] - fresh[0].frame.seq
    if 0 <= at < len(fresh) and fresh[at].id != vouched[1]:
        raise _fork(run)


def _fork(run: Run) -> ForkSeen:
    return ForkSeen(
        "Kho của quầy khác với những gì trung tâm đã nhận; hãy ngừng quầy này và báo quản trị.",
        run.scope,
        run.device,
    )


def _vouch(run: Run, chain: Chain | None) -> tuple[bytes, int, bytes]:
    """The signature that reaches furthest."""
    if chain is not None and chain.vouched[0] > run.vouched[0]:
        return chain.signature, *chain.vouched
    return run.signature, *run.vouched


def _read(
    journal: Journal,
    run: Run,
    fresh: Sequence[Sealed],
    writer: Writer,
    now: Moment,
    taken: Taken,
) -> None:
    """Judge each fact and move the read tables."""
    aside: list[dict[str, Any]] = []
    told: list[tuple[Sealed, Fact]] = []
    for each in fresh:
        frame = each.frame
        read = fact_of(frame.kind, frame.version, decode_own(frame.body))
        reason = "" if writer.centre else objection(frame, read, now)
        if reason:
            place = {"device": run.device, "epoch": run.epoch, "seq": frame.seq}
            key = {"scope": journal.scope, "id": each.id}
            aside.append({**key, **place, "reason": reason, "at": now})
        else:
            told.append((each, read))
    put(journal.transaction, quarantine, aside)
    journal.witness(each.frame.at for each, _ in told)
    _project(journal, told, now)
    taken.registered.extend(
        (SubjectId(each.frame.subject), read)
        for each, read in told
        if isinstance(read, CustomerRegistered)
    )
    taken.named.extend(
        (SubjectId(each.frame.subject), read.username)
        for each, read in told
        if isinstance(read, UsernameGiven)
    )


def _project(journal: Journal, told: Sequence[tuple[Sealed, Fact]], now: Moment) -> None:
    dossiers, scans = [], []
    for each, read in told:
        if isinstance(read, DossierReceived):
            row = {"code": read.code, "scope": journal.scope, "subject": each.frame.subject}
            dossiers.append({**row, "status": RECEIVED, "at": now})
        elif isinstance(read, ScanAttached):
            scans.append({"scope": journal.scope, "sha256": read.sha256, "size": read.size})
    put(journal.transaction, scan_named, scans)
    if dossiers:
        put(journal.transaction, dossier_state, dossiers)
        _codes_twice(journal, dossiers, now)


def _codes_twice(journal: Journal, dossiers: Sequence[dict[str, Any]], now: Moment) -> None:
    """Two dossiers with one code: the first keeps it, a person decides on the second."""
    codes = [told["code"] for told in dossiers]
    held = select(dossier_state.c.code, dossier_state.c.subject)
    rows = journal.transaction.execute(held.where(dossier_state.c.code.in_(codes)))
    holders = {row.code: bytes(row.subject) for row in rows}
    for told in dossiers:
        if holders[told["code"]] != told["subject"]:
            add_work_item(journal, "code_twice", told["subject"], now)


def add_work_item(journal: Journal, kind: str, subject: bytes, now: Moment) -> None:
    """Something for a person to decide; once for each subject."""
    key = {"scope": journal.scope, "kind": kind, "subject": subject}
    put(journal.transaction, work_item, [{**key, "at": now, "state": "open"}])


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
