"""A day of this counter as the screen shows it: so far, waiting, sealed, or in dispute."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine

from counter_app.storage import day_closes
from counter_app.storage.day_closes import DISPUTED, SEALED, Closing
from counter_app.storage.day_recount import Count
from counter_app.storage.day_words import difference_sentence
from counter_app.storage.engine import reading
from counter_app.storage.identity import Identity
from counter_app.storage.lost_facts import Place, record_at
from counter_app.storage.verified import last_verified
from counter_app.usecases.day_figures import Agreement, DayFace, DayState, figures
from domain.day_sheets import AFTER_THE_SEAL
from domain.day_totals import DayTotals
from domain.identifiers import Day
from domain.moment import Moment
from sync.protocol.cbor import decode
from sync.protocol.close_messages import differs_from_plain
from sync.protocol.heads import fingerprint


def day_face(engine: Engine, who: Identity, day: Day, count: Count) -> DayFace:
    """How the day stands. `count` is asked only of a day that goes on or was sealed: it reads the
    journal's bytes anew."""
    with reading(engine) as connection:
        closing = day_closes.of_day(connection, who.device, day)
        verified = last_verified(connection)
    counted = count() if closing is None or closing.state == SEALED else None
    if closing is None or (counted and _work(counted)):
        return DayFace(
            day=day,
            state=DayState.OPEN,
            figures=figures(_so_far(counted), Agreement.OPEN),
            verified=verified or None,
            again=closing is not None,
        )
    said, differs = closing.told, _differs(closing)
    counter = {**said.sums.totals, "facts": said.sums.facts}
    agreement = Agreement.EQUAL if closing.state == SEALED else Agreement.OPEN
    return DayFace(
        day=day,
        state=DayState(closing.state),
        figures=figures(counter, agreement, differs),
        number=said.number,
        seal=fingerprint(closing.sealed.id),
        cause=_cause(engine, who, closing),
        verified=Moment(said.verified) or None,
    )


def _work(counted: DayTotals) -> int:
    """Facts that open a sealed day again: prints of its sheets do not."""
    return counted.facts - sum(counted.totals.get(f"kind.{each}", 0) for each in AFTER_THE_SEAL)


def _so_far(counted: DayTotals | None) -> Mapping[str, int]:
    return {**counted.totals, "facts": counted.facts} if counted else {}


def _cause(engine: Engine, who: Identity, closing: Closing) -> str:
    return difference_told(engine, who, closing) if closing.state == DISPUTED else closing.cause


def difference_told(engine: Engine, who: Identity, closing: Closing) -> str:
    """Of a day in dispute, which values and records differ, in a sentence."""
    with reading(engine) as connection:

        def record(epoch: int, seq: int) -> str:
            return record_at(connection, Place(who.scope, who.device, epoch, seq))

        differs = differs_from_plain(decode(closing.differs))
        return difference_sentence(closing.day, differs, record)


def _differs(closing: Closing) -> Mapping[str, object] | None:
    """Of a day in dispute, the centre's values by name."""
    if closing.state != DISPUTED:
        return None
    told = differs_from_plain(decode(closing.differs))
    return {each.name: each.centre for each in told.fields} | (
        {"facts": None} if told.drifted or told.left_out else {}
    )
