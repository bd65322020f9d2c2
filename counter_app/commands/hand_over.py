"""`counterctl hand-over`: a result leaves the office."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from counter_app.bootstrap.hand_over import expected_recipient
from counter_app.bootstrap.hand_over import hand_over as record
from counter_app.bootstrap.station import Station
from counter_app.commands.acts import dossier_told
from counter_app.commands.officers import act_as
from counter_app.usecases.errors import NoSuchDossier
from counter_app.usecases.hand_over import Handing


def add_hand_over(given: ArgumentParser) -> None:
    """Its words."""
    given.add_argument("code", help="of the dossier")
    given.add_argument("--paper", required=True, metavar="NO", help="number of the result's paper")
    given.add_argument("--name", default="", help="who took it; the applicant without it")
    given.add_argument("--identity", default="", metavar="N")
    given.add_argument("--authority", default="", help="by what somebody else takes it")
    given.add_argument("--refusal", action="store_true", help="the paper is a notice of refusal")
    given.add_argument("--post", action="store_true", help="it went by post")
    given.add_argument("--officer", default="", help="username the fact shall name")


def hand_over(station: Station, told: Namespace) -> Mapping[str, Any]:
    """The dossier as it stands afterwards."""
    act_as(station, told.officer)
    line = station.queries.dossier_by_code(told.code)
    if line is None:
        raise NoSuchDossier
    expected = expected_recipient(station, line)
    handing = Handing(
        dossier=line.id,
        paper=told.paper,
        name=told.name or expected.name,
        identity_number=told.identity or ("" if told.name else expected.identity_number),
        authority=told.authority,
        refusal=told.refusal,
        channel="post" if told.post else "counter",
    )
    record(station, line, handing)
    return {
        **dossier_told(station.queries.dossier(line.id) or line),
        "recipient": handing.name,
        "paper": handing.paper,
    }
