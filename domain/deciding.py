"""A person's word where two facts contradict each other; the journal keeps both, and the word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from domain.facts import Apart, Fact
from domain.identifiers import FactId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictDecided(Fact):
    """Of the facts that contradict each other in a matter, this one holds. Source: P-51, B-18.

    Its basis names them all, so that afterwards nothing contradicts; two such words that were
    written apart contradict each other again, unless they chose the same.
    """

    kind: ClassVar[str] = "conflict.decided"
    apart = Apart.PERSON_DECIDES

    about: str  # the matter
    chosen: FactId
    between: tuple[bytes, ...]  # ids, ascending; what was chosen among them
    reason: str = ""

    @property
    def matter(self) -> str:
        """The one that was in dispute."""
        return self.about

    @property
    def says(self) -> object:
        """The choice; its reason may differ."""
        return self.chosen


def what_holds(words: Mapping[FactId, Fact], fact: Fact) -> Fact | None:
    """What a fact comes to: of a decision, what was chosen; else itself."""
    return holds(words, fact) if isinstance(fact, ConflictDecided) else fact


def holds(words: Mapping[FactId, Fact], decided: ConflictDecided) -> Fact | None:
    """The fact that was chosen in the end; None where it is not known here."""
    chosen = chosen_at_last(words, decided)
    return None if chosen is None else words[chosen]


def chosen_at_last(words: Mapping[FactId, Fact], decided: ConflictDecided) -> FactId | None:
    """The id of the fact that was chosen in the end, of a choice among earlier choices too; None
    where it is not known here."""
    seen: set[FactId] = set()
    fact: Fact | None = decided
    chosen = decided.chosen
    while isinstance(fact, ConflictDecided):
        chosen = fact.chosen
        if chosen in seen:
            return None
        seen.add(chosen)
        fact = words.get(chosen)
    return None if fact is None else chosen
