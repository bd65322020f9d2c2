"""`counterctl archive` and `archives`, and what `verify`, `backup`, `restore` say of archives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counter_app.bootstrap.station import moment_now
from counter_app.demo.centre import CLERK, CentreProcess
from counter_app.demo.people import NHUNG
from domain.moment import day
from tests.counter_app.test_ctl import HOUSEHOLD, Counter, enrolled, sentence


@pytest.fixture
def counter(centre: CentreProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Counter:
    return Counter(enrolled(centre, tmp_path / "quay"), capsys.readouterr)


def sealed_session(counter: Counter) -> None:
    """A session that was opened, counted and closed on a day that both sides signed."""

    def act(*words: str) -> dict[str, Any]:
        told: dict[str, Any] = counter("session", *words, "--officer", CLERK).told
        return told

    act("open", "--notes", "100000x2")
    counter.receive(card=NHUNG, procedure=HOUSEHOLD)
    act("count", "--notes", "100000x2,50000x1")
    act("close")
    counter("sync")
    assert counter("day-close").told["state"] == "sealed"
    counter("sync")


def test_a_closed_session_goes_is_listed_and_verified(counter: Counter) -> None:
    sealed_session(counter)
    month = day(moment_now())[:7]
    label = counter("session", "list", "--day", day(moment_now())).told["sessions"][0]["session"]
    report = counter("session", "x-report", "--session", label).told

    earlier = counter("archive", "--plan").told
    plan = counter("archive", "--plan", "--month", month).told
    moved = counter("archive", "--month", month, "--compact").told
    listed = counter("archives").told

    assert earlier["going"] == []
    assert [(each["month"], each["sessions"]) for each in plan["going"]] == [(month, 1)]
    assert plan["staying"] == [{"why": "unfinished", "words": "chưa xong", "count": 1}]
    assert (moved["sessions"], moved["dossiers"]) == (1, 0)
    assert moved["store_after"] <= moved["store_before"]
    assert [each["state"] for each in listed["files"]] == ["đọc được"]
    assert [each["sessions"] for each in listed["months"]] == [1]
    assert counter("session", "x-report", "--session", label).told == report
    assert counter("verify").told["archives"] == 1
    assert counter("rebuild").told["subjects"] > 0
    assert counter("sync").told["proven"] is True


def test_a_month_that_is_none_is_one_sentence(counter: Counter) -> None:
    assert "không phải tháng" in sentence(counter("archive", "--month", "2026-13"))


def test_without_its_file_the_way_out_is_told_and_a_backup_brings_it_back(
    counter: Counter, tmp_path: Path
) -> None:
    sealed_session(counter)
    counter("archive", "--month", day(moment_now())[:7])
    file = Path(counter("archives").told["files"][0]["file"])
    copy = tmp_path / "sao-luu.db"
    kept = counter("backup", "--out", copy, "--archives").told
    file.unlink()

    missing = sentence(counter("verify"))
    absent = counter("status").told["archives_absent"]
    counter("restore", "--from", copy)
    counter("sync")

    assert kept["archives"] == [str(file)]
    assert len(kept["copied"]) == 1
    assert file.name in missing
    assert "counterctl verify" in missing
    assert absent == [str(file)]
    assert counter("verify").told["archives"] == 1
    assert counter("status").told["archives_absent"] == []
