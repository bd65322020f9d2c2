"""The pages of one case, from arrival to the files of the dossier."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from counter_app.devices.bundle import BlobStore
from counter_app.devices.scan_session import DeskScan
from counter_app.devices.scanning.scan_device import ScanDevice
from counter_app.devices.vault import Vault


def test_pages_that_nobody_assigned_are_kept_with_the_dossier(tmp_path: Path) -> None:
    vault = Vault(bytes(32))
    blobs = BlobStore(tmp_path / "blobs", vault)
    session = DeskScan(tmp_path / "case", vault, blobs, ScanDevice(), "")
    for name in ("one", "two", "three"):
        path = tmp_path / f"{name}.png"
        Image.new("RGB", (160, 240), "white").save(path)
        session.add_files([path])
    session.assign(session.pages()[0].name, 2)

    bundles = session.bundles()

    assert [(bundle.component, bundle.pages) for bundle in bundles] == [(0, 2), (2, 1)]
    assert all(blobs.get(bundle.sha256).startswith(b"%PDF") for bundle in bundles)
