"""Whether the scans of a counter's day still stand at the centre, which had them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from counter_app.storage.file_queue import THERE, FileQueue
from counter_app.storage.open_matters import DayScan, StoreMatters
from sync.client.http_link import Refusal
from sync.protocol.errors import LinkLost

BUSY: Final = 503


def lost_there(
    matters: StoreMatters,
    files: FileQueue,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Sequence[DayScan]:
    """Ask the centre for each scan of the day that it had: which are gone there. They wait to be
    sent again. Without a link, or while the centre cannot look, nobody can say: none is.

    `told` before each question: so many asked for, of so many; it may raise to end there.
    Raises SyncError.
    """
    whole = matters.day_scans(THERE)
    try:
        lost = files.lost_there((each.sha256 for each in whole), told)
    except LinkLost:
        return []
    except Refusal as error:
        if error.status != BUSY:
            raise
        return []
    return [each for each in whole if each.sha256 in lost]
