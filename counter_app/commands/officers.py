"""Whose name the facts of a command bear."""

from __future__ import annotations

from counter_app.bootstrap.station import Station
from counter_app.usecases.errors import SignInRefused


def act_as(station: Station, username: str) -> None:
    """Without a name it is the counter's own, as for any script. Raises SignInRefused."""
    if username:
        account = station.accounts.named(username)
        if account is None:
            raise SignInRefused
        station.officer = account.officer
