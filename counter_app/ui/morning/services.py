"""What the morning's check is given by the composition root. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from counter_app.usecases.morning_check import LastCheck, Looked
from counter_app.usecases.office_card import OfficeCard
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class MorningServices:
    """`now` answers at once; `look` and `print_test` may wait for a device and run through its
    Tasks; the others through Tasks. All but `look` may raise OfficeError."""

    now: Callable[[], Moment]
    office: OfficeCard
    look: Callable[[str], Looked]  # by the part's key
    print_test: Callable[[], str]  # the code to be read back; "" where only a file was written
    record: Callable[[Mapping[str, Looked]], None]
    last: Callable[[], LastCheck | None]
