"""The province's usernames under their lock. Answers `judge.Names`; `flush` writes them down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select, tuple_

from domain.customer import CustomerRegistered
from domain.identifiers import Scope, SubjectId, Username
from domain.moment import Moment
from domain.usernames import CUSTOMER_DIGITS, username
from sync.central.judge import number_of
from sync.central.store.engine import Transaction, lock_province, put
from sync.central.store.tables import customer_account, identity, username_base
from sync.central.store.tables import username as usernames


def unanswered(
    transaction: Transaction, scope: Scope, subjects: Sequence[SubjectId]
) -> set[SubjectId]:
    """Those of the subjects that have no account of any state yet."""
    held = select(customer_account.c.subject).where(
        customer_account.c.scope == scope, customer_account.c.subject.in_(subjects)
    )
    return set(subjects) - {SubjectId(bytes(row[0])) for row in transaction.execute(held)}


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
        papers = {(each.sort, number_of(each)) for each in told if number_of(each)}
        bases = set(stems)
        paper = tuple_(identity.c.sort, identity.c.number)
        for row in self._transaction.execute(select(identity).where(paper.in_(papers))):
            self._identities[row.sort, row.number] = Username(row.username)
        held = select(username_base).where(username_base.c.base.in_(bases))
        self._ordinals = dict.fromkeys(bases, 0)
        self._ordinals |= {row.base: row.next_ordinal for row in self._transaction.execute(held)}
        likely = {_first(stem, ordinal) for stem, ordinal in self._ordinals.items()}
        found = select(usernames.c.username).where(usernames.c.username.in_(likely))
        self._taken = dict.fromkeys(likely, False)
        self._taken |= {row[0]: True for row in self._transaction.execute(found)}

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
    ) -> None:
        """A name given before this store was set back; nothing where it is known already."""
        number = number_of(told)
        if self.taken(name) or (number and self.of_identity(told.sort, number) is not None):
            return
        rest = name.removeprefix(stem)
        ordinal = int(rest) if rest.isdecimal() else 0
        reached = self._ordinals.get(stem, 0)
        self.give(subject, told, stem, name, ordinal + 1)
        self._ordinals[stem] = max(reached, ordinal + 1)

    def answered(self, subject: SubjectId, name: Username | None) -> None:
        """The subject's account stands, or waits for a person."""
        state = "waits" if name is None else "given"
        key = {"scope": self._scope, "subject": subject}
        self._accounts.append({**key, "username": name, "state": state, "at": self._now})

    def flush(self) -> None:
        """Everything given, in four statements."""
        if self._given:
            self._transaction.execute(insert(usernames), self._given)
            bases = {row["base"] for row in self._given}
            rows = [{"base": each, "next_ordinal": self._ordinals[each]} for each in sorted(bases)]
            put(self._transaction, username_base, rows, ["next_ordinal"])
        if self._bound:
            self._transaction.execute(insert(identity), self._bound)
        if self._accounts:
            self._transaction.execute(insert(customer_account), self._accounts)


def _first(stem: str, ordinal: int) -> str:
    return username(stem, lambda _: False, ordinal, CUSTOMER_DIGITS)[0]
