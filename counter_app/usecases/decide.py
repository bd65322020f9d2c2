"""Deciding a conflict, and whether two customers are one person: each a fact, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from counter_app.usecases.errors import DifferentNumbers, DifferentSorts, NothingToDecide
from counter_app.usecases.ports import Begin, Work
from domain.customer import (
    LATER,
    OF_TWO,
    Customer,
    CustomersCompared,
    CustomersMerged,
    CustomersSeparated,
)
from domain.deciders import hands_on
from domain.deciding import ConflictDecided
from domain.dossier import OF_TWO as OF_DOSSIERS
from domain.dossier import DossiersCompared
from domain.errors import Stale
from domain.facts import Fact
from domain.identifiers import CustomerId, DossierId, FactId, SubjectId


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideConflict:
    """One of the facts that contradict each other holds from now on."""

    begin: Begin

    def __call__(
        self,
        subject: SubjectId,
        matter: str,
        chosen: FactId,
        seen: frozenset[FactId],
        reason: str = "",
    ) -> None:
        """`seen`: the facts that were shown. The same choice a second time changes nothing.

        Raises Stale where something came that was not shown; NothingToDecide; NotYoursToDecide.
        """
        with self.begin() as work:
            if matter.startswith(OF_DOSSIERS) and matter not in work.disputes(subject):
                _on_dossiers(work, DossierId(subject), matter, chosen, reason)
                return
            told = work.disputes(subject).get(matter, ())
            ids = frozenset(entry.id for entry in told)
            if not told and work.decided(subject, matter) == chosen:
                return
            if not told or chosen not in seen:
                raise NothingToDecide
            if ids != seen:
                raise Stale
            hands = hands_on(told) | _hands_on_both(work, subject, matter)
            work.seat.check(hands)
            word = ConflictDecided(
                about=matter, chosen=chosen, between=tuple(sorted(ids)), reason=reason
            )
            work.record(subject, word)
            _tell_other(work, subject, matter, next(e.fact.says for e in told if e.id == chosen))
            work.commit()


def _on_dossiers(work: Work, one: DossierId, matter: str, keeps: bytes, reason: str) -> None:
    """The first word on two dossiers; the same word again changes nothing."""
    other = DossierId(SubjectId(bytes.fromhex(matter.removeprefix(OF_DOSSIERS))))
    before = work.dossier(one).compared.get(other)
    work.dossier(other)  # raises NoSuchDossier
    if before is not None and before.keeps == keeps:
        return
    if before is not None or keeps not in (b"", one, other):
        raise NothingToDecide
    work.seat.check(work.hands_on_two(SubjectId(one), SubjectId(other)))
    work.record(one, DossiersCompared(other=other, keeps=keeps, reason=reason))
    work.commit()


def _hands_on_both(work: Work, subject: SubjectId, matter: str) -> frozenset[SubjectId]:
    """Of a matter of two: at whose receptions it arose."""
    for beginning in (OF_TWO, OF_DOSSIERS):
        if matter.startswith(beginning):
            other = SubjectId(bytes.fromhex(matter.removeprefix(beginning)))
            return work.hands_on_two(subject, other)
    return frozenset()


def _tell_other(work: Work, subject: SubjectId, matter: str, says: object) -> None:
    """Whether two customers are one is told of both, so it is decided of both."""
    if not matter.startswith(OF_TWO):
        return
    other = SubjectId(bytes.fromhex(matter.removeprefix(OF_TWO)))
    theirs = f"{OF_TWO}{subject.hex()}"
    told = work.disputes(other).get(theirs, ())
    alike = [entry.id for entry in told if entry.fact.says == says]
    if alike:
        between = tuple(sorted(entry.id for entry in told))
        work.record(other, ConflictDecided(about=theirs, chosen=alike[0], between=between))


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareCustomers:
    """The clerk's word on two customers: one person, two people, or later.

    `at_desk`: said of the citizen who stands before the clerk, so it arises at their reception.
    """

    begin: Begin

    def same(
        self, one: CustomerId, other: CustomerId, reason: str = "", *, at_desk: bool = False
    ) -> None:
        """They are one person from now on: one line in every list, with all dossiers.

        Raises NoSuchCustomer, DifferentSorts, DifferentNumbers, NotYoursToDecide.
        """
        with self.begin() as work:
            both = work.customer(one), work.customer(other)
            forbid(*both)
            _check(work, one, other, at_desk=at_desk)
            facts = [
                (each.id, CustomersMerged(other=of.id, reason=reason))
                for each, of in (both, both[::-1])
                if of.id not in each.same
            ]
            _record(work, facts)

    def different(
        self, one: CustomerId, other: CustomerId, reason: str = "", *, at_desk: bool = False
    ) -> None:
        """They are two people: not asked again, and taken apart where they were one.

        Raises NoSuchCustomer, NotYoursToDecide.
        """
        with self.begin() as work:
            both = work.customer(one), work.customer(other)
            _check(work, one, other, at_desk=at_desk)
            facts = [
                (each.id, CustomersSeparated(other=of.id, reason=reason))
                for each, of in (both, both[::-1])
                if not work.told_apart(each.id, of.id)
            ]
            _record(work, facts)

    def later(self, one: CustomerId, other: CustomerId) -> None:
        """Nobody can say now; the question comes again."""
        with self.begin() as work:
            for each in (one, other):
                work.customer(each)  # raises NoSuchCustomer
            _record(work, [(one, CustomersCompared(other=other, outcome=LATER))])


def _check(work: Work, one: CustomerId, other: CustomerId, *, at_desk: bool) -> None:
    seat = work.seat
    if not (at_desk and seat.receives):
        seat.check(work.hands_on_two(SubjectId(one), SubjectId(other)))


def forbid(one: Customer, other: Customer) -> None:
    """Raises DifferentSorts, DifferentNumbers where they cannot be one person.

    Source: docs/sources.md S-37, S-63.
    """
    if one.id == other.id:
        raise NothingToDecide
    if one.sort != other.sort:
        raise DifferentSorts
    numbers = [_numbers(each) for each in (one, other)]
    if all(numbers) and not numbers[0] & numbers[1]:
        raise DifferentNumbers


def _numbers(customer: Customer) -> set[str]:
    named = (customer.fields["identity_number"], customer.fields["old_number"])
    return {number.strip() for number in named} - {""}


def _record(work: Work, facts: Sequence[tuple[CustomerId, Fact]]) -> None:
    for subject, fact in facts:
        work.record(SubjectId(subject), fact)
    if facts:
        work.commit()
