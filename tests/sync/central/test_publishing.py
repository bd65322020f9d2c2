"""What an administrator publishes: once, whole, and kept with its key."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from domain.identifiers import PROVINCE
from sync.central import admin, reports
from sync.central.centre import Centre
from sync.central.errors import SetUpWrong
from sync.central.serve import main


def test_publishing_the_same_again_writes_no_fact(centre: Centre) -> None:
    first, second = admin.demo(centre), admin.demo(centre)

    assert first == 33 + 1 + 3
    assert second == 0
    found = admin.verify(centre)
    assert (found.problems, found.facts) == ([], 37)


def test_the_demonstration_keeps_passwords_chosen_since(centre: Centre) -> None:
    admin.demo(centre)
    before = reports.status(centre)

    admin.demo(centre, "Another-Password-1")

    assert reports.status(centre) == before


def test_a_damaged_fact_is_found(centre: Centre) -> None:
    admin.init(centre)
    with centre.store.writing() as transaction:
        transaction.exec_driver_sql("UPDATE fact SET body = x'a0' WHERE position = 7")
        transaction.commit()

    assert admin.verify(centre).problems == [
        f"{PROVINCE}: chuỗi {centre.keys.device(PROVINCE).hex()} đợt 1 thiếu hoặc hỏng việc 7"
    ]


def test_a_database_is_not_opened_with_another_key(centre: Centre, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "keys", tmp_path / "saved")
    with pytest.raises(SetUpWrong, match="khóa"):
        admin.open_centre(str(tmp_path / "centre.db"), tmp_path / "blobs", tmp_path / "other")

    mode = stat.S_IMODE((tmp_path / "saved" / "centre.key").stat().st_mode)
    assert mode == 0o600


def test_the_command_line_says_what_it_did_and_refuses_plainly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--database", str(tmp_path / "c.db"), "--keys", str(tmp_path / "keys")]

    assert main(["demo", *where]) == 0
    assert main(["enrol-code", *where, "--scope", "H32.16", "--counter", "Quầy 3"]) == 0
    assert main(["enrol-code", *where, "--scope", "H32.77", "--counter", "Quầy 3"]) == 1
    assert main(["verify", *where]) == 0
    assert main(["status", *where]) == 0
    assert main(["serve", *where, "--host", "0.0.0.0"]) == 1

    said = capsys.readouterr()
    assert "37 việc mới" in said.out
    assert "--tls-cert" in said.err
