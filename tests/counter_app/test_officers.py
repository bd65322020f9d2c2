"""Officers' logins on real stores: changed offline, told to the centre, locked for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from counter_app.bootstrap.station import Station, open_station
from counter_app.demo.centre import CLERK, PASSWORD, CentreProcess
from counter_app.storage.accounts import SqlAccounts
from counter_app.usecases.errors import AccountLocked, SignInRefused
from counter_app.usecases.sign_in import FREE_FAILURES, LOCK_MINUTES, SignIn
from sync.protocol.errors import LinkLost
from tests.centres import new_centre
from tests.office import Clock, moments

NEW_PASSWORD = "Hoa-Phuong-Do-2027"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    made = new_centre(tmp_path / "centre")
    made.start()
    yield made
    made.stop()


def counter(centre: CentreProcess, profile: Path, number: int) -> Station:
    station = open_station(profile)
    station.enrol(centre.url, centre.enrol_code(f"Quầy {number}", f"Q{number}"))
    station.link_round()()
    return station


def test_a_password_changed_without_a_link_works_at_the_other_counter_after_the_exchange(
    centre: CentreProcess, tmp_path: Path
) -> None:
    here, there = counter(centre, tmp_path / "3", 3), counter(centre, tmp_path / "5", 5)
    centre.stop()
    here.change_password(CLERK, PASSWORD, NEW_PASSWORD)
    with pytest.raises(LinkLost):
        here.link_round()()

    assert here.sign_in(CLERK, NEW_PASSWORD).username == CLERK
    with pytest.raises(SignInRefused):
        here.sign_in(CLERK, PASSWORD)
    assert there.sign_in(CLERK, PASSWORD).username == CLERK
    centre.start()
    here.link_round()()
    there.link_round()()

    assert there.sign_in(CLERK, NEW_PASSWORD).username == CLERK
    with pytest.raises(SignInRefused):
        there.sign_in(CLERK, PASSWORD)
    assert not here.accounts.pending()
    here.close()
    there.close()


def test_wrong_passwords_lock_the_account_and_a_restart_does_not_open_it(
    centre: CentreProcess, tmp_path: Path
) -> None:
    station = counter(centre, tmp_path / "3", 3)
    for _ in range(FREE_FAILURES - 1):
        with pytest.raises(SignInRefused):
            station.sign_in(CLERK, "sai mật khẩu")
    with pytest.raises(AccountLocked):
        station.sign_in(CLERK, "sai mật khẩu")
    station.close()

    again = open_station(tmp_path / "3")

    with pytest.raises(AccountLocked):
        again.sign_in(CLERK, PASSWORD)
    again.link_round()()
    with pytest.raises(AccountLocked):
        again.sign_in(CLERK, PASSWORD)
    later = Clock(at=datetime.now(UTC) + timedelta(minutes=LOCK_MINUTES + 1))
    accounts = SqlAccounts(again.engine, moments(later))
    assert SignIn(accounts=accounts, now=moments(later))(CLERK, PASSWORD).username == CLERK
    again.close()
