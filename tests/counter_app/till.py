"""Counters with officers, and the acts on their sessions."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher

from counter_app.bench.invented_office import CENTRE, OFFICE
from counter_app.storage.accounts import SqlAccounts
from counter_app.storage.engine import transaction
from counter_app.storage.journal import Author, Journal
from counter_app.storage.projection import project
from counter_app.storage.session_queries import SessionQueries
from counter_app.usecases.case import Payment, PaymentMethod, Received
from counter_app.usecases.session_acts import SessionActs
from counter_app.usecases.sign_in import SignIn
from domain.identifiers import OfficerId, SessionId, SubjectId
from domain.moment import moment
from domain.office import OfficerGranted
from tests.counter_app.test_convergence import arrive, written
from tests.office import Counter, moments, open_counter, person, reception

CHAU = OfficerId(SubjectId(b"officer no 00001"))
VIET = OfficerId(SubjectId(b"officer no 00002"))
HA = OfficerId(SubjectId(b"officer no 00003"))
_OFFICERS = {
    CHAU: ("chau.le", "Lê Minh Châu", ("clerk",)),
    VIET: ("viet.pham", "Phạm Quốc Việt", ("clerk",)),
    HA: ("ha.trinh", "Trịnh Thu Hà", ("supervisor",)),
}
PASSWORD = "Hoa-Phuong-Do-2026"
FLOAT = ((100_000, 3), (50_000, 4))  # 500.000 đ


@dataclass(frozen=True, slots=True, kw_only=True)
class Till(SessionActs):
    """A counter, and who sits there."""

    counter: Counter

    def sit(self, officer: OfficerId) -> Till:
        self.counter.author = replace(self.counter.author, actor=officer)
        return self

    def receive(
        self, number: int, amount: int = 50_000, method: PaymentMethod = PaymentMethod.CASH
    ) -> Received:
        """A dossier with a fee of the one procedure whose fee is published."""
        return self.counter.receive(
            reception(
                person(f"Nguyễn Thị {number}", f"0561880042{number:02}"),
                payment=Payment(method=method, amount=amount),
            )
        )

    @property
    def lists(self) -> SessionQueries:
        return SessionQueries(self.counter.engine, self.counter.author.device)

    def expected(self, session: SessionId) -> Mapping[str, int]:
        return {name: flow.expected for name, flow in self.report(session).methods.items()}


@contextmanager
def tills(folder: Path, *numbers: int) -> Iterator[list[Till]]:
    """Counters of one office, Châu at each of them."""
    made = []
    for number in numbers:
        counter = open_counter(folder / f"till-{number}.db", number)
        _appoint(counter)
        now = moments(counter.clock)
        sign_in = SignIn(accounts=SqlAccounts(counter.engine, now), now=now)
        made.append(Till(counter=counter, begin=counter.desk.begin, sign_in=sign_in).sit(CHAU))
    try:
        yield made
    finally:
        for each in made:
            each.counter.engine.dispose()


def _appoint(counter: Counter) -> None:
    """Officers as the centre grants them, with their logins."""
    now = moment(counter.clock())
    author = Author(scope=OFFICE, device=CENTRE, epoch=1, actor=SubjectId(CENTRE))
    with transaction(counter.engine) as connection:
        journal = Journal(connection, secrets.token_bytes)
        for officer, (username, name, roles) in _OFFICERS.items():
            granted = OfficerGranted(username=username, name=name, roles=roles)
            project(connection, officer, journal.write(author, officer, [granted], now))
        connection.commit()
    listed = [
        {
            "id": officer,
            "username": username,
            "password": _hashed(),
            "must_change": 0,
            "version": no,
        }
        for no, (officer, (username, _, _)) in enumerate(_OFFICERS.items(), start=1)
    ]
    SqlAccounts(counter.engine, moments(counter.clock)).take(listed, {})


@cache
def _hashed() -> str:
    return PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)


def meet(*some: Till) -> None:
    """All learn what all wrote."""
    for one in some:
        for other in some:
            if one is not other:
                arrive(one.counter, written(other.counter), 50)
