"""The work queues of the dossier screen: counts, and the lines of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, false, func, or_, select, text

from counter_app.storage import one_person
from counter_app.storage import tables as t
from counter_app.storage.decisions import DOSSIER_DISPUTED
from counter_app.storage.engine import reading
from counter_app.storage.queries import Queries
from counter_app.usecases.desk_lists import QueueCount
from counter_app.usecases.lines import DossierLine
from domain.dossier import RECEIVED
from domain.moment import Moment, day

ALL: Final = "open"


@dataclass(frozen=True, slots=True)
class Queues:
    """Each queue is a condition on the dossier table."""

    queries: Queries

    def counts(self, now: Moment) -> Sequence[QueueCount]:
        """Every queue with how many stand in it."""
        wheres = self._wheres(now)
        with reading(self.queries.engine) as connection:
            return [
                QueueCount(
                    key=key,
                    name=name,
                    icon=icon,
                    tone=tone,
                    group=group,
                    count=connection.execute(
                        select(func.count()).select_from(t.dossier).where(wheres[key])
                    ).scalar()
                    or 0,
                )
                for key, name, icon, tone, group in _SHOWN
            ]

    def lines(self, key: str, sought: str, now: Moment) -> Sequence[DossierLine]:
        """A queue's dossiers, by due moment; what is sought is sought in all of them."""
        if sought.strip():
            return self.queries.find_dossiers(sought)
        return self.queries.dossiers([self._wheres(now).get(key, false())])

    def _wheres(self, now: Moment) -> Mapping[str, ColumnElement[bool]]:
        today = day(now)
        own = and_(
            t.dossier.c.id.not_in(select(t.introduced.c.id)),
            t.dossier.c.id.not_in(select(t.dossier_pair.c.given_up)),
        )
        wheres = {
            "late": and_(_OPEN, t.dossier.c.due < now),
            "today": and_(_OPEN, t.dossier.c.due >= now, t.dossier.c.due < _end_of_day(now)),
            "disputed": or_(
                DOSSIER_DISPUTED,
                t.dossier.c.customer.in_(select(t.customer.c.id).where(one_person.DISPUTED)),
            ),
            "unprinted": and_(_OPEN, t.dossier.c.slip.in_(("none", "sent", "failed"))),
            ALL: _OPEN,
            "received_today": t.dossier.c.day == today,
        }
        return {key: and_(own, where) for key, where in wheres.items()}  # work is the own office's


_OPEN: Final = t.dossier.c.status == text(f"'{RECEIVED}'")
"""In words that the index of what is open is known by: a bound value is not."""

_DAY_MS: Final = 86_400_000
_ZONE_MS: Final = 7 * 3_600_000
_SHOWN: Final = (
    ("late", "Quá hạn", "circle-alert", "late", "Cần làm"),
    ("today", "Hạn hôm nay", "clock", "soon", "Cần làm"),
    ("unprinted", "Chưa in giấy hẹn", "printer", "soon", "Cần làm"),
    ("disputed", "Có mâu thuẫn", "shuffle", "waiting", "Cần làm"),
    (ALL, "Chưa xong", "folder", "plain", "Theo trạng thái"),
    ("received_today", "Nhận hôm nay", "inbox", "plain", "Theo trạng thái"),
)


def _end_of_day(now: Moment) -> int:
    return (now + _ZONE_MS) // _DAY_MS * _DAY_MS + _DAY_MS - _ZONE_MS
