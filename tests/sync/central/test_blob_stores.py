"""One contract for the folder and for a real S3 server; and what an administrator is told."""

from __future__ import annotations

import hashlib
import os
import random
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from domain.identifiers import Scope
from domain.moment import Moment
from sync.central.admin import blobs_at, system_clock
from sync.central.blobs import BlobDamaged, BlobStore, LastRead
from sync.central.centre import Centre
from sync.central.errors import Busy, SetUpWrong
from sync.central.s3_blobs import Part, covering
from sync.central.serve import main
from sync.central.store import files
from tests.rig_s3 import environment, s3_server
from tests.sync.central.blob_rig import lose_part, parts_left, spoil

OFFICE = Scope("H32.16")
HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3_server() as where:
        yield where


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "folder":
        return blobs_at(tmp_path / "blobs")
    where: str = request.getfixturevalue("server")
    return blobs_at(f"{where}/{secrets.token_hex(4)}")


def invented(size: int) -> tuple[bytes, bytes]:
    data = secrets.token_bytes(size)
    return data, hashlib.sha256(data).digest()


def test_parts_of_any_size_make_one_blob(blobs: BlobStore) -> None:
    data, sha256 = invented(300_000)
    for first, end in ((0, 1), (1, 70_000), (70_000, 299_999), (299_999, 300_000)):
        blobs.write(OFFICE, sha256, first, data[first:end])
        assert not blobs.holds(sha256, len(data))
        assert blobs.read(sha256) is None

    assert blobs.commit(OFFICE, sha256, len(data))

    assert blobs.holds(sha256, len(data))
    assert not blobs.holds(sha256, len(data) - 1)
    assert blobs.read(sha256) == data
    assert parts_left(blobs) == 0


def test_other_bytes_never_count_and_leave_nothing(blobs: BlobStore) -> None:
    data, sha256 = invented(1000)
    blobs.write(OFFICE, sha256, 0, data[:999] + b"?")

    assert not blobs.commit(OFFICE, sha256, 1000)

    assert not blobs.holds(sha256, 1000)
    assert blobs.read(sha256) is None
    assert parts_left(blobs) == 0


def test_a_part_that_was_lost_begins_again(blobs: BlobStore) -> None:
    data, sha256 = invented(3000)
    for first in (0, 1000):
        blobs.write(OFFICE, sha256, first, data[first : first + 1000])
    lose_part(blobs, 1000)
    blobs.write(OFFICE, sha256, 2000, data[2000:])

    assert not blobs.commit(OFFICE, sha256, 3000)

    blobs.write(OFFICE, sha256, 0, data)
    assert blobs.commit(OFFICE, sha256, 3000)


def test_a_repeated_last_part_finds_the_blob_whole(blobs: BlobStore) -> None:
    data, sha256 = invented(2000)
    for part in (0, 1000):
        blobs.write(OFFICE, sha256, part, data[part : part + 1000])
    assert blobs.commit(OFFICE, sha256, 2000)

    blobs.write(OFFICE, sha256, 1000, data[1000:])

    assert blobs.commit(OFFICE, sha256, 2000)
    assert blobs.read(sha256) == data
    assert parts_left(blobs) == 0


def test_a_worker_killed_after_the_last_part_leaves_it_to_the_next(blobs: BlobStore) -> None:
    data, sha256 = invented(2000)
    blobs.write(OFFICE, sha256, 0, data)  # and here its power failed

    blobs.write(OFFICE, sha256, 500, data[500:])

    assert blobs.commit(OFFICE, sha256, 2000)


def test_workers_that_take_the_same_parts_in_any_order_make_one_blob(blobs: BlobStore) -> None:
    data, sha256 = invented(200_000)

    def worker(seed: int) -> None:
        chance = random.Random(seed)
        cuts = sorted({0, len(data), *chance.sample(range(len(data)), 3)})
        spans = list(pairwise(cuts))
        chance.shuffle(spans)
        for first, end in spans:
            blobs.write(OFFICE, sha256, first, data[first:end])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(worker, range(4)))
        whole = list(pool.map(lambda _: blobs.commit(OFFICE, sha256, len(data)), range(4)))

    assert all(whole)
    assert blobs.read(sha256) == data


def test_another_offices_wrong_bytes_do_not_get_in_between(blobs: BlobStore) -> None:
    data, sha256 = invented(1000)
    blobs.write(Scope("H32.17"), sha256, 0, bytes(1000))
    blobs.write(OFFICE, sha256, 0, data)

    assert blobs.commit(OFFICE, sha256, 1000)


def test_a_damaged_blob_is_not_handed_out_and_can_be_replaced(blobs: BlobStore) -> None:
    data, sha256 = invented(1000)
    blobs.write(OFFICE, sha256, 0, data)
    blobs.commit(OFFICE, sha256, 1000)
    read = LastRead()
    assert read.read(blobs, sha256) == data
    spoil(blobs, sha256, "damaged")

    with pytest.raises(BlobDamaged):
        blobs.read(sha256)
    assert read.read(blobs, sha256) == data  # what was verified is what is remembered
    assert not blobs.commit(OFFICE, sha256, 1000)
    blobs.write(OFFICE, sha256, 0, data)
    assert blobs.commit(OFFICE, sha256, 1000)
    assert blobs.read(sha256) == data


def test_only_what_stopped_long_ago_is_swept(blobs: BlobStore) -> None:
    data, sha256 = invented(1000)
    blobs.write(OFFICE, sha256, 0, data[:500])

    assert blobs.sweep(Moment(system_clock() - HOUR_MS)) == 0
    assert parts_left(blobs) == 1
    assert blobs.sweep(Moment(system_clock() + HOUR_MS)) == 1
    assert parts_left(blobs) == 0


SIZE = 40


@given(st.lists(st.tuples(st.integers(0, SIZE), st.integers(0, SIZE)), max_size=12))
def test_covering_parts_hold_every_byte_or_there_are_none(spans: list[tuple[int, int]]) -> None:
    parts = [Part(min(span), max(span), str(no)) for no, span in enumerate(spans)]
    held = {byte for part in parts for byte in range(part.offset, part.end)}

    chosen = covering(parts, SIZE)

    assert (chosen is not None) == (held >= set(range(SIZE)))
    for before, after in pairwise(chosen or ()):
        assert before.offset <= after.offset <= before.end < after.end


def said(where: str | Path) -> str:
    """What an administrator is told of this store."""
    with pytest.raises(SetUpWrong) as wrong:
        blobs_at(where).check()
    return wrong.value.sentence


def test_a_wrong_bucket_or_address_is_one_sentence_with_the_way_out(
    server: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    assert "không có ngăn nowhere" in said("s3://nowhere/x")
    assert "không có ngăn NOT+A+NAME" in said("s3://NOT+A+NAME")
    assert "khóa vào --blobs" in said("s3://key:secret@scans/x")
    assert "Thiếu tên ngăn" in said("s3:///x")
    assert "quyền của thư mục" in said(tmp_path / "file")
    with environment(AWS_ENDPOINT_URL_S3="http://store.example.vn"):
        assert "phải dùng https" in said(server)
    with environment(AWS_ENDPOINT_URL_S3="not an address"):
        assert "AWS_ENDPOINT_URL_S3" in said(server)


def test_a_missing_or_wrong_key_is_one_sentence_that_does_not_tell_it(
    server: str, tmp_path: Path
) -> None:
    nobody = str(tmp_path / "nobody")
    absent = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    with environment(**absent, AWS_SHARED_CREDENTIALS_FILE=nobody, AWS_CONFIG_FILE=nobody):
        assert "AWS_SHARED_CREDENTIALS_FILE" in said(server)

    with s3_server(free_requests=1):
        refused = said("s3://scans/x")

    assert "không cho dùng ngăn scans" in refused
    assert "invented" not in refused


def test_serving_says_it_and_does_not_begin(
    server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["--database", str(tmp_path / "c.db"), "--keys", str(tmp_path / "keys")]

    assert main(["serve", *told, "--blobs", "s3://nowhere/x"]) == 1
    assert main(["verify", *told, "--blobs", "s3://nowhere/x"]) == 1

    assert capsys.readouterr().err.count("không có ngăn nowhere") == 2


def test_a_key_in_a_file_opens_the_store(server: str, tmp_path: Path) -> None:
    keys = tmp_path / "credentials"
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    lines = [f"{name.lower()} = {os.environ[name]}" for name in names]
    keys.write_text("\n".join(["[default]", *lines]) + "\n")
    absent = dict.fromkeys(names, "")

    with environment(**absent, AWS_SHARED_CREDENTIALS_FILE=str(keys)):
        blobs_at(server).check()


def test_a_store_that_is_away_is_an_outage_and_nothing_else(server: str) -> None:
    data, sha256 = invented(10)
    with environment(AWS_ENDPOINT_URL_S3="http://127.0.0.1:9"):
        away = blobs_at(server)

    for act in (
        away.check,
        lambda: away.write(OFFICE, sha256, 0, data),
        lambda: away.commit(OFFICE, sha256, 10),
        lambda: away.holds(sha256, 10),
        lambda: away.read(sha256),
        lambda: away.sweep(Moment(0)),
    ):
        with pytest.raises(Busy):
            act()


def test_set_up_errors_are_of_the_administrators_kind() -> None:
    with pytest.raises(SetUpWrong):
        blobs_at("s3://")


def test_asking_what_is_wanted_reads_the_wanted_alone(centre: Centre) -> None:
    asked: list[str] = []
    event.listen(
        centre.store.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_rest: asked.append(statement),
    )
    with centre.store.reading() as snapshot:
        assert files.wanted(snapshot, OFFICE) == []
        plan = snapshot.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[-1]}", (OFFICE,)).all()

    assert "COVERING INDEX scan_wanted" in str(plan)
