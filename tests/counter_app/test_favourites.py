"""What Alt+1…9 chooses, read from a real store."""

from __future__ import annotations

from pathlib import Path

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from tests.office import open_counter, person, reception


def test_with_nothing_typed_the_most_received_procedures_come_first(tmp_path: Path) -> None:
    counter = open_counter(tmp_path / "counter.db")
    counter.receive(reception(person("Lê Thị Sen")))

    lines = counter.queries.find_procedures("")

    assert lines[0].code == HOUSEHOLD_BUSINESS
    assert [line.favourite for line in lines] == list(range(1, 10))
    counter.engine.dispose()
