"""Who acts, and whether a decision is theirs: the same answer for the act and for the screen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from counter_app.usecases.errors import NotYoursToDecide
from domain.deciders import may_decide
from domain.identifiers import SubjectId
from domain.office import CLERK, SUPERVISOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who acts at the counter, by the roles granted last."""

    officer: SubjectId
    roles: frozenset[str]
    supervisors: tuple[str, ...]  # names, of whom a clerk may ask

    @property
    def decides_all(self) -> bool:
        """Whether nobody need look at whose reception a matter arose."""
        return SUPERVISOR in self.roles

    @property
    def receives(self) -> bool:
        """Whether what arises at the desk now is this officer's own."""
        return bool(self.roles & {CLERK, SUPERVISOR})

    def refusal(self, hands: Collection[SubjectId]) -> str:
        """Why this officer may not decide what arose at these hands; empty where they may."""
        if may_decide(self.roles, self.officer, hands):
            return ""
        return NotYoursToDecide(self.supervisors).sentence

    def check(self, hands: Collection[SubjectId]) -> None:
        """Raises NotYoursToDecide."""
        if not may_decide(self.roles, self.officer, hands):
            raise NotYoursToDecide(self.supervisors)
