"""A counter session from its opening to the hand-over: who answers for which drawer.

Every press is safe twice: what stands already is not written again.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.usecases.errors import OfOtherOffice
from counter_app.usecases.reasons import reason_of
from counter_app.usecases.session_errors import (
    MovedAlready,
    NoSuchReceipt,
    PaperMissing,
    RefundTooMuch,
    SessionOpenAlready,
    SupervisorNeeded,
    WrongAmount,
)
from counter_app.usecases.session_ports import BeginSession, SessionWork
from counter_app.usecases.session_rules import (
    check_notes,
    held_here,
    not_over,
    without_none,
)
from domain.cash import CASH, METHODS, Notes, believable
from domain.dossier import Dossier, FeeJoined, FeeRefunded
from domain.facts import Fact
from domain.identifiers import DossierId, ReceiptNumber, SessionId
from domain.office import SUPERVISOR
from domain.session import (
    WAYS,
    CashMoved,
    SessionOpened,
    SessionResumed,
    SessionSuspended,
    SessionTakenOver,
)
from domain.session_state import OPEN, SUSPENDED, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A drawer with its float; afterwards every fee taken at this counter belongs to it.

    Raises SessionOpenAlready, WrongAmount, CatalogueMissing, CounterHalted.
    """

    begin: BeginSession

    def __call__(self, notes: Notes) -> Session:
        """`notes`: the float by denomination; none is a drawer without a float."""
        check_notes(notes)
        with self.begin() as work:
            _no_other(work)
            series, number = work.sessions.next_number()
            session = SessionId(work.new_subject())
            opened = SessionOpened(
                series=series,
                number=number,
                notes=without_none(notes),
                officer=work.sessions.officer,
            )
            work.record(session, opened)
            known = work.sessions.session(session)
            work.commit()
        return known


def _no_other(work: SessionWork, besides: SessionId | None = None) -> None:
    held = work.sessions.held()
    if held is not None and held != besides:
        raise SessionOpenAlready(work.sessions.session(held).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendSession:
    """Nobody is at the counter for a while. A fee taken all the same belongs to the session.

    Raises what `held_here` does.
    """

    begin: BeginSession

    def __call__(self, reason: str = "", session: SessionId | None = None) -> Session:
        """Without an id the session that this counter holds."""
        with self.begin() as work:
            known = held_here(work, session)
            if known.state == OPEN:
                work.record(known.id, SessionSuspended(reason=" ".join(reason.split())))
                known = work.sessions.session(known.id)
                work.commit()
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeSession:
    """Back at the counter. Raises what `held_here` does."""

    begin: BeginSession

    def __call__(self, session: SessionId | None = None) -> Session:
        """Without an id the session that this counter holds."""
        with self.begin() as work:
            known = held_here(work, session)
            if known.state == SUSPENDED:
                work.record(known.id, SessionResumed())
                known = work.sessions.session(known.id)
                work.commit()
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver:
    """Go on with a session here: its own officer on another PC, or a supervisor with anybody's.

    All that was taken stays in it, also what the other PC still writes until it hears of this.
    Raises NoSuchSession, SessionOver, SessionDisputed, SessionOpenAlready, SupervisorNeeded,
    ReasonMissing.
    """

    begin: BeginSession

    def __call__(self, session: SessionId, reason: str) -> Session:
        """The session, held here from now on."""
        why = reason_of(reason)
        with self.begin() as work:
            known, books = not_over(work, session), work.sessions
            if (known.device, known.officer) == (books.device, books.officer):
                return known
            if known.officer != books.officer and SUPERVISOR not in books.roles(books.officer):
                raise SupervisorNeeded(known.label)
            _no_other(work, besides=known.id)
            taken = SessionTakenOver(
                device=books.device,
                officer=books.officer,
                from_device=known.device,
                from_officer=known.officer,
                reason=why,
            )
            work.record(known.id, taken)
            known = books.session(known.id)
            work.commit()
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCash:
    """Cash to the safe or the bank, or from the safe, on a numbered paper.

    Raises WrongAmount, PaperMissing, MovedAlready, and what `held_here` does.
    """

    begin: BeginSession

    def __call__(
        self,
        way: str,
        amount: int,
        receiver: str,
        document: str,
        session: SessionId | None = None,
    ) -> Session:
        """`way`: one of `domain.session.WAYS`; `amount` in đồng, above 0."""
        if way not in WAYS or amount <= 0 or not believable(amount):
            raise WrongAmount("Số tiền chuyển")
        moved = CashMoved(
            way=way,
            amount=amount,
            receiver=" ".join(receiver.split()),
            document=" ".join(document.split()),
        )
        if not (moved.receiver and moved.document):
            raise PaperMissing
        with self.begin() as work:
            known = held_here(work, session)
            if any(_same_paper(entry.fact, moved) for entry in known.moves):
                raise MovedAlready(moved.document)
            work.record(known.id, moved)
            known = work.sessions.session(known.id)
            work.commit()
        return known


def _same_paper(fact: Fact, moved: CashMoved) -> bool:
    same = (moved.way, moved.document)
    return isinstance(fact, CashMoved) and (fact.way, fact.document) == same


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinStrays:
    """Fees that were taken here while no session was open belong to the one held now.

    Raises what `held_here` does.
    """

    begin: BeginSession

    def __call__(self) -> int:
        """How many fees joined."""
        with self.begin() as work:
            known = held_here(work, None)
            joined = 0
            for each in work.sessions.strays():
                if not each.refund:
                    word = FeeJoined(receipt=each.receipt, session=known.id)
                    work.record(each.dossier, word)
                    joined += 1
            if joined:
                work.commit()
        return joined


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFee:
    """Give a fee back, or a part of it: only where the agency does not complete the service.

    Cash goes out of the session's drawer, so it needs one; another method names the session where
    there is one. Raises NoSuchDossier, OfOtherOffice, NoSuchReceipt, RefundTooMuch, ReasonMissing,
    WrongAmount, NoOpenSession.

    Source: docs/sources.md S-56.
    """

    begin: BeginSession

    def __call__(
        self, dossier: DossierId, receipt: ReceiptNumber, amount: int, method: str, reason: str
    ) -> FeeRefunded:
        """What was written."""
        why = reason_of(reason)
        if method not in METHODS:
            raise WrongAmount("Cách hoàn tiền")
        with self.begin() as work:
            known = work.dossier(dossier)
            if known.scope != work.scope:
                raise OfOtherOffice
            left = _left(known, receipt)
            if not 0 < amount <= left:
                raise RefundTooMuch(left)
            if method == CASH:
                held_here(work, None)
            refunded = FeeRefunded(
                receipt=receipt,
                amount=amount,
                method=method,
                reason=why,
                session=work.held_session(),
            )
            work.record(dossier, refunded)
            work.commit()
        return refunded


def _left(dossier: Dossier, receipt: ReceiptNumber) -> int:
    """What of a fee was not given back yet. Raises NoSuchReceipt."""
    paid = [fee.amount for fee in dossier.fees if fee.receipt == receipt]
    if not paid:
        raise NoSuchReceipt(receipt)
    back = sum(each.amount for each in dossier.refunds if each.receipt == receipt)
    return max(0, sum(paid) - back)
