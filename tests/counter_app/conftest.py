"""The centre that the tests of a file share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.centres import TestedCentre, new_centre


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestedCentre]:
    made = new_centre(tmp_path_factory.mktemp("centre"))
    made.start()
    yield made
    made.stop()
