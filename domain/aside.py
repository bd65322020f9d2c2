"""Facts set aside: kept in chain and feed, but not folded (I8). Only the centre says so.

Subject: the subject of the fact that is named, so that a fold sees both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuarantined(Fact):
    """A fact does not count until it is released, and why."""

    kind: ClassVar[str] = "fact.quarantined"

    fact: bytes  # its id
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactReleased(Fact):
    """A fact that was set aside counts after all."""

    kind: ClassVar[str] = "fact.released"

    fact: bytes
    reason: str
