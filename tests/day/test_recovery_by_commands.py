"""The recovery cases as an IT officer goes through them: by the commands of docs/operations.md."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.storage import tables as t
from counter_app.storage.key_store import KEY_FILE
from tests.day.office_day import (
    HOUSEHOLD,
    TRANSCRIPT,
    Desk,
    Done,
    Office,
    assert_all_is_whole,
    office,
)
from tests.day.people import NAMESAKE, NHUNG, OF_BOTH, VIET
from tests.rig_postgres import postgres


def everybody_exchanges(told: Office, rounds: int = 2) -> None:
    for _ in range(rounds):
        for desk in (told.three, told.five):
            desk.say("sync")


def last_night_and_this_morning(told: Office, copy: Path) -> None:
    """Receptions, a backup, and receptions since; then the centre goes back to the backup."""
    told.three.receive(NHUNG, HOUSEHOLD, files={"1": [a_page(told.three)]})
    everybody_exchanges(told)
    told.centre.run("backup", "--out", str(copy))
    told.three.receive(VIET, HOUSEHOLD)
    told.five.receive(NAMESAKE, TRANSCRIPT)
    everybody_exchanges(told)
    told.centre.stop()
    told.centre.run("restore", "--from", str(copy))
    told.centre.start()


def a_page(desk: Desk) -> str:
    from PIL import Image

    page = desk.profile / "page.png"
    Image.new("RGB", (400, 560), "white").save(page)
    return page.name


def test_case_1_the_centre_goes_back_to_last_nights_copy(tmp_path: Path) -> None:
    with office(tmp_path) as told:
        last_night_and_this_morning(told, tmp_path / "night.copy")
        before = told.facts()

        told.five.receive(OF_BOTH, TRANSCRIPT)
        everybody_exchanges(told, 4)

        assert told.facts() > before
        assert_all_is_whole(told)


@pytest.mark.rig
def test_case_1_on_postgresql(tmp_path: Path) -> None:
    with postgres() as database, office(tmp_path, database) as told:
        last_night_and_this_morning(told, tmp_path / "night.copy")

        everybody_exchanges(told, 4)

        assert_all_is_whole(told)


def test_case_2_what_a_dead_pc_had_not_sent_comes_from_its_disk(tmp_path: Path) -> None:
    """The PC is dead, its key with it; its disk is put into another machine."""
    recovery, password = tmp_path / "recovery.pem", "mot hai ba bon nam\n"
    with office(tmp_path) as told:
        told.five.receive(NAMESAKE, TRANSCRIPT, files={"1": [a_page(told.five)]})
        made = ("recovery-key", "--out", str(recovery), "--password-stdin")
        told.centre.run(*made, given=password)
        everybody_exchanges(told)
        kept = told.three.say("status")["key_kept_at_centre"]
        device = told.three.rows(t.counter.c.device, t.counter.c.name)
        dead = next(bytes(id_).hex() for id_, name in device if name == "Quầy 3")
        told.wire.cut()
        papers = {"1": [a_page(told.three)]}
        code = told.three.receive(NHUNG, HOUSEHOLD, files=papers)["code"]

        disk = Desk(profile=tmp_path / "disk")
        shutil.copytree(told.three.profile, disk.profile)
        (disk.profile / KEY_FILE).unlink()
        locked = disk.run("status")
        key = tmp_path / "quay-3.key"
        told.centre.run(
            *("store-key", "--device", dead, "--recovery-key", str(recovery)),
            *("--out", str(key), "--password-stdin"),
            given=password,
        )
        disk.say("restore-key", "--key", str(key))
        told.wire.mend()
        disk.say("sync")
        told.centre.run("revoke", "--device", dead)
        new = Desk(profile=tmp_path / "quay-3-new")
        fresh = told.centre.enrol_code("Quầy 3", "Q3")
        new.say("enrol", "--centre", told.centre.url, "--code", fresh)
        replaced = replace(told, three=new)
        everybody_exchanges(replaced)
        new.receive(VIET, HOUSEHOLD)
        everybody_exchanges(replaced)

        assert kept is True
        assert "restore-key" in locked.sentence
        assert (code,) in new.rows(t.dossier.c.code)
        assert (code,) in told.five.rows(t.dossier.c.code)
        assert_all_is_whole(replaced)
        assert told.three.run("sync").sentence  # the dead PC's store can do nothing any more


def test_case_3_a_counter_goes_back_to_a_copy_and_asks_before_it_gives_numbers(
    tmp_path: Path,
) -> None:
    with office(tmp_path) as told:
        told.three.receive(NHUNG, HOUSEHOLD, files={"1": [a_page(told.three)]})
        told.three.say("sync")
        told.three.say("backup", "--out", str(tmp_path / "three.copy"))
        told.three.receive(VIET, HOUSEHOLD)
        told.three.say("sync")
        told.three.say("restore", "--from", str(tmp_path / "three.copy"))

        refused = told.three.run("receive", "--file", str(told.three.profile / "reception.json"))
        halted = told.three.say("status")["halted"]
        told.three.say("sync")
        told.three.receive(OF_BOTH, TRANSCRIPT)
        everybody_exchanges(told)

        assert refused.status == 1
        assert "chưa được cấp số" in refused.sentence
        assert halted == "set back"
        assert told.three.say("status")["halted"] == ""
        epochs = {epoch for (epoch,) in told.five.rows(t.dossier.c.epoch)}
        assert epochs == {1, 2}
        assert_all_is_whole(told)


def test_case_3_a_store_that_was_set_back_by_hand_is_noticed_by_its_mark(tmp_path: Path) -> None:
    with office(tmp_path) as told:
        store = told.three.profile / "counter.db"
        told.three.receive(NHUNG, HOUSEHOLD, files={"1": [a_page(told.three)]})
        told.three.say("sync")
        shutil.copyfile(store, tmp_path / "image")
        told.three.receive(VIET, HOUSEHOLD)
        for part in store.parent.glob("counter.db*"):
            part.unlink()
        shutil.copyfile(tmp_path / "image", store)

        refused = told.three.run("receive", "--file", str(told.three.profile / "reception.json"))
        told.three.say("sync")
        told.three.receive(VIET, HOUSEHOLD)
        everybody_exchanges(told)

        assert "chưa được cấp số" in refused.sentence
        codes = [code for (code,) in told.five.rows(t.dossier.c.code)]
        assert len(codes) == 2  # the reception that was lost with the disk was never sent
        assert_all_is_whole(told)


def test_what_waits_is_carried_to_another_workstation_and_goes_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office(tmp_path) as told:
        everybody_exchanges(told, 1)
        told.wire.cut()
        told.three.receive(NHUNG, HOUSEHOLD)
        file = tmp_path / "queue"

        def carry(desk: Desk, act: str, password: str = "mot hai ba bon") -> Done:
            monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
            return desk.run("queue", act, "--file", str(file), "--password-stdin")

        exported = carry(told.three, "export")
        wrong = carry(told.five, "import", "mot mat khau khac")
        damaged = tmp_path / "damaged"
        damaged.write_bytes(file.read_bytes()[:-9])
        torn = told.five.run("queue", "import", "--file", str(damaged), "--password-stdin")
        taken = carry(told.five, "import")
        told.five.say("sync")

        assert exported.status == 0, exported.sentence
        assert b"Nhung" not in file.read_bytes()
        assert (wrong.status, torn.status) == (1, 1)
        assert "không đúng hoặc tệp đã hỏng" in wrong.sentence
        assert json.loads(taken.said)["new"] == json.loads(exported.said)["facts"] > 0
        assert told.five.rows(t.dossier.c.code)
        told.wire.mend()
        everybody_exchanges(told)
        assert told.three.say("status")["waiting_facts"] == 0
        assert told.proven_equal()
