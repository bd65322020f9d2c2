"""A reason in the officer's words: what every act that asks for one checks."""

from __future__ import annotations

from counter_app.usecases.errors import ReasonMissing
from domain.day_matters import LEAST_REASON


def reason_of(text: str) -> str:
    """The reason, its blanks put right. Raises ReasonMissing."""
    said = " ".join(text.split())
    if len(said) < LEAST_REASON:
        raise ReasonMissing
    return said
