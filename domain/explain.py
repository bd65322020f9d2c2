"""The rules' answers as plain mappings, for `counterctl explain … --json`."""

from __future__ import annotations

from typing import Any

from domain.card import Card
from domain.codes import DossierCodeParts
from domain.due import Due
from domain.legal_forms import LegalForms
from domain.usernames import Kind, base


def explain_username(kind: Kind, name: str, forms: LegalForms) -> dict[str, Any]:
    """The base that the centre counts ordinals on. Raises NotLatin."""
    return {"kind": kind, "name": name, "base": base(kind, name, forms)}


def explain_due(due: Due) -> dict[str, Any]:
    """The due moment, local, to the minute; each step in words with its basis."""
    return {
        "due": due.at.isoformat(timespec="minutes"),
        "steps": [f"{step.text} ({step.basis})" if step.basis else step.text for step in due.steps],
        "days": [
            {"date": day.date.isoformat(), "counted": day.counted, "name": day.name}
            for day in due.days
        ],
        "warnings": list(due.warnings),
        "calendar": due.calendar,
    }


def explain_card(card: Card) -> dict[str, Any]:
    """The fields of the card, and what the clerk should check."""
    return {
        "number": card.number,
        "old_number": card.old_number,
        "name": card.name,
        "born": card.born,
        "sex": card.sex,
        "residence": card.residence,
        "issued": card.issued,
        "doubts": list(card.doubts),
    }


def explain_code(parts: DossierCodeParts) -> dict[str, Any]:
    """The parts of a dossier code."""
    return {
        "code": str(parts),
        "agency": parts.agency,
        "day": parts.day.isoformat(),
        "serial": parts.serial,
        "form": parts.form,
    }
