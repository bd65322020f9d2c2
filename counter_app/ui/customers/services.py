"""What the customers' screen is given by the composition root. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from counter_app.usecases.decisions import Alike, Dispute
from counter_app.usecases.lines import CustomerLine
from domain.identifiers import CustomerId, FactId, SubjectId
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersServices:
    """`now` is pure; the others run through `Tasks`. The last text of each act is its reason."""

    now: Callable[[], Moment]
    disputes: Callable[[], Sequence[Dispute]]
    disputes_of: Callable[[SubjectId], Sequence[Dispute]]  # of a dossier too
    alike: Callable[[], Sequence[Alike]]
    merged: Callable[[], Sequence[Alike]]
    find: Callable[[str], Sequence[CustomerLine]]  # one more than are shown, with their dossiers
    pair: Callable[[CustomerId, CustomerId], Alike | None]
    decide: Callable[[SubjectId, str, FactId, frozenset[FactId], str], object]
    same: Callable[[CustomerId, CustomerId, str], object]
    different: Callable[[CustomerId, CustomerId, str], object]
    later: Callable[[CustomerId, CustomerId], object]
