"""A citizen card's QR as the fields of a customer."""

from __future__ import annotations

from collections.abc import Mapping

from counter_app.usecases.case import FieldName
from domain.card import read_card


def card_fields(payload: str) -> Mapping[FieldName, str]:
    """What the card says, empty fields left out. Raises NotACard, CardMangled."""
    card = read_card(payload)
    told = {
        FieldName.IDENTITY_NUMBER: card.number,
        FieldName.OLD_NUMBER: card.old_number,
        FieldName.NAME: card.name,
        FieldName.BORN: card.born,
        FieldName.SEX: card.sex,
        FieldName.ADDRESS: card.residence,
    }
    return {name: text for name, text in told.items() if text}
