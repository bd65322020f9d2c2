"""A drawer as the cash card sees it. Invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from counter_app.ui.closing.cash_services import CashServices
from counter_app.usecases.cash_desk import CashDesk
from counter_app.usecases.errors import ReasonMissing
from counter_app.usecases.session_errors import PaperMissing, SecondPersonNeeded
from counter_app.usecases.session_lines import Compared, Comparison, SessionLine
from domain.cash import Notes, notes_sum
from domain.identifiers import Day, DeviceId, OfficerId, SessionId, SubjectId
from domain.moment import Moment

TOLERANCE = 10_000
BOOK = {"cash": 2_885_000, "transfer": 640_000}


def session(label: str, here: bool, who: str, where: str, now: Moment) -> SessionLine:
    return SessionLine(
        id=SessionId(SubjectId(label.encode().rjust(16, b"\0"))),
        label=label,
        state="open",
        device=DeviceId(bytes(16)),
        where=where,
        officer=OfficerId(SubjectId(bytes(16))),
        who=who,
        opened=Moment(now - 9_600_000),
        day=Day("2026-11-23"),
        here=here,
        disputed=False,
    )


class FakeCash:
    """A book that expects 2.885.000 đ in notes, whatever was counted."""

    def __init__(self, now: Moment) -> None:
        self._now = now
        self.held = CashDesk(
            line=session("Q3-7", True, "Lê Minh Châu", "Quầy 3", now), others=("transfer",)
        )
        self.counts: list[tuple[Notes, Mapping[str, int]]] = []
        self.moves: list[tuple[str, int, str, str]] = []
        self.explained: list[tuple[str, str]] = []
        self.opened: list[Notes] = []
        self.taken: list[str] = []

    def services(self) -> CashServices:
        return CashServices(
            now=lambda: self._now,
            desk=lambda: self.held,
            open=self._open,
            suspend=lambda: self._state("suspended"),
            resume=lambda: self._state("open"),
            take_over=self._take_over,
            join=self._join,
            count=self._count,
            explain=self._explain,
            move=self._move,
            close=self._close,
        )

    def _open(self, notes: Notes) -> None:
        self.opened.append(notes)
        line = session("Q3-8", True, "Lê Minh Châu", "Quầy 3", self._now)
        self.held = CashDesk(line=line)

    def _state(self, state: str) -> None:
        assert self.held.line is not None
        self.held = replace(self.held, line=replace(self.held.line, state=state))

    def _take_over(self, _session: SessionId, why: str) -> None:
        if not why.strip():
            raise ReasonMissing
        self.taken.append(why)
        self.held = replace(
            self.held, line=replace(self.held.elsewhere[0], here=True), elsewhere=()
        )

    def _join(self) -> int:
        joined, self.held = self.held.strays, replace(self.held, strays=0)
        return joined

    def _count(self, notes: Notes, others: Mapping[str, int]) -> Comparison:
        assert self.held.line is not None
        self.counts.append((notes, others))
        there = {"cash": notes_sum(notes), **others}
        methods = [Compared(method=m, counted=there.get(m, 0), expected=BOOK[m]) for m in BOOK]
        compared = Comparison(
            session=self.held.line.id,
            methods=methods,
            tolerance=TOLERANCE,
            needs_second=any(abs(each.difference) > TOLERANCE for each in methods),
            explained=not any(each.difference for each in methods),
        )
        self.held = replace(self.held, counted=notes, counted_at=self._now, comparison=compared)
        return compared

    def _explain(self, reason: str, approver: str, _password: str) -> Comparison:
        compared = self.held.comparison
        assert compared is not None
        if not reason.strip():
            raise ReasonMissing
        if compared.needs_second and not approver:
            raise SecondPersonNeeded(TOLERANCE)
        self.explained.append((reason, approver))
        self.held = replace(self.held, comparison=replace(compared, explained=True))
        return compared

    def _move(self, way: str, amount: int, receiver: str, document: str) -> None:
        if not (receiver and document):
            raise PaperMissing
        self.moves.append((way, amount, receiver, document))
        self.held = replace(self.held, comparison=None, counted_at=None)

    def _close(self) -> SessionLine:
        line = self.held.line
        assert line is not None
        self.held = CashDesk()
        return replace(line, state="closed", z=12)
