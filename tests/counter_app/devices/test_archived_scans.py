"""Scans that went into an archive are found, replaced and destroyed as all others."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter_app.devices.bundle import BlobStore
from counter_app.devices.vault import Vault
from tests.rig_disk import small_disk

DATA = b"%PDF-1.4 a scan"


def store(folder: Path, archive: Path) -> BlobStore:
    return BlobStore(folder / "blobs", Vault(bytes(32)), archive)


def test_a_scan_is_read_from_the_archive(tmp_path: Path) -> None:
    blobs = store(tmp_path, tmp_path / "archive")
    sha256 = blobs.put(DATA)

    size = blobs.carry(sha256, "2026")

    assert size > len(DATA)
    assert blobs.get(sha256) == DATA
    assert blobs.whole(sha256)
    assert blobs.carry(sha256, "2026") == 0
    assert blobs.put(DATA) == sha256
    assert not list((tmp_path / "blobs").rglob(sha256.hex()))
    assert list((tmp_path / "archive" / "2026").rglob(sha256.hex()))


def test_a_damaged_one_is_replaced_and_one_that_is_ordered_to_go_is_gone(tmp_path: Path) -> None:
    blobs = store(tmp_path, tmp_path / "archive")
    sha256 = blobs.put(DATA)
    blobs.carry(sha256, "2026")
    next((tmp_path / "archive").rglob(sha256.hex())).write_bytes(b"damaged")

    broken = blobs.whole(sha256)
    blobs.replace(DATA)
    again = blobs.get(sha256)
    blobs.destroy(sha256)

    assert not broken
    assert again == DATA
    assert not blobs.holds(sha256)
    with pytest.raises(FileNotFoundError):
        blobs.get(sha256)


def test_it_goes_to_another_disk_too(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", megabytes=1) as disk:
        blobs = store(tmp_path, disk.folder)
        sha256 = blobs.put(DATA)

        blobs.carry(sha256, "2026")

        assert blobs.get(sha256) == DATA
        assert not list((tmp_path / "blobs").rglob(sha256.hex()))


def test_a_full_disk_keeps_it_where_it_is(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", megabytes=1) as disk:
        blobs = store(tmp_path, disk.folder)
        sha256 = blobs.put(bytes(200_000))
        disk.fill(leave=50_000)

        with pytest.raises(OSError, match="No space"):
            blobs.carry(sha256, "2026")

        assert blobs.whole(sha256)
