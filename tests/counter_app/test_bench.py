"""The benchmark command runs through on a small store; its figures are nobody's claim here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counter_app.ctl import main


def test_sessions_and_the_day_are_measured_beside_their_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["bench", "session", "--sizes", "300", "--rounds", "10"]

    assert main([*arguments, "--work", str(tmp_path), "--json"]) == 0

    figures = json.loads(capsys.readouterr().out)["figures"]
    assert [f["what"] for f in figures] == [
        "mở phiên",
        "đếm và đóng phiên 150 biên lai",
        "đếm và ký ngày 450 việc",
    ]
    assert all(f["ours_p50"] > 0 and f["bare_p50"] > 0 for f in figures)


@pytest.mark.rig
def test_every_figure_is_measured_beside_its_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [
        "bench",
        "start",
        "search",
        "save",
        "slip",
        "archive",
        "--sizes",
        "300",
        "--rounds",
        "20",
    ]

    assert main([*arguments, "--work", str(tmp_path), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert {f["what"] for f in told["figures"]} == {
        "giấy hẹn PDF, hai liên",
        "giấy hẹn, đọc lại cả hai mã",
        "tìm tên, một lần gõ",
        "tìm tên, so với đọc cả dòng",
        "tìm đúng số định danh",
        "lưu một lần tiếp nhận",
        "mở đến khi nhận phím đầu",
        "mở đến khi hiện chữ đầu",
        "một chặng chuyển, cạnh một lần lưu",
        "diễn biến một hồ sơ đã lưu trữ",
        "đếm kho lúc mở",
    }
    assert all(f["ours_p50"] > 0 and f["bare_p50"] > 0 for f in told["figures"])
