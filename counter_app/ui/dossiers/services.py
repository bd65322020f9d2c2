"""What the dossier screen is given by the composition root. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from counter_app.usecases.case import PrintedSlip
from counter_app.usecases.decisions import Dispute
from counter_app.usecases.desk_lists import DueState, QueueCount
from counter_app.usecases.hand_over import Handing, Recipient
from counter_app.usecases.introduce import Introduced, Question
from counter_app.usecases.lines import DossierLine, StoryLine
from domain.identifiers import DossierId
from domain.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class DossiersServices:
    """`due_state` and `now` are pure; the others run through `Tasks`, printing through its own."""

    now: Callable[[], Moment]
    due_state: Callable[[DossierLine], DueState]
    queues: Callable[[], Sequence[QueueCount]]
    lines: Callable[[str, str], Sequence[DossierLine]]  # queue's key, what is sought
    story: Callable[[DossierId], Sequence[StoryLine]]  # newest first
    introduce: Callable[[Question], Introduced]  # through the Tasks of whoever asks the centre
    disputes: Callable[[DossierLine], Sequence[Dispute]]  # of the dossier and its customer
    recipient: Callable[[DossierLine], Recipient]
    hand_over: Callable[[DossierLine, Handing], None]  # another office's: the centre is asked
    print_slip: Callable[[DossierId], PrintedSlip]
