"""Who may decide what was said apart: a supervisor everything, a clerk what arose at their own
reception, but never whose a drawer is or whether it is closed. Source: docs/sources.md S-64.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from domain.customer import (
    LATER,
    CustomerRegistered,
    CustomersCompared,
    CustomersMerged,
    CustomersSeparated,
)
from domain.dossier import DossierReceived, DossiersCompared
from domain.history import Entry
from domain.identifiers import SubjectId
from domain.office import CLERK, SUPERVISOR
from domain.session import MATTERS as OF_A_SESSION


def may_decide(roles: Collection[str], officer: SubjectId, hands: Collection[SubjectId]) -> bool:
    """Whether an officer with these roles decides a matter that arose at these hands."""
    return SUPERVISOR in roles or (CLERK in roles and officer in hands)


def hands_on(versions: Iterable[Entry]) -> frozenset[SubjectId]:
    """At whose reception a conflict arose: who wrote one of its versions.

    Of a session it arose at nobody's: who held the drawer does not judge their own money.
    """
    return frozenset(entry.actor for entry in versions if entry.fact.matter not in OF_A_SESSION)


def hands_on_two(
    one: SubjectId, other: SubjectId, entries: Iterable[Entry]
) -> frozenset[SubjectId]:
    """The same of two customers or dossiers, from the facts of both: who registered or received
    one of them, and who said of the two what they are. “Later” is anybody's word."""
    both = {one, other}
    return frozenset(entry.actor for entry in entries if _said_what_they_are(entry, both))


def _said_what_they_are(entry: Entry, both: set[SubjectId]) -> bool:
    match entry.fact:
        case CustomerRegistered() | DossierReceived():
            return True
        case CustomersCompared(outcome=outcome) if outcome == LATER:
            return False
        case (
            CustomersCompared(other=other)
            | CustomersMerged(other=other)
            | CustomersSeparated(other=other)
            | DossiersCompared(other=other)
        ):
            return {entry.subject, other} == both
        case _:
            return False
