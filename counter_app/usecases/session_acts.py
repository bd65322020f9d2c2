"""All acts on counter sessions, as a screen or a command is given them."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.usecases.session import (
    JoinStrays,
    MoveCash,
    OpenSession,
    RefundFee,
    ResumeSession,
    SuspendSession,
    TakeOver,
)
from counter_app.usecases.session_count import (
    CloseSession,
    CompareCount,
    CountCash,
    ExplainDifference,
)
from counter_app.usecases.session_ports import BeginSession
from counter_app.usecases.session_report import XReport
from counter_app.usecases.sign_in import SignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionActs:
    """What a counter can do with its drawer; `sign_in` checks a second person's password."""

    begin: BeginSession
    sign_in: SignIn

    @property
    def open(self) -> OpenSession:
        """A drawer with its float."""
        return OpenSession(begin=self.begin)

    @property
    def suspend(self) -> SuspendSession:
        """Nobody is there for a while."""
        return SuspendSession(begin=self.begin)

    @property
    def resume(self) -> ResumeSession:
        """Back again."""
        return ResumeSession(begin=self.begin)

    @property
    def take_over(self) -> TakeOver:
        """Go on with a session of another counter or officer."""
        return TakeOver(begin=self.begin)

    @property
    def move(self) -> MoveCash:
        """To the safe or the bank, or from the safe."""
        return MoveCash(begin=self.begin)

    @property
    def join(self) -> JoinStrays:
        """Fees that belong to no session join the one held here."""
        return JoinStrays(begin=self.begin)

    @property
    def refund(self) -> RefundFee:
        """Give a fee back."""
        return RefundFee(begin=self.begin)

    @property
    def count(self) -> CountCash:
        """Count without seeing the book."""
        return CountCash(begin=self.begin)

    @property
    def compare(self) -> CompareCount:
        """The last count against the book."""
        return CompareCount(begin=self.begin)

    @property
    def explain(self) -> ExplainDifference:
        """Why it differs."""
        return ExplainDifference(begin=self.begin, sign_in=self.sign_in)

    @property
    def close(self) -> CloseSession:
        """The end, with a Z number."""
        return CloseSession(begin=self.begin)

    @property
    def report(self) -> XReport:
        """The X report; of a closed session the Z report."""
        return XReport(begin=self.begin)
