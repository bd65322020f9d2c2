"""One running centre for each database, shared by the tests of this folder and below."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sync.central import admin
from sync.central.centre import Centre
from tests.rig_postgres import postgres
from tests.sync.central.service import Service, serving


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.rig)]
)
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Two workers on SQLite, then on PostgreSQL."""
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        if request.param == "sqlite":
            database = str(folder / "centre.db")
        else:
            database = stack.enter_context(postgres())
        yield stack.enter_context(serving(database, folder))


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """A centre without a network, its catalogue unpublished."""
    made = admin.open_centre(str(tmp_path / "centre.db"), tmp_path / "blobs", tmp_path / "keys")
    yield made
    made.store.close()
