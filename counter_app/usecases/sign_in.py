"""Who sits at the counter: sign-in that works offline, with a lock after too many tries.

Accounts come from the centre; hashes are argon2id and never enter facts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from counter_app.usecases.errors import AccountLocked, PasswordTooWeak, SignInRefused
from counter_app.usecases.lines import Officer
from domain.identifiers import OfficerId
from domain.moment import Moment

FREE_FAILURES: Final = 5
LOCK_MINUTES: Final = 15
MINUTE_MS: Final = 60_000
SHORTEST_PASSWORD: Final = 10
_HASHER: Final = PasswordHasher()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the store knows of an officer's login."""

    officer: Officer
    password: str
    failures: int
    locked_until: Moment


class Accounts(Protocol):
    """The store's side; each call is its own short transaction."""

    def named(self, username: str) -> Account | None:
        """The account that may sign in under this name."""

    def tried(self, officer: OfficerId, failures: int, locked_until: Moment) -> None:
        """Remember the outcome of a try."""

    def changed(self, officer: OfficerId, password: str) -> None:
        """Keep a new hash, to be told to the centre at the next exchange."""

    def recent(self, limit: int) -> Sequence[Officer]:
        """Who signed in here last, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Name and password to officer. Raises SignInRefused or AccountLocked."""

    accounts: Accounts
    now: Callable[[], Moment]

    def __call__(self, username: str, password: str) -> Officer:
        """The officer; `must_change` asks for a new password before anything else."""
        account = self.accounts.named(username.strip().lower())
        if account is None:
            _matches(_nobody(), password)
            raise SignInRefused
        now = self.now()
        if account.locked_until > now:
            raise AccountLocked(max(1, -(-(account.locked_until - now) // MINUTE_MS)))
        if not _matches(account.password, password):
            failures = account.failures + 1
            lock = failures % FREE_FAILURES == 0
            until = Moment(now + LOCK_MINUTES * MINUTE_MS) if lock else Moment(0)
            self.accounts.tried(account.officer.id, failures, until)
            if lock:
                raise AccountLocked(LOCK_MINUTES)
            raise SignInRefused
        self.accounts.tried(account.officer.id, 0, Moment(0))
        return account.officer


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword:
    """Old for new, checked here and told to the centre. Raises as SignIn, or PasswordTooWeak."""

    sign_in: SignIn

    def __call__(self, username: str, old: str, new: str) -> Officer:
        """The officer, free to work."""
        officer = self.sign_in(username, old)
        if len(new) < SHORTEST_PASSWORD:
            raise PasswordTooWeak(f"cần ít nhất {SHORTEST_PASSWORD} ký tự")
        if new == old:
            raise PasswordTooWeak("trùng mật khẩu cũ")
        if officer.username in new.lower():
            raise PasswordTooWeak("chứa tên người dùng")
        self.sign_in.accounts.changed(officer.id, _HASHER.hash(new))
        return Officer(
            id=officer.id, username=officer.username, name=officer.name, roles=officer.roles
        )


@cache
def _nobody() -> str:
    """Checked for unknown names too, so that the time taken does not tell who exists."""
    return _HASHER.hash("nobody has this password")


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
