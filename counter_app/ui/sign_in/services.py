"""What signing in is given by the composition root. Knows no Qt.

Named tuples, because the first paint waits for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from counter_app.usecases.office_card import OfficeCard

if TYPE_CHECKING:  # half a hundred milliseconds of dataclasses that the first paint does without
    from counter_app.usecases.lines import Officer
    from domain.moment import Moment


class RecentOfficer(NamedTuple):
    """Who sat here lately, newest first."""

    username: str
    name: str


class SignInServices(NamedTuple):
    """The first three run through `Tasks` (argon2id takes its time) and may raise OfficeError."""

    sign_in: Callable[[str, str], Officer]  # username, password
    change_password: Callable[[Officer, str, str], Officer]  # officer, old, new
    recent: Callable[[], Sequence[RecentOfficer]]
    office: OfficeCard
    now: Callable[[], Moment]
