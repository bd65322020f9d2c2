"""The facts that make up a subject's present state: what an introduction carries, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.customer import (
    FIELDS,
    CustomerChanged,
    CustomerRegistered,
    UsernameGiven,
)
from domain.history import Entry, conflicts, in_order
from domain.introduction import kind_of, travels


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
            case UsernameGiven():
                given = given or entry
            case CustomerRegistered() | CustomerChanged():
                continue
            case _:
                others.append(entry)
    first = registered.fact
    assert isinstance(first, CustomerRegistered)  # noqa: S101 - chosen by type above
    holds = replace(first, from_card=(), **dict.fromkeys(last, ""))
    kept = [replace(registered, fact=holds), *(_bare(e) for each in last.values() for e in each)]
    return in_order([*kept, *others, *([given] if given else [])])


def _bare(entry: Entry) -> Entry:
    """A change without the value that it replaced and the reason."""
    fact = entry.fact
    if not isinstance(fact, CustomerChanged):
        return entry
    return replace(entry, fact=replace(fact, before="", reason=""))
