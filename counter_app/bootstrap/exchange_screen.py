"""What the exchange screen is given: the store read in bounds, the link, files carried by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from counter_app.bootstrap.archive_screen import archive_services
from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.queue_carrier import export_queue, import_queue
from counter_app.bootstrap.station import Station, forms, moment_now
from counter_app.storage.engine import reading
from counter_app.storage.foreseen import hit_rate
from counter_app.storage.queue_records import queue_page
from counter_app.storage.waiting import history
from counter_app.ui.ports import Tasks
from counter_app.ui.sync_status.services import SyncServices
from counter_app.usecases.lines import NumbersLeft
from counter_app.usecases.queue_lines import HitRate, QueuePage
from domain.identifiers import CustomerId
from domain.moment import Moment


def exchange_screen(
    station: Station, link: LinkWatch, numbers: Callable[[], NumbersLeft], moving: Tasks
) -> SyncServices:
    """The screen's services on this station; `moving`: a thread for archives."""
    queries = station.queries

    def page() -> QueuePage:
        identity = station.enrolled
        centres_now = Moment(moment_now() - station.clock_ahead_ms)
        return queue_page(station.engine, identity.scope, identity.device, forms(), centres_now)

    def rate() -> HitRate:
        with reading(station.engine) as connection:
            return hit_rate(connection)

    return SyncServices(
        now=moment_now,
        office=queries.office(),
        status=lambda: link.status,
        queue=page,
        hit_rate=rate,
        history=lambda: history(station.engine),
        numbers=numbers,
        send_now=link.send_now,
        customer=lambda subject: queries.customer(CustomerId(subject)),
        export=lambda file, word, step: export_queue(station, Path(file).expanduser(), word, step),
        take_in=lambda file, word, step: import_queue(station, Path(file).expanduser(), word, step),
        archive=archive_services(station, moving),
        folder=str(Path.home()),
    )
