"""What the cash card is given: the drawer of this counter, in the name of who sits there then."""

from __future__ import annotations

from collections.abc import Mapping

from counter_app.bootstrap.station import Station, moment_now
from counter_app.ui.closing.cash_services import CashServices
from counter_app.usecases.cash_desk import CashDesk, LookAtDesk
from counter_app.usecases.session_lines import Comparison, SessionLine
from domain.cash import Notes


def cash_card(station: Station) -> CashServices:
    """The card's services on this station."""

    def count(notes: Notes, others: Mapping[str, int]) -> Comparison:
        return station.sessions.count(notes, others)

    def close() -> SessionLine:
        closed = station.sessions.close()
        return station.sessions.report(closed.id).line

    def desk() -> CashDesk:
        queries = station.session_queries
        return LookAtDesk(read=queries.books, open_lines=queries.lines)()

    return CashServices(
        now=moment_now,
        desk=desk,
        open=lambda notes: station.sessions.open(notes),
        suspend=lambda: station.sessions.suspend(),
        resume=lambda: station.sessions.resume(),
        take_over=lambda session, why: station.sessions.take_over(session, why),
        join=lambda: station.sessions.join(),
        count=count,
        explain=lambda *told: station.sessions.explain(*told),
        move=lambda *told: station.sessions.move(*told),
        close=close,
    )
