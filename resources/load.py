"""The plain catalogues shipped with the program."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


def legal_forms_data() -> dict[str, Any]:
    """Legal forms of organisations, for `domain.legal_forms.legal_forms`."""
    return _catalogue("legal_forms.json")


def procedures_data() -> list[dict[str, Any]]:
    """The sample of published procedures, each for `domain.procedure.procedure_from`."""
    procedures: list[dict[str, Any]] = _catalogue("procedures_sample.json")["procedures"]
    return procedures


def holidays_data() -> dict[str, Any]:
    """Holidays, swapped days and sessions, for `domain.working_time.calendar_from`."""
    return _catalogue("holidays_vn.json")


@cache
def _catalogue(name: str) -> dict[str, Any]:
    text = files("resources").joinpath("catalogue", name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
