"""Officers' logins as the centre gave them, and what was tried here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage.engine import reading, transaction
from counter_app.storage.tables import account as accounts
from counter_app.storage.tables import officer as officers
from counter_app.usecases.lines import Officer
from counter_app.usecases.sign_in import Account
from domain.identifiers import OfficerId
from domain.moment import Moment

_JOINED = select(accounts, officers.c.name.label("officer_name"), officers.c.roles).join(
    officers, officers.c.id == accounts.c.id
)


@dataclass(frozen=True, slots=True)
class SqlAccounts:
    """Answers `usecases.sign_in.Accounts`."""

    engine: Engine
    now: Callable[[], Moment]

    def named(self, username: str) -> Account | None:
        """The account that may sign in under this name: one with a role in this office."""
        with reading(self.engine) as connection:
            row = connection.execute(_JOINED.where(accounts.c.username == username)).first()
        if row is None or not row.roles:
            return None
        return Account(
            officer=_officer(row),
            password=row.pending_password or row.password,
            failures=row.failures,
            locked_until=Moment(row.locked_until),
        )

    def tried(self, officer: OfficerId, failures: int, locked_until: Moment) -> None:
        """Remember the outcome of a try."""
        values: dict[str, Any] = {"failures": failures, "locked_until": locked_until}
        if failures == 0:
            values["last_seen"] = self.now()
        self._update(officer, values)

    def changed(self, officer: OfficerId, password: str) -> None:
        """Keep a new hash, to be told to the centre at the next exchange."""
        self._update(officer, {"pending_password": password, "must_change": 0})

    def recent(self, limit: int) -> Sequence[Officer]:
        """Who signed in here last, newest first."""
        newest = _JOINED.where(accounts.c.last_seen > 0, officers.c.roles != "")
        with reading(self.engine) as connection:
            rows = connection.execute(newest.order_by(accounts.c.last_seen.desc()).limit(limit))
            return [_officer(row) for row in rows]

    def version(self) -> int:
        """The newest version held of the centre's list."""
        with reading(self.engine) as connection:
            held = connection.execute(
                select(accounts.c.version).order_by(accounts.c.version.desc())
            )
            return held.scalar() or 0

    def pending(self) -> Mapping[OfficerId, str]:
        """Hashes changed here that the centre does not know yet."""
        waiting = select(accounts.c.id, accounts.c.pending_password).where(
            accounts.c.pending_password.is_not(None)
        )
        with reading(self.engine) as connection:
            return {OfficerId(row[0]): row[1] for row in connection.execute(waiting)}

    def take(self, listed: Sequence[Mapping[str, Any]], told: Mapping[OfficerId, str]) -> None:
        """The centre's accounts, and which pending hashes it has taken over."""
        with transaction(self.engine) as connection:
            for each in listed:
                row = {**each, "failures": 0, "locked_until": 0, "last_seen": 0}
                put = upsert(accounts).values(row)
                connection.execute(
                    put.on_conflict_do_update(
                        index_elements=["id"], set_={name: each[name] for name in each}
                    )
                )
            for officer, hashed in told.items():
                connection.execute(
                    update(accounts)
                    .where(accounts.c.id == officer, accounts.c.pending_password == hashed)
                    .values(pending_password=None, password=hashed)
                )
            connection.commit()

    def _update(self, officer: OfficerId, values: Mapping[str, Any]) -> None:
        with transaction(self.engine) as connection:
            connection.execute(update(accounts).where(accounts.c.id == officer).values(**values))
            connection.commit()


def _officer(row: Any) -> Officer:
    return Officer(
        id=OfficerId(row.id),
        username=row.username,
        name=row.officer_name,
        roles=frozenset(row.roles.split()),
        must_change=bool(row.must_change),
    )
