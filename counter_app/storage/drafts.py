"""Cases held, and the open one as the crash guard saved it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage.engine import reading, transaction
from counter_app.storage.tables import draft as drafts
from counter_app.usecases.lines import DraftLine
from domain.identifiers import OfficerId, SubjectId
from domain.moment import Moment


@dataclass(frozen=True, slots=True)
class Drafts:
    """Drafts of all officers at this counter; each call is its own short transaction."""

    engine: Engine
    now: Callable[[], Moment]

    def save(
        self, case: str, officer: OfficerId, customer_name: str, content: bytes, *, held: bool
    ) -> None:
        """Keep a case as it is now."""
        row = {
            "case": case,
            "officer": officer,
            "customer_name": customer_name,
            "held_at": self.now(),
            "held": int(held),
            "content": content,
        }
        put = upsert(drafts).values(row)
        changed = {name: row[name] for name in row if name != "case"}
        with transaction(self.engine) as connection:
            connection.execute(put.on_conflict_do_update(index_elements=["case"], set_=changed))
            connection.commit()

    def all(self, officer: OfficerId) -> Sequence[DraftLine]:
        """The officer's cases, the oldest first."""
        mine = select(drafts).where(drafts.c.officer == officer).order_by(drafts.c.held_at)
        with reading(self.engine) as connection:
            return [_line(row) for row in connection.execute(mine)]

    def held(self) -> Sequence[tuple[OfficerId, DraftLine]]:
        """Every officer's cases at this counter, the oldest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(drafts).order_by(drafts.c.held_at))
            return [(OfficerId(SubjectId(row.officer)), _line(row)) for row in rows]

    def drop(self, case: str) -> None:
        """Saved or given up: the draft has served."""
        with transaction(self.engine) as connection:
            connection.execute(delete(drafts).where(drafts.c.case == case))
            connection.commit()


def _line(row: Any) -> DraftLine:
    return DraftLine(
        case=row.case,
        customer_name=row.customer_name,
        held_at=Moment(row.held_at),
        held=bool(row.held),
        content=row.content,
    )
