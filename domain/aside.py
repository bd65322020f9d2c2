"""Facts set aside (I8) and contents destroyed by order of law (I7). Only the centre says so.

Subject: the subject of the fact that is named, so that a fold sees both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.facts import Apart, Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FactQuarantined(Fact):
    """A fact does not count until it is released, and why."""

    kind: ClassVar[str] = "fact.quarantined"
    version: ClassVar[int] = 2  # 2 added clause and field
    apart = Apart.LAST_STANDS

    fact: bytes  # its id
    reason: str
    clause: str = ""  # `judging.Clause`: the rule that decided
    field: str = ""  # of the fact set aside, as its kind names it; empty: no single one


@dataclass(frozen=True, slots=True, kw_only=True)
class BodiesErased(Fact):
    """By order of law the contents of these facts, and their scans, are destroyed everywhere (I7).

    Their envelopes stay, so chains, heads and certificates verify as before.
    """

    kind: ClassVar[str] = "bodies.erased"
    apart = Apart.BOTH_COUNT

    facts: tuple[bytes, ...]  # their ids
    order: str  # number and date of the order
    scans: tuple[bytes, ...] = ()  # SHA-256 of the scans that they named, and nobody else does


@dataclass(frozen=True, slots=True, kw_only=True)
class FactReleased(Fact):
    """A fact that was set aside counts after all."""

    kind: ClassVar[str] = "fact.released"
    apart = Apart.LAST_STANDS

    fact: bytes
    reason: str
