"""A centre without network and database: the shipped protocol over chains in memory.

What is around the protocol at the real centre stands here in small: devices and their epochs,
the feed in commit order, decisions under a lock, and what a restored centre does first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.aside import FactQuarantined, FactReleased
from domain.day import DaySealed
from domain.history import set_aside
from sync.protocol.centre_side import answer_reconcile, digest_of, missing, take_vouched
from sync.protocol.chains import Branch
from sync.protocol.close_messages import (
    CloseDayAnswer,
    CloseDayRequest,
)
from sync.protocol.errors import LinkLost, PeerBrokeProtocol
from sync.protocol.frame import NO_PREVIOUS, Run, Sealed
from sync.protocol.heads import Head, statement
from sync.protocol.messages import (
    Cursor,
    ReconcileAnswer,
    ReconcileRequest,
    SyncAnswer,
    SyncRequest,
)
from tests.fakes.chains import MemoryChains
from tests.sync.simulation.centre_days import answered, keep
from tests.sync.simulation.centre_state import VOUCH, Known, State, sign, write
from tests.sync.simulation.days import certificate_in
from tests.sync.simulation.facts import (
    CENTRE,
    SCOPE,
    body_in,
    invented,
    is_doubtful,
    named_in,
    real,
    signature,
    words_among,
)

PAGE = 4
"""Facts in one answer: few, so that nearly every schedule needs several."""


class Centre:
    """Answers like the real one; every answer belongs to a commit."""

    def __init__(self) -> None:
        self.state = State()
        self._lives = 0  # not of the database: no backup knows of a later life

    def sync(self, device: bytes, request: SyncRequest, certificate: Known) -> SyncAnswer:
        draft = self._knowing(device, certificate)
        acknowledged: list[Head] = []
        for run in request.runs:
            took = take_vouched(draft.chains, run, lambda run: _vouched(draft, run))
            _heard(draft, took.fresh)
            if took.head:
                acknowledged.append(took.head)
        this_life = request.cursor.incarnation == _end(draft).incarnation
        if this_life and request.digest == digest_of(draft.chains):
            draft.unheard.discard(device)
        _decide(draft)
        answer = _told(draft, device, request.cursor, acknowledged)
        self.state = draft
        return answer

    def _knowing(self, device: bytes, certificate: Known) -> State:
        draft = self.state.copied()
        held = draft.devices.get(device)
        if held is None or held.epoch < certificate.epoch:  # enrolled or granted since the backup
            draft.devices[device] = certificate
        return draft

    def close_day(
        self, device: bytes, request: CloseDayRequest, certificate: Known
    ) -> CloseDayAnswer:
        draft = self._knowing(device, certificate)
        answer = answered(draft, device, request)
        self.state = draft
        return answer

    def count_again(self, fact: bytes) -> None:
        """An administrator releases what was set aside."""
        draft = self.state.copied()
        word = FactReleased(fact=fact, reason="looked at")
        write(draft, draft.aside.pop(fact), real(word))
        self.state = draft

    def note(self) -> None:
        """Verification names the rows that are gone."""
        draft = self.state.copied()
        draft.chains.note()
        self.state = draft

    def reconcile(self, _device: bytes, request: ReconcileRequest) -> ReconcileAnswer:
        chains = self.state.chains
        return answer_reconcile(chains, request, _end(self.state), VOUCH)

    def epoch_for(self, device: bytes, tip: Head, mark: bytes) -> Known | None:
        """A new epoch for the instance that asks first; None for any other."""
        known = self.state.devices.get(device, Known())
        if known.mark == mark and known.continues == tip.id:
            return known
        if known.epoch != tip.epoch:
            return None
        held = self.state.chains.places(device, tip.epoch, tip.seq, tip.seq)
        if tip.seq and not any(id_ == tip.id for _, _, id_ in held):
            raise LinkLost("the tip is not here yet")
        granted = Known(tip.epoch + 1, tip.id, mark)
        draft = self.state.copied()
        draft.devices[device] = granted
        body = [granted.epoch, granted.continues, granted.mark]
        write(draft, device, invented("epoch", body))
        self.state = draft
        return granted

    def enrol(self, device: bytes) -> None:
        self.state.devices[device] = Known()

    def restore(self, backup: State) -> None:
        """The database of an earlier day; noticed, as the restore command does."""
        self.state = backup.copied()
        self._lives += 1
        self.state.incarnation = 1000 * self._lives
        self.state.epoch = _free_epoch(self.state)
        at = Branch(device=CENTRE, epoch=self.state.epoch, seq=0, id=_own_tip(self.state.chains))
        self.state.chains.set_branch(at)
        self.state.unheard = set(self.state.devices)

    def release(self) -> None:
        """An administrator's word that no other counter will report."""
        draft = self.state.copied()
        draft.unheard.clear()
        _decide(draft)
        self.state = draft


def _free_epoch(state: State) -> int:
    """The real centre takes the time of the restore; here every life has its own."""
    return 1 + state.incarnation


def _own_tip(chains: MemoryChains) -> bytes:
    ends = [branch for branch in chains.branches() if branch.device == CENTRE and branch.seq]
    return ends[-1].id if ends else NO_PREVIOUS


def _vouched(state: State, run: Run) -> None:
    """Our own signature also speaks for devices and epochs that a restored database forgot."""
    if run.vouched != (run.last.frame.seq, run.last.id):
        raise PeerBrokeProtocol("not vouched for")
    told = statement(SCOPE, Head(run.device, run.epoch, *run.vouched))
    if run.signature == sign(told):
        return
    known = state.devices.get(run.device)
    if run.device != CENTRE and (known is None or run.epoch > known.epoch):
        raise PeerBrokeProtocol("unknown writer")
    if run.signature != signature(run.device, told):
        raise PeerBrokeProtocol("forged")


def _heard(state: State, fresh: Sequence[Sealed]) -> None:
    for each in fresh:
        frame = each.frame
        if frame.kind == "customer":
            if frame.subject not in state.names:
                state.waiting.append(frame.subject)
        elif frame.device == CENTRE:
            _stands_again(state, each)
        elif is_doubtful(each) and each.id not in state.aside and not _was_released(state, each):
            state.aside[each.id] = frame.subject
            word = FactQuarantined(fact=each.id, reason="doubtful", clause="shape")
            write(state, frame.subject, real(word))


def _stands_again(state: State, fact: Sealed) -> None:
    """What a restored centre had decided, and said of days and facts."""
    subject = fact.frame.subject
    match fact.frame.kind:
        case "name":
            state.names.setdefault(subject, named_in(fact))
            state.waiting = [s for s in state.waiting if s != subject]
        case "epoch":
            epoch, continues, mark = named_in(fact)
            if epoch > state.devices.get(subject, Known()).epoch:
                state.devices[subject] = Known(epoch, continues, mark)
        case DaySealed.kind:
            keep(state, certificate_in(fact))
        case FactQuarantined.kind:
            state.aside.setdefault(body_in(fact)["fact"], subject)
        case FactReleased.kind:
            released = body_in(fact)["fact"]
            state.aside.pop(released, None)
            words = words_among(state.chains)([subject])
            if released in set_aside(word.entry for word in words):  # anew, in the meantime
                write(state, subject, (fact.frame.kind, body_in(fact)))


def _was_released(state: State, against: Sealed) -> bool:
    words = words_among(state.chains)([against.frame.subject])
    told = (word.entry.fact for word in words)
    return any(isinstance(word, FactReleased) and word.fact == against.id for word in told)


def _decide(state: State) -> None:
    """Names in order of arrival, unless someone may still tell what was decided before."""
    if state.unheard:
        return
    for subject in dict.fromkeys(state.waiting):
        if subject not in state.names:
            state.names[subject] = max(state.names.values(), default=0) + 1
            write(state, subject, invented("name", state.names[subject]))
    state.waiting.clear()


def _end(state: State) -> Cursor:
    return Cursor(state.incarnation.to_bytes(8, "big"), len(state.chains.log))


def _told(state: State, device: bytes, cursor: Cursor, acknowledged: Sequence[Head]) -> SyncAnswer:
    end = _end(state)
    start, more = cursor.position, False
    runs: tuple[Run, ...] = ()
    reached = end
    if cursor.incarnation in (b"", end.incarnation) and start <= end.position:
        page = state.chains.log[start:]
        seen = [at for at, each in enumerate(page) if each.frame.device != device][:PAGE]
        more = len(seen) == PAGE and start + seen[-1] + 1 < end.position
        reached = Cursor(end.incarnation, start + seen[-1] + 1) if more else end
        runs = tuple(_runs(state.chains, [page[at] for at in seen]))
    return SyncAnswer(
        acknowledged=tuple(acknowledged),
        refused=(),
        runs=runs,
        more=more,
        cursor=reached,
        digest=b"" if more else digest_of(state.chains),
        clock=0,
        missing=missing(state.chains),
    )


def _runs(chains: MemoryChains, page: Sequence[Sealed]) -> Iterator[Run]:
    """One run for each stretch of a branch; what is lost leaves a gap."""
    told: dict[tuple[bytes, int, int], list[Sealed]] = {}
    for each in page:
        frame = each.frame
        found = chains.places(frame.device, frame.epoch, frame.seq, frame.seq)
        for _, no, id_ in found:
            if id_ == each.id:
                told.setdefault((frame.device, frame.epoch, no), []).append(each)
    for (device, epoch, no), facts in told.items():
        facts.sort(key=lambda each: each.frame.seq)
        branch = chains.told[device, epoch, no]
        cut = 0
        for at in range(1, len(facts) + 1):
            if at < len(facts) and facts[at].frame.seq == facts[at - 1].frame.seq + 1:
                continue
            signed, vouched = VOUCH(branch, facts[at - 1])
            yield Run(
                scope=SCOPE,
                device=device,
                epoch=epoch,
                facts=tuple(facts[cut:at]),
                signature=signed,
                vouched=vouched,
            )
            cut = at
