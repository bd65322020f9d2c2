"""The facts that make up a subject's present state: what an introduction carries, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from domain.customer import (
    FIELDS,
    CustomerChanged,
    CustomerRegistered,
    UsernameGiven,
)
from domain.deciding import ConflictDecided
from domain.history import Entry, conflicts, in_order
from domain.identifiers import FactId
from domain.introduction import kind_of, travels

_FIELD: Final = "customer."


def present(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Those that decide the state, in their order; empty where nothing is known of the subject.

    Of a customer values that were replaced are left out, and why they were: the registration
    tells what still holds of it. A matter in dispute is told with all its versions. Of anything
    else the steps are the state, so all of them are told.
    """
    told = [each for each in in_order(entries) if travels(kind_of(each.fact), each.device)]
    registered = next((e for e in told if isinstance(e.fact, CustomerRegistered)), None)
    if registered is None:
        return told
    return _of_customer(registered, told, conflicts(told))


def _of_customer(
    registered: Entry, told: Sequence[Entry], disputed: Mapping[str, Sequence[Entry]]
) -> Sequence[Entry]:
    last: dict[str, Sequence[Entry]] = {}
    given: Entry | None = None
    others: list[Entry] = []
    for entry in told:
        match entry.fact:
            case CustomerChanged(field=field) if field in FIELDS:
                last[field] = disputed.get(entry.fact.matter) or [entry]
            case ConflictDecided(about=matter) if (field := matter.removeprefix(_FIELD)) in FIELDS:
                last[field] = disputed.get(matter) or [entry]
            case UsernameGiven():
                given = given or entry
            case CustomerRegistered() | CustomerChanged():
                continue
            case _:
                others.append(entry)
    first = registered.fact
    assert isinstance(first, CustomerRegistered)  # noqa: S101 - chosen by type above
    holds = replace(first, from_card=(), **dict.fromkeys(last, ""))
    words = {entry.id: entry for entry in told}
    telling = {e.id: e for each in last.values() for one in each for e in _with_chosen(one, words)}
    kept = [replace(registered, fact=holds), *map(_bare, telling.values())]
    return in_order([*kept, *others, *([given] if given else [])])


def _with_chosen(entry: Entry, words: Mapping[FactId, Entry]) -> Sequence[Entry]:
    """A decision says nothing without what it chose, also of a choice among choices."""
    found = [entry]
    while isinstance(word := found[-1].fact, ConflictDecided):
        chosen = words.get(word.chosen)
        if chosen is None or chosen in found:
            break
        found.append(chosen)
    return found


def _bare(entry: Entry) -> Entry:
    """A change without the value that it replaced and the reason."""
    fact = entry.fact
    if not isinstance(fact, CustomerChanged):
        return entry
    return replace(entry, fact=replace(fact, before="", reason=""))
