"""The X report at any time, and the Z report of a closed session: one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from counter_app.usecases.session_count import comparison
from counter_app.usecases.session_errors import NoOpenSession, NotCounted
from counter_app.usecases.session_lines import (
    Comparison,
    CountLine,
    ExplanationLine,
    HandOverLine,
    MoveLine,
    ProcedureTakings,
    ReceiptRange,
    SessionReport,
    Taking,
)
from counter_app.usecases.session_ports import BeginSession, SessionBooks, SessionWork
from domain.cash import by_method, notes_sum
from domain.history import Entry
from domain.identifiers import SessionId
from domain.session import CashMoved, DifferenceExplained, SessionCounted, SessionTakenOver
from domain.session_state import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class XReport:
    """What a session comes to now, computed from all facts known here.

    It closes nothing and hides nothing: whoever counts blind does so before looking. Raises
    NoOpenSession, NoSuchSession.
    """

    begin: BeginSession

    def __call__(self, session: SessionId | None = None) -> SessionReport:
        """Without an id of the session that this counter holds."""
        with self.begin() as work:
            wanted = session or work.sessions.held()
            if wanted is None:
                raise NoOpenSession
            return _report(work, work.sessions.session(wanted))


def _report(work: SessionWork, session: Session) -> SessionReport:
    books = work.sessions
    takings = books.takings(session.id)
    fees = [each for each in takings if not each.refund and not each.doubtful]
    return SessionReport(
        line=books.line(session),
        made=work.now,
        opening=session.opening.notes,
        methods=books.flows(session.id),
        counted=session.there,
        comparison=_compared(books, session),
        procedures=_procedures(takings),
        receipts=_receipts(fees),
        refunds=tuple(each for each in takings if each.refund),
        doubtful=tuple(each for each in takings if each.doubtful),
        moves=tuple(_moves(session.moves, books)),
        counts=tuple(_counts(session.counts, books)),
        hand_overs=tuple(_hand_overs(session.taken_over, books)),
        explanation=_explanation(session.explained, books),
        strays=len(books.strays()),
    )


def _compared(books: SessionBooks, session: Session) -> Comparison | None:
    try:
        return comparison(books, session)
    except NotCounted:
        return None


def _procedures(takings: Iterable[Taking]) -> Sequence[ProcedureTakings]:
    found: dict[str, list[Taking]] = {}
    for each in takings:
        if not each.doubtful:
            found.setdefault(each.procedure, []).append(each)
    return tuple(
        ProcedureTakings(
            code=code,
            name=told[0].procedure_name,
            fees=sum(not each.refund for each in told),
            received=sum(each.amount for each in told if not each.refund),
            refunds=sum(each.refund for each in told),
            refunded=sum(each.amount for each in told if each.refund),
        )
        for code, told in sorted(found.items())
    )


def _receipts(fees: Iterable[Taking]) -> Sequence[ReceiptRange]:
    """By number, not by text: a series may outgrow its six digits."""
    found: dict[str, dict[int, Taking]] = {}
    for each in fees:
        series, _, number = each.receipt.rpartition("-")
        if number.isascii() and number.isdigit():
            found.setdefault(series, {})[int(number)] = each
    return tuple(
        ReceiptRange(
            series=series,
            first=numbers[min(numbers)].receipt,
            last=numbers[max(numbers)].receipt,
            count=len(numbers),
        )
        for series, numbers in sorted(found.items())
    )


def _moves(entries: Iterable[Entry], books: SessionBooks) -> Iterable[MoveLine]:
    for entry in entries:
        if isinstance(moved := entry.fact, CashMoved):
            yield MoveLine(
                at=entry.wall,
                who=books.name_of(entry.actor),
                way=moved.way,
                amount=moved.amount,
                receiver=moved.receiver,
                document=moved.document,
            )


def _counts(entries: Iterable[Entry], books: SessionBooks) -> Iterable[CountLine]:
    for entry in entries:
        if isinstance(count := entry.fact, SessionCounted):
            yield CountLine(
                at=entry.wall,
                who=books.name_of(entry.actor),
                notes=count.notes,
                cash=notes_sum(count.notes),
                others=by_method(count.others),
            )


def _hand_overs(entries: Iterable[Entry], books: SessionBooks) -> Iterable[HandOverLine]:
    for entry in entries:
        if isinstance(taken := entry.fact, SessionTakenOver):
            yield HandOverLine(
                at=entry.wall,
                who=books.name_of(taken.officer),
                where=books.name_of(taken.device),
                from_who=books.name_of(taken.from_officer),
                from_where=books.name_of(taken.from_device),
                reason=taken.reason,
            )


def _explanation(told: DifferenceExplained | None, books: SessionBooks) -> ExplanationLine | None:
    if told is None:
        return None
    return ExplanationLine(
        differences=by_method(told.differences),
        reason=told.reason,
        tolerance=told.tolerance,
        approver=books.name_of(told.approver),
    )
