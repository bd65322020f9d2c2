"""`counterctl explain`: the office's rules applied to what is typed, without a store."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from domain.card import read_card
from domain.codes import parse_code
from domain.due import due, time_limit
from domain.errors import RuleBroken
from domain.explain import explain_card, explain_code, explain_due, explain_username
from domain.legal_forms import legal_forms
from domain.moment import OFFICE_ZONE
from domain.working_time import calendar_from
from resources.load import holidays_data, legal_forms_data


def username(told: Namespace) -> Mapping[str, Any]:
    """The base of a username. Raises NotLatin."""
    return explain_username(told.kind, told.name, legal_forms(legal_forms_data()))


def due_moment(told: Namespace) -> Mapping[str, Any]:
    """The due moment and how it came about. Raises RuleBroken for what is no moment."""
    try:
        received = datetime.fromisoformat(told.received)
        cutoff = time.fromisoformat(told.cutoff) if told.cutoff else None
    except ValueError as error:
        raise RuleBroken(
            "Thời điểm phải theo dạng 2026-11-23T09:42 và giờ theo dạng 15:00; hãy gõ lại."
        ) from error
    if received.tzinfo is not None:
        received = received.astimezone(OFFICE_ZONE).replace(tzinfo=None)
    limit = time_limit(told.limit, told.unit, cutoff=cutoff)
    return explain_due(due(received, limit, calendar_from(holidays_data())))


def card(told: Namespace) -> Mapping[str, Any]:
    """The fields of a citizen card's QR. Raises NotACard, CardMangled."""
    return explain_card(read_card(told.payload))


def code(told: Namespace) -> Mapping[str, Any]:
    """The parts of a dossier code. Raises NotADossierCode."""
    return explain_code(parse_code(told.code))
