"""Handing over results; of another office's dossier the centre is told first."""

from __future__ import annotations

from counter_app.bootstrap.station import Station
from counter_app.usecases.errors import NotToldThere
from counter_app.usecases.hand_over import Handing, Recipient, recipient
from counter_app.usecases.introduce import HANDED_OVER_HERE, Question, Sought
from counter_app.usecases.lines import DossierLine
from domain.introduction import HAND_OVER


def hand_over(station: Station, line: DossierLine, handing: Handing) -> None:
    """Record it. Raises what `HandOver` raises, CentreOutOfReach, CentreRefused."""
    try:
        station.hand_over(handing)
    except NotToldThere:  # shown for another purpose, or no longer
        station.introduce(
            Question(
                what=Sought.DOSSIER, number=line.code, purpose=HAND_OVER, reason=HANDED_OVER_HERE
            )
        )
        station.hand_over(handing)


def expected_recipient(station: Station, line: DossierLine) -> Recipient:
    """Whom the result is most likely given to."""
    applicant = station.queries.customer(line.customer)
    return (
        recipient(applicant)
        if applicant
        else Recipient(name=line.customer_name, identity_number="")
    )
