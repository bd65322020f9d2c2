"""How a command answers: one JSON document, or lines for a person."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any


def say(told: Mapping[str, Any], *, as_json: bool) -> None:
    """Print what a command did."""
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    width = max((len(name) for name in told), default=0)
    for name, value in told.items():
        for line in _lines(value):
            sys.stdout.write(f"{name:<{width}}  {line}\n")


def _lines(value: Any) -> list[str]:
    if isinstance(value, list):
        return [_one(each) for each in value] or ["–"]
    return [_one(value)]


def _one(value: Any) -> str:
    if isinstance(value, Mapping):
        return " · ".join(
            f"{name} {each}" for name, each in value.items() if each not in ("", None)
        )
    return "–" if value is None else str(value)
