"""Scans between counters and a real centre: sent, lost there, given back, fetched by another PC."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.station import Station, moment_now, open_station
from counter_app.ctl import main
from counter_app.demo.centre import CentreProcess
from counter_app.settings import SettingsBroken, load
from counter_app.storage.file_queue import files_waiting
from counter_app.usecases.case import Bundle
from domain.identifiers import DossierCode
from domain.moment import Moment
from sync.central.blobs import BlobStore, FolderBlobs
from sync.client.http_link import HttpLink
from sync.protocol.errors import LinkLost
from tests.centres import new_centre
from tests.office import person, reception
from tests.sync.central.blob_rig import spoil

SIZE = 700_000


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreProcess]:
    made = new_centre(tmp_path_factory.mktemp("centre"), workers=2)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def blobs(centre: CentreProcess) -> BlobStore:
    return FolderBlobs(centre.folder / "blobs")


@pytest.fixture
def three(centre: CentreProcess, tmp_path: Path) -> Iterator[Station]:
    station = enrolled(centre, tmp_path / "quay-3")
    yield station
    station.close()


_numbers = iter(range(3, 1000))


def enrolled(centre: CentreProcess, profile: Path) -> Station:
    number = next(_numbers)
    station = open_station(profile)
    station.enrol(centre.url, centre.enrol_code(f"Quầy {number}", f"Q{number}"))
    station.link_round()()
    return station


def receive(station: Station, size: int = SIZE) -> tuple[DossierCode, bytes]:
    """A dossier with one scan; its code and the scan's hash."""
    data = secrets.token_bytes(size)
    sha256 = station.blobs.put(data)
    who = person("Lê Thị Sen", f"056188{secrets.randbelow(10**6):06}", phone="")
    papers = Bundle(component=1, sha256=sha256, size=size, pages=9)
    received = station.receive(reception(who, procedure=HOUSEHOLD_BUSINESS, bundles=(papers,)))
    return received.code, sha256


def say(capsys: pytest.CaptureFixture[str], profile: Path, *arguments: str) -> Any:
    capsys.readouterr()
    assert main(["--profile", str(profile), "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_status_tells_what_waits_and_what_goes(
    three: Station, blobs: BlobStore, capsys: pytest.CaptureFixture[str]
) -> None:
    _, sha256 = receive(three)
    profile = three.settings.profile
    told = three.link_round()
    told.facts()

    before = say(capsys, profile, "status")
    more = told.files(lambda _: True)  # facts are pressing after every part
    going = say(capsys, profile, "status")
    after = say(capsys, profile, "sync")

    assert (before["waiting_files"], before["waiting_bytes"]) == (1, SIZE)
    assert before["sending"] is None
    assert more
    assert 0 < going["sending"]["sent"] == SIZE - going["waiting_bytes"] < SIZE
    assert going["sending"]["bytes_per_s"] > 0
    assert going["sending"]["ends_at"]
    assert (after["waiting_files"], after["waiting_bytes"], after["sending"]) == (0, 0, None)
    assert blobs.holds(sha256, SIZE)


def test_many_small_scans_are_told_as_going_too(three: Station) -> None:
    for _ in range(3):
        receive(three, 1_000)
    told = three.link_round()
    told.facts()

    told.files(lambda _: True)

    found = files_waiting(three.engine, moment_now())
    assert found.files == 2
    assert found.sending is not None
    assert (found.sending.sent, found.sending.size) == (0, 1_000)


@pytest.mark.parametrize("harm", ["lost", "damaged"])
def test_what_the_centre_lost_is_sent_again(
    centre: CentreProcess, three: Station, blobs: BlobStore, harm: str
) -> None:
    _, sha256 = receive(three)
    three.link_round()()
    spoil(blobs, sha256, harm)

    found = repair(centre)
    three.link_round()()

    assert found["wanted"] == 1
    assert sha256.hex() in found["problems"][0]
    assert blobs.read(sha256) is not None
    assert repair(centre)["problems"] == []


def repair(centre: CentreProcess) -> Any:
    where = ["--database", centre.database, "--keys", str(centre.folder / "keys")]
    blobs = ["--blobs", str(centre.folder / "blobs")]
    command = [sys.executable, "-m", "sync.central.serve", "verify", *where, *blobs, "--repair"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)


@pytest.fixture
def own_centre(tmp_path: Path) -> Iterator[CentreProcess]:
    """One whose database may be replaced."""
    made = new_centre(tmp_path / "centre")
    made.start()
    yield made
    made.stop()


def test_a_centre_set_back_to_last_night_gets_its_scans_again(
    own_centre: CentreProcess, tmp_path: Path
) -> None:
    centre = own_centre
    three = enrolled(centre, tmp_path / "quay-3")
    blobs = FolderBlobs(centre.folder / "blobs")
    centre.stop()
    night = tmp_path / "night"
    night.mkdir()
    move_database(centre.folder, night)
    centre.start()
    hashes = [receive(three)[1] for _ in range(3)]
    told = three.link_round()
    told()
    centre.stop()
    move_database(night, centre.folder)
    shutil.rmtree(blobs.folder)
    centre.start()

    told()

    assert all(blobs.holds(sha256, SIZE) for sha256 in hashes)
    assert files_waiting(three.engine, Moment(0)).files == 0
    three.close()


def move_database(source: Path, target: Path) -> None:
    """The database with its log, while nobody writes."""
    for left in target.glob("centre.db*"):
        left.unlink()
    for each in source.glob("centre.db*"):
        shutil.copyfile(each, target / each.name)


def test_another_pc_fetches_a_scan_and_can_give_it_back(
    centre: CentreProcess,
    three: Station,
    blobs: BlobStore,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, sha256 = receive(three)
    three.link_round()()
    other = enrolled(centre, tmp_path / "new-pc")
    profile = other.settings.profile

    first = say(capsys, profile, "scans", "fetch", "--code", code)
    again = say(capsys, profile, "scans", "fetch", "--code", code)

    assert [scan["fetched"] for scan in first["scans"]] == [True]
    assert [scan["fetched"] for scan in again["scans"]] == [False]
    assert hashlib.sha256(other.blobs.get(sha256)).digest() == sha256
    assert not any(path.is_file() for path in (other.settings.blobs / "fetched").rglob("*"))
    assert say(capsys, profile, "verify")["files"] == 1
    shutil.rmtree(three.settings.blobs)
    spoil(blobs, sha256, "lost")
    repair(centre)
    three.link_round()()
    other.link_round()()
    assert blobs.holds(sha256, SIZE)
    other.close()


def test_a_damaged_scan_at_the_counter_is_fetched_anew(
    three: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    code, sha256 = receive(three)
    three.link_round()()
    path = next(three.settings.blobs.glob(f"*/{sha256.hex()}"))
    path.write_bytes(path.read_bytes()[:-1])
    assert main(["--profile", str(three.settings.profile), "verify"]) == 1

    fetched = say(capsys, three.settings.profile, "scans", "fetch", "--code", code)

    assert fetched["scans"][0]["fetched"]
    assert main(["--profile", str(three.settings.profile), "verify"]) == 0


def test_a_fetch_that_was_cut_goes_on_where_it_stood(three: Station, tmp_path: Path) -> None:
    _, sha256 = receive(three)
    data = three.blobs.get(sha256)
    growing = three.blobs.growing(sha256)

    growing.add(data[:300_000])
    growing.add(data[300_000:300_001])
    reopened = three.blobs.growing(sha256)

    assert reopened.size() == 300_001
    assert reopened.joined() == data[:300_001]
    assert data[:64] not in b"".join(p.read_bytes() for p in three.settings.blobs.rglob("*-*"))
    reopened.clear()
    assert reopened.size() == 0


def test_scans_of_an_unknown_dossier_are_refused(
    three: Station, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["--profile", str(three.settings.profile), "scans", "fetch", "--code", "H1"])

    assert status == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_scan_that_cannot_be_read_holds_up_no_other(three: Station, blobs: BlobStore) -> None:
    _, gone = receive(three)
    _, damaged = receive(three)
    _, good = receive(three)
    next(three.settings.blobs.glob(f"*/{gone.hex()}")).unlink()
    path = next(three.settings.blobs.glob(f"*/{damaged.hex()}"))
    path.write_bytes(path.read_bytes()[:-1])

    three.link_round()()

    assert blobs.holds(good, SIZE)
    found = files_waiting(three.engine, Moment(0))
    assert (found.files, found.held) == (0, 2)


def test_a_cut_after_some_parts_asks_for_facts_before_it_goes_on(three: Station) -> None:
    receive(three, 3_000_000)
    told = three.link_round()
    cut = CutLink(told.files.link, after=2)
    told.files.link = cut  # type: ignore[assignment]  # it answers as the link does
    told.files.sender.link = cut
    told.facts()

    assert told.files(lambda _: False)
    with pytest.raises(LinkLost):
        told.files(lambda _: False)
    cut.left = 1000
    told()

    assert files_waiting(three.engine, Moment(0)).files == 0


class CutLink:
    """The real link, until so many parts went."""

    def __init__(self, link: HttpLink, after: int) -> None:
        self._link, self.left = link, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._link, name)

    def put_blob(self, sha256: bytes, offset: int, part: bytes, size: int) -> int:
        if not self.left:
            raise LinkLost("cut")
        self.left -= 1
        return self._link.put_blob(sha256, offset, part, size)


def test_the_limit_holds_scans_back_and_never_facts(three: Station, blobs: BlobStore) -> None:
    limited = three.settings._replace(scan_kbit_per_s=2_000)  # 250 KB a second
    three.settings = limited
    _, sha256 = receive(three)
    told = three.link_round()

    began = time.monotonic()
    told.facts()
    facts_s = time.monotonic() - began
    while told.files(unhurried):
        told.facts()

    assert facts_s < 1.5
    assert time.monotonic() - began >= (SIZE - 256 * 1024) / 250_000
    assert blobs.holds(sha256, SIZE)


def unhurried(seconds: float) -> bool:
    time.sleep(seconds)
    return False


@pytest.mark.parametrize("told", ["scan_kbit_per_s = -1", 'scan_kbit_per_s = "2"'])
def test_a_limit_that_is_none_is_refused(told: str, tmp_path: Path) -> None:
    (tmp_path / "counter.toml").write_text(told)

    with pytest.raises(SettingsBroken, match="scan_kbit_per_s"):
        load(tmp_path)


@pytest.fixture
def ctrl_c_heard() -> Iterator[None]:
    """Children hear SIGINT, also of a suite started in the background, whose shell ignores it.

    A program started so ignores it rightly, and inherits that; a handler of ours is not inherited.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_heard")
def test_ctrl_c_ends_a_sync_with_a_sentence_and_loses_nothing(
    three: Station, blobs: BlobStore
) -> None:
    profile = three.settings.profile
    (profile / "counter.toml").write_text("scan_kbit_per_s = 4000\n")
    _, sha256 = receive(three, 4_000_000)
    command = [sys.executable, "-m", "counter_app.ctl", "--profile", str(profile), "sync"]
    syncing = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while files_waiting(three.engine, Moment(0)).bytes > 3_500_000:
        time.sleep(0.05)

    os.kill(syncing.pid, signal.SIGINT)
    said = syncing.communicate(timeout=20)[1]
    left = files_waiting(three.engine, Moment(0)).bytes
    (profile / "counter.toml").write_text("")

    assert syncing.returncode == 130
    assert "lần sau làm tiếp" in said
    assert said.count("\n") == 1
    assert 0 < left <= 3_500_000
    three.link_round()()
    assert blobs.holds(sha256, 4_000_000)
