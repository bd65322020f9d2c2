"""The province's usernames under their lock. Answers `judging.Names`; `flush` writes them down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from domain.customer import CustomerChanged, CustomerRegistered, UsernameGiven
from domain.facts import Fact
from domain.identifiers import Scope, SubjectId, Username
from domain.judging import number_of
from domain.kinds import fact_of
from domain.moment import Moment
from domain.usernames import CUSTOMER_DIGITS, username
from sync.central.store.engine import Transaction, lock_province
from sync.central.store.journal import about
from sync.central.store.many import append, put, rows_with
from sync.central.store.tables import (
    customer_account,
    identity,
    username_base,
)
from sync.central.store.tables import username as usernames
from sync.protocol.cbor import decode_own

UNDECIDED: Final = "undecided"
_GIVEN: Final = ("username", "scope", "subject", "base", "ordinal", "at")
_BOUND: Final = ("sort", "number", "username")


def unanswered(
    transaction: Transaction, scope: Scope, subjects: Sequence[SubjectId]
) -> set[SubjectId]:
    """Those of the subjects that have no account of any state yet."""
    held = select(customer_account.c.subject).where(customer_account.c.scope == scope)
    rows = rows_with(transaction, held, customer_account.c.subject, subjects)
    return set(subjects) - {SubjectId(bytes(row.subject)) for row in rows}


def wait_for_all(
    transaction: Transaction, scope: Scope, subjects: Sequence[SubjectId], now: Moment
) -> None:
    """Nothing is decided on these before every counter has reported."""
    key = {"scope": scope, "username": None, "state": UNDECIDED, "at": now}
    put(transaction, customer_account, [{**key, "subject": subject} for subject in subjects])


def registered(transaction: Transaction, scope: Scope) -> Mapping[SubjectId, CustomerRegistered]:
    """The customers on whom nothing is decided yet, with their first registration."""
    undecided = select(customer_account.c.subject).where(
        customer_account.c.scope == scope, customer_account.c.state == UNDECIDED
    )
    waiting = [SubjectId(bytes(row[0])) for row in transaction.execute(undecided)]
    return first_told(transaction, scope, waiting)


def given_before(
    transaction: Transaction, scope: Scope, subjects: Sequence[SubjectId]
) -> Mapping[SubjectId, Username]:
    """What a fact of the scope says already: a restored centre learns its own words again."""
    found: dict[SubjectId, Username] = {}
    for subject, told in _told(transaction, scope, subjects, UsernameGiven.kind):
        if isinstance(told, UsernameGiven):
            found.setdefault(subject, told.username)
    return found


def first_told(
    transaction: Transaction, scope: Scope, subjects: Sequence[SubjectId]
) -> Mapping[SubjectId, CustomerRegistered]:
    """How customers were registered first, as far as that is here."""
    found: dict[SubjectId, CustomerRegistered] = {}
    for subject, told in _told(transaction, scope, subjects, CustomerRegistered.kind):
        if isinstance(told, CustomerRegistered):
            found.setdefault(subject, told)
    return found


def changes_of(
    transaction: Transaction, scope: Scope, subjects: Iterable[SubjectId]
) -> Sequence[tuple[SubjectId, CustomerChanged]]:
    """What was changed of these customers, in the order in which it came."""
    told = _told(transaction, scope, list(subjects), CustomerChanged.kind)
    return [(subject, fact) for subject, fact in told if isinstance(fact, CustomerChanged)]


def bearers(
    transaction: Transaction, scope: Scope, names: Mapping[SubjectId, Username]
) -> Mapping[SubjectId, SubjectId]:
    """For each customer of the office with an account, who of the same office bore it first.

    Asked for by the account alone, which few offices share: told the office as well, a planner
    that has not counted the table goes through all of the office's customers for each.
    """
    account = customer_account.c
    borne = select(account.scope, account.username, account.at, account.subject)
    rows = rows_with(transaction, borne, account.username, names.values())
    here = (row for row in rows if row.scope == scope)
    latest_first = sorted(here, key=lambda row: (row.at, bytes(row.subject)), reverse=True)
    firsts = {Username(row.username): SubjectId(bytes(row.subject)) for row in latest_first}
    return {subject: firsts[name] for subject, name in names.items() if name in firsts}


def _told(
    transaction: Transaction, scope: Scope, subjects: Sequence[SubjectId], kind: str
) -> Iterator[tuple[SubjectId, Fact]]:
    for row in about(transaction, scope, subjects, kind):
        if row.body:
            version = decode_own(row.envelope)[14]
            yield SubjectId(bytes(row.subject)), fact_of(kind, version, decode_own(row.body))


class SqlNames:
    """Takes the lock when made: only after the scope's own (I4)."""

    def __init__(self, transaction: Transaction, scope: Scope, now: Moment) -> None:
        lock_province(transaction)
        self._transaction = transaction
        self._scope = scope
        self._now = now
        self._ordinals: dict[str, int] = {}
        self._taken: dict[str, bool] = {}
        self._identities: dict[tuple[str, str], Username] = {}
        self._given: list[dict[str, Any]] = []
        self._bound: list[dict[str, Any]] = []
        self._accounts: list[dict[str, Any]] = []

    def prepare(self, told: Iterable[CustomerRegistered], stems: Iterable[str]) -> None:
        """Look up, in three queries, what deciding on these will ask for."""
        papers: dict[str, set[str]] = {}
        for each in told:
            if number := number_of(each):
                papers.setdefault(each.sort, set()).add(number)
        for sort, numbers in papers.items():
            of_sort = select(identity).where(identity.c.sort == sort)
            for row in rows_with(self._transaction, of_sort, identity.c.number, numbers):
                self._identities[row.sort, row.number] = Username(row.username)
        bases = set(stems)
        held = rows_with(self._transaction, select(username_base), username_base.c.base, bases)
        self._ordinals = dict.fromkeys(bases, 0)
        self._ordinals |= {row.base: row.next_ordinal for row in held}
        likely = {_first(stem, ordinal) for stem, ordinal in self._ordinals.items()}
        names = select(usernames.c.username)
        found = rows_with(self._transaction, names, usernames.c.username, likely)
        self._taken = dict.fromkeys(likely, False)
        self._taken |= {row.username: True for row in found}

    def of_identity(self, sort: str, number: str) -> Username | None:
        """The account that already stands for this paper."""
        return self._identities.get((sort, number))

    def taken(self, name: str) -> bool:
        """Whether any account, also a closed one, ever bore the name."""
        if name not in self._taken:
            found = select(usernames.c.username).where(usernames.c.username == name)
            self._taken[name] = self._transaction.execute(found).first() is not None
        return self._taken[name]

    def next_ordinal(self, stem: str) -> int:
        """The ordinal to try first for this base."""
        return self._ordinals[stem]

    def give(
        self,
        subject: SubjectId,
        told: CustomerRegistered,
        stem: str,
        name: Username,
        following: int,
    ) -> None:
        """Write down that the name is taken from now on."""
        self._taken[name] = True
        self._ordinals[stem] = following
        key = {"username": name, "scope": self._scope, "subject": subject}
        self._given.append({**key, "base": stem, "ordinal": following - 1, "at": self._now})
        if number := number_of(told):
            self._identities[told.sort, number] = name
            self._bound.append({"sort": told.sort, "number": number, "username": name})

    def stands_again(
        self, subject: SubjectId, told: CustomerRegistered, stem: str, name: Username
    ) -> bool:
        """A name given before this store was set back, or known already.

        False where another customer has it: a person decides.
        """
        number = number_of(told)
        if number and self.of_identity(told.sort, number) is not None:
            return True
        if self.taken(name):
            return self._held_by(name, subject)
        rest = name.removeprefix(stem)
        ordinal = int(rest) if rest.isdecimal() else 0
        reached = self._ordinals.get(stem, 0)
        self.give(subject, told, stem, name, ordinal + 1)
        self._ordinals[stem] = max(reached, ordinal + 1)
        return True

    def _held_by(self, name: Username, subject: SubjectId) -> bool:
        holder = select(usernames.c.subject).where(usernames.c.username == name)
        held = self._transaction.execute(holder).scalar()
        ours = {row["subject"] for row in self._given if row["username"] == name}
        return subject in ours or (held is not None and bytes(held) == subject)

    def answered(self, subject: SubjectId, name: Username | None) -> None:
        """The subject's account stands, or waits for a person."""
        state = "waits" if name is None else "given"
        key = {"scope": self._scope, "subject": subject}
        self._accounts.append({**key, "username": name, "state": state, "at": self._now})

    def flush(self) -> None:
        """Everything given, in four statements."""
        if self._given:
            append(self._transaction, usernames, _GIVEN, [tuple(r.values()) for r in self._given])
            bases = {row["base"] for row in self._given}
            rows = [{"base": each, "next_ordinal": self._ordinals[each]} for each in sorted(bases)]
            put(self._transaction, username_base, rows, ["next_ordinal"])
        if self._bound:
            append(self._transaction, identity, _BOUND, [tuple(r.values()) for r in self._bound])
        if self._accounts:
            put(self._transaction, customer_account, self._accounts, ["username", "state", "at"])


def _first(stem: str, ordinal: int) -> str:
    return username(stem, lambda _: False, ordinal, CUSTOMER_DIGITS)[0]
