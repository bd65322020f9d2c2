"""`counterctl introduce`: a customer or a dossier of another office, from the centre."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from counter_app.bootstrap.station import Station
from counter_app.commands.acts import customer_told, dossier_told
from counter_app.commands.officers import act_as
from counter_app.usecases.introduce import Question, Sought


def introduce(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Whom the centre showed; `found` is false where nobody, or several, are known by it."""
    act_as(station, told.officer)
    what = next(each for each in Sought if getattr(told, each.value))
    question = Question(
        what=what,
        number=getattr(told, what.value),
        purpose=told.purpose,
        reason=told.reason,
    )
    found = station.introduce(question)
    customer, dossier = found.customer, found.dossier
    return {
        "found": customer is not None or dossier is not None,
        "several": found.several,
        "office": (dossier.office if dossier else customer.office if customer else ""),
        "customer": customer_told(customer) if customer else {},
        "dossier": dossier_told(dossier) if dossier else {},
    }
