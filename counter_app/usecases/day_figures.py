"""What a day comes to, as the sheet and the screen show it: this counter beside the centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from domain.identifiers import Day
from domain.moment import Moment

Totals: TypeAlias = Mapping[str, int]
"""Names of `domain.day_totals`, facts among them as `facts`."""


class Agreement(StrEnum):
    """How a figure stands between the two sides."""

    OPEN = "open"  # the centre was not asked yet
    EQUAL = "equal"
    DIFFERS = "differs"


class DayState(StrEnum):
    """How a day stands. PENDING is sealed by itself when the link is back."""

    OPEN = "open"
    PENDING = "pending"
    SEALED = "sealed"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the certificate."""

    name: str
    counter: str
    centre: str = ""
    agreement: Agreement = Agreement.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFace:
    """A day of this counter as the screen shows it."""

    day: Day
    state: DayState
    figures: Sequence[Figure] = ()
    number: int = 0  # of the certificate; 0 while the day is open
    seal: str = ""  # short form of the certificate's hash: "7F3A 91C2"
    cause: str = ""  # why it waits, or what differs, in a sentence
    verified: Moment | None = None  # since when the whole store was hashed anew
    again: bool = False  # it was sealed before; this is what was written since


class Step(StrEnum):
    """What a closing is doing now."""

    SCANS = "Hỏi trung tâm còn giữ bản quét"
    EXCHANGE = "Đối soát với trung tâm"
    COUNT = "Đếm lại từ dữ liệu gốc"
    ASK = "Chờ trung tâm đếm và ký"


class Stepped(Protocol):
    """Told before each step; raises `ClosingStopped` to end there: what is kept is kept."""

    def __call__(self, step: Step, done: int = 0, of: int = 0) -> None:
        """A step of many parts is told again before each of them: so many done, of so many."""


def unwatched(step: Step, done: int = 0, of: int = 0) -> None:
    """Nobody looks."""


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    totals: str  # what is added: every total whose name begins so
    end: str = ""  # and ends so
    money: bool = False

    def of(self, totals: Totals) -> int:
        """Its value."""
        return sum(totals[name] for name in totals if self.made_of(name))

    def made_of(self, name: str) -> bool:
        """Whether this total is part of it."""
        return name.startswith(self.totals) and name.endswith(self.end)

    def shown(self, totals: Totals) -> str:
        """Its value in words."""
        value = f"{self.of(totals):,}".replace(",", ".")
        return f"{value} đ" if self.money else value


_LINES: Final = (
    _Line("Việc đã ghi", "facts"),
    _Line("Hồ sơ tiếp nhận", "kind.dossier.received"),
    _Line("Số hồ sơ đã cấp", "numbers.", ".count"),
    _Line("Biên lai", "receipts.", ".count"),
    _Line("Tiền mặt", "money.cash", money=True),
    _Line("Chuyển khoản", "money.transfer", money=True),
    _Line("Thẻ", "money.card", money=True),
    _Line("Bản quét", "blobs"),
)
"""How much work, which papers, how much money: the order of the questions."""


def figures(
    counter: Totals, agreement: Agreement, differs: Mapping[str, object] | None = None
) -> Sequence[Figure]:
    """The lines of a day.

    Args:
        counter: what this counter counted.
        agreement: OPEN before the centre was asked; EQUAL once both have signed.
        differs: of a disputed day, the centre's values of the names that differ.
    """
    return [_figure(line, counter, agreement, differs) for line in _LINES]


def _figure(
    line: _Line, counter: Totals, agreement: Agreement, differs: Mapping[str, object] | None
) -> Figure:
    here = line.shown(counter)
    if differs is None:
        return Figure(line.name, here, here if agreement is Agreement.EQUAL else "", agreement)
    theirs = {name: value for name, value in differs.items() if isinstance(value, int)}
    there = line.shown({**counter, **theirs})
    apart = any(line.made_of(name) for name in differs)
    return Figure(line.name, here, there, Agreement.DIFFERS if apart else Agreement.EQUAL)
