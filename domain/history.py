"""A subject's facts in their order, what is newest, and what contradicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.aside import BodiesErased, FactQuarantined, FactReleased
from domain.facts import Apart, Fact
from domain.identifiers import Day, DeviceId, FactId, Scope, SubjectId, is_centre
from domain.moment import Moment, Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A fact with its place in history."""

    id: FactId
    fact: Fact
    scope: Scope
    at: Stamp
    wall: Moment
    day: Day
    device: DeviceId
    epoch: int
    seq: int
    actor: SubjectId
    subject: SubjectId
    basis: frozenset[FactId]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Those that count, by stamp, device, epoch, seq, and last by id: a cloned disk falls alike
    everywhere.

    None stands before what it builds on. That has a lower stamp, unless a wrong clock wrote it:
    such a stamp advances nobody's clock (I11), and once it is released others build on it.
    """
    told = list(entries)
    aside = set_aside(told)
    return _sorted([entry for entry in told if entry.id not in aside] if aside else told)


def set_aside(entries: Iterable[Entry]) -> Mapping[FactId, FactQuarantined]:
    """The facts that the centre set aside and did not release, with its word.

    Decided by the centre's words alone, so that whoever knows these agrees, whatever else is known.
    """
    words = [
        entry
        for entry in entries
        if isinstance(entry.fact, FactQuarantined | FactReleased) and is_centre(entry.device)
    ]
    aside: dict[FactId, FactQuarantined] = {}
    for entry in _sorted(words):
        match entry.fact:
            case FactQuarantined(fact=fact) as word:
                aside[FactId(fact)] = word
            case FactReleased(fact=fact):
                aside.pop(FactId(fact), None)
    return aside


def _sorted(told: Sequence[Entry]) -> list[Entry]:
    stamps = {entry.id: entry.at for entry in told}
    for _ in told:  # as often as facts of a wrong clock follow each other; nearly always once
        if not _raise_above_their_basis(told, stamps):
            break
    return sorted(told, key=lambda e: (stamps[e.id], e.device, e.epoch, e.seq, e.id))


def _raise_above_their_basis(told: Iterable[Entry], stamps: dict[FactId, Stamp]) -> bool:
    raised = False
    for entry in told:
        for basis in entry.basis:
            if stamps.get(basis, 0) >= stamps[entry.id]:
                stamps[entry.id] = Stamp(stamps[basis] + 1)
                raised = True
    return raised


def erased(told: Iterable[Entry]) -> frozenset[FactId]:
    """The facts whose contents were ordered to be destroyed."""
    return frozenset(
        FactId(id_)
        for entry in told
        if isinstance(entry.fact, BodiesErased) and is_centre(entry.device)
        for id_ in entry.fact.facts
    )


def scans_erased(told: Iterable[Entry]) -> frozenset[bytes]:
    """SHA-256 of the scans that were ordered to be destroyed."""
    return frozenset(
        sha256
        for entry in told
        if isinstance(entry.fact, BodiesErased) and is_centre(entry.device)
        for sha256 in entry.fact.scans
    )


def newest(entries: Iterable[Entry]) -> frozenset[FactId]:
    """The facts that no other of these builds on."""
    told = list(entries)
    built_on: set[FactId] = set()
    for entry in told:
        built_on |= entry.basis
    return frozenset(entry.id for entry in told) - built_on


def conflicts(entries: Iterable[Entry]) -> Mapping[str, Sequence[Entry]]:
    """For each matter: differing facts whose writers did not know of each other.

    Only where a person decides: elsewhere the rule beside the kind does (see `Apart`).
    """
    known: dict[FactId, frozenset[FactId]] = {}
    last: dict[str, list[Entry]] = defaultdict(list)
    for entry in in_order(entries):  # what a fact builds on stands before it
        known[entry.id] = entry.basis.union(*(known[b] for b in entry.basis & known.keys()))
        if entry.fact.apart is Apart.PERSON_DECIDES and (matter := entry.fact.matter):
            kept = [e for e in last[matter] if e.id not in known[entry.id]]
            last[matter] = [*kept, entry]
    return {matter: told for matter, told in last.items() if len({e.fact.says for e in told}) > 1}
