"""Recovery after days without a line; `slow_line.py` tells the story, larger as its command."""

from __future__ import annotations

from pathlib import Path

from tests.day.slow_line import Scenario, run


def test_facts_go_first_and_scans_go_on_where_they_stood(tmp_path: Path) -> None:
    told = Scenario(facts=500, scans=2, scan_bytes=2_500_000, bytes_per_s=1_000_000, cut_s=2.0)

    seen = run(tmp_path, told, longest_s=90)

    assert seen.facts_at_first_scan == 0
    assert seen.facts_s < seen.scans_s / 2
    assert (
        seen.cuts >= 3
    )  # and a scan takes 2.5 s at least: begun anew each time, none would arrive
    assert seen.whole
    assert seen.bytes_up < 1.6 * seen.payload
    assert seen.received >= 4
    assert seen.slowest_receive_ms < 2_000
    assert seen.arrived_s[len(seen.arrived_s) // 2] < 3
    assert seen.arrived_s[-1] < 10
