"""The longest stories first, so that no worker is left with one alone at the end."""

from __future__ import annotations

import pytest

_LONG = ("tests/day/", "tests/sync/test_recovery.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order within a file stays."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))
