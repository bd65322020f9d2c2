"""The benchmark command runs through on a small store; its figures are nobody's claim here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counter_app.ctl import main


@pytest.mark.rig
def test_every_figure_is_measured_beside_its_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["bench", "start", "search", "save", "slip", "--sizes", "300", "--rounds", "20"]

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
    }
    assert all(f["ours_p50"] > 0 and f["bare_p50"] > 0 for f in told["figures"])
