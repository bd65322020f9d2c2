"""Two minutes in the morning: every part of the counter looked at before a citizen needs it.

Each look is a capability of its own; the list knows none of them. The slip is the one that needs
a hand: printed, and its code read back by the code reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from counter_app.usecases.errors import CheckNotFinished
from counter_app.usecases.ports import Begin
from domain.errors import OfficeError
from domain.moment import Moment, day
from domain.morning import CounterChecked, Outcome

SLIP: Final = "slip"
"""The look that needs a hand."""

TEST_CODE: Final = "QMC-THU-"
"""How the code on a test page begins: no dossier's, no card's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one look came to, in words; `way_out` where it is not good."""

    outcome: Outcome
    words: str
    way_out: str = ""


Look: TypeAlias = Callable[[], Looked]
"""Raises OfficeError where the part does not answer: that is a bad result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One line of the list."""

    key: str
    title: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCheck:
    """The check recorded last at this counter."""

    at: Moment
    officer: str
    worst: Outcome
    results: Sequence[tuple[str, str, str]] = ()


PARTS: Final = (
    Part(key=SLIP, title="Máy in và máy đọc mã", icon="printer"),
    Part(key="scanner", title="Máy quét", icon="scanner"),
    Part(key="clock", title="Đồng hồ", icon="clock"),
    Part(key="disk", title="Ổ đĩa", icon="database"),
    Part(key="backup", title="Bản sao lưu", icon="copy"),
    Part(key="keys", title="Khóa của quầy", icon="lock"),
    Part(key="numbers", title="Số hồ sơ, biên lai", icon="hash"),
    Part(key="calendar", title="Lịch làm việc", icon="calendar-days"),
)


def look(looks: Mapping[str, Look], key: str) -> Looked:
    """One look; what raises is a bad result in its own words."""
    try:
        return looks[key]()
    except OfficeError as error:
        return Looked(outcome=Outcome.BAD, words=error.sentence)


def proved(printed: str, read: str) -> Looked:
    """Whether the code read is the one on the page printed just now."""
    if read == printed:
        return Looked(outcome=Outcome.GOOD, words="Đã in và đọc lại đúng mã")
    return Looked(
        outcome=Outcome.BAD,
        words="Mã đọc được không phải của giấy vừa in",
        way_out="Quét lại mã trên giấy thử mới nhất; nếu vẫn sai, báo cán bộ CNTT.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCheck:
    """The result of all parts, as a fact."""

    begin: Begin

    def __call__(self, results: Mapping[str, Looked]) -> None:
        """Raises CheckNotFinished where a part was not looked at."""
        lacking = [part.title for part in PARTS if part.key not in results]
        if lacking:
            raise CheckNotFinished(", ".join(lacking))
        told = tuple((p.key, results[p.key].outcome.value, results[p.key].words) for p in PARTS)
        with self.begin() as work:
            checked = CounterChecked(device=work.device, day=day(work.now), results=told)
            work.record(work.new_subject(), checked)
            work.commit()
