"""What the supervisor's board is given by the composition root. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter_app.usecases.board import Board, BoardDossiers
from counter_app.usecases.lines import Officer
from domain.identifiers import Day
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardServices:
    """`now` and `officer` answer at once; the others wait for the centre, through Tasks of their
    own, and may raise OfficeError. Only `board` tells of other offices."""

    now: Callable[[], Moment]
    officer: Callable[[], Officer | None]  # who sits here
    board: Callable[[Day, bool], Board]  # of the province, or of this office
    received: Callable[[Day, int], BoardDossiers]  # in an hour
    under_way: Callable[[str], BoardDossiers]  # of a field
