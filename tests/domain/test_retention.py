"""What a counter's store may hand over to an archive."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.dossier import RETURNED
from domain.moment import Moment, local, moment
from domain.retention import (
    Stay,
    dossier_stays,
    months_before,
    session_stays,
)

NOW = moment(datetime(2026, 11, 23, 2, 42, tzinfo=UTC))
LONG_PAST = months_before(NOW, 12)
SOON = Moment(NOW + 1)


@pytest.mark.parametrize(
    ("status", "due", "disputed", "stays"),
    [
        (RETURNED, SOON, False, None),
        (RETURNED, SOON, True, Stay.DISPUTED),
        ("received", SOON, False, Stay.UNFINISHED),
        ("received", Moment(LONG_PAST - 1), False, None),
        ("received", LONG_PAST, False, Stay.UNFINISHED),
        ("received", Moment(LONG_PAST - 1), True, Stay.DISPUTED),
    ],
)
def test_a_dossier_stays_while_the_desk_works_on_it(
    status: str, due: Moment, disputed: bool, stays: Stay | None
) -> None:
    assert dossier_stays(status, due, LONG_PAST, disputed=disputed) is stays


@pytest.mark.parametrize(
    ("state", "disputed", "stays"),
    [
        ("open", False, Stay.UNFINISHED),
        ("suspended", False, Stay.UNFINISHED),
        ("closed", False, None),
        ("closed", True, Stay.DISPUTED),
    ],
)
def test_a_session_stays_until_it_is_closed(state: str, disputed: bool, stays: Stay | None) -> None:
    assert session_stays(state, disputed=disputed) is stays


@pytest.mark.parametrize(
    ("months", "first"),
    [(0, "2026-11-01"), (1, "2026-10-01"), (11, "2025-12-01"), (12, "2025-11-01")],
)
def test_months_are_counted_back_from_the_beginning_of_this_one(months: int, first: str) -> None:
    assert f"{local(months_before(NOW, months)):%Y-%m-%d %H:%M}" == f"{first} 00:00"
