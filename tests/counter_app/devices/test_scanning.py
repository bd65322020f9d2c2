"""Against real SANE drivers: the `test` backend's feeder and faults, `pnm` with a picture."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from counter_app.demo.scanner import FEEDER, PLAYER, scanner_environment
from counter_app.devices.scanning.profile import PageSink, ScanProfile, Source, page_name
from counter_app.devices.scanning.sane_device import nearest
from counter_app.devices.scanning.scan_device import ScanDevice
from counter_app.devices.vault import Vault
from counter_app.usecases.device_errors import (
    NoScanner,
    PageNotSaved,
    ScanFailed,
    ScannerBusy,
    ScannerCoverOpen,
    ScannerCrashed,
    ScannerIo,
    ScannerJammed,
    ScannerNoPaper,
    ScannerSilent,
)

VAULT = Vault(bytes(range(32)))
NEVER = threading.Event()
SLOW = (("read-delay", "1"), ("read-delay-duration", "60000"), ("read-limit", "1"))

pytestmark = pytest.mark.rig


@pytest.fixture
def sane(tmp_path: Path) -> Mapping[str, str]:
    return scanner_environment(tmp_path / "sane")


def fault(status: str) -> tuple[tuple[str, str], ...]:
    return (("enable-test-options", "1"), ("read-return-value", f"SANE_STATUS_{status}"))


def test_the_devices_are_listed(sane: Mapping[str, str]) -> None:
    found = ScanDevice(environment=sane).list()

    assert FEEDER in [scanner.name for scanner in found]


def test_a_pile_of_ten_is_on_the_disk_page_by_page_sealed_in_colour_at_200_dpi(
    sane: Mapping[str, str], tmp_path: Path
) -> None:
    sink = PageSink(tmp_path / "case", VAULT, 1)
    seen: list[bool] = []

    count = ScanDevice(environment=sane).scan(
        ScanProfile(device=FEEDER), sink, NEVER, lambda path: seen.append(path.exists())
    )

    assert count == 10
    assert seen == [True] * 10
    last = sink.folder / page_name(10)
    assert b"JFIF" not in last.read_bytes()
    image = Image.open(BytesIO(VAULT.read(last)))
    assert (image.mode, image.info["dpi"]) == ("RGB", (200, 200))
    assert image.size == pytest.approx((210 / 25.4 * 200, 297 / 25.4 * 200), abs=10)


def test_the_glass_gives_one_page(sane: Mapping[str, str], tmp_path: Path) -> None:
    profile = ScanProfile(device=FEEDER, source=Source.FLATBED, dpi=300)
    sink = PageSink(tmp_path, VAULT, 5)

    assert ScanDevice(environment=sane).scan(profile, sink, NEVER, lambda _: None) == 1

    image = Image.open(BytesIO(VAULT.read(tmp_path / page_name(5))))
    assert image.info["dpi"] == (300, 300)


def test_a_device_without_these_options_plays_a_real_picture(
    sane: Mapping[str, str], tmp_path: Path
) -> None:
    Image.effect_mandelbrot((400, 560), (-2, -1, 1, 1), 60).convert("RGB").save(tmp_path / "p.pnm")
    profile = ScanProfile(
        device=PLAYER, most_pages=1, options=(("filename", str(tmp_path / "p.pnm")),)
    )

    count = ScanDevice(environment=sane).scan(
        profile, PageSink(tmp_path, VAULT, 1), NEVER, lambda _: None
    )

    assert count == 1
    assert Image.open(BytesIO(VAULT.read(tmp_path / page_name(1)))).size == (400, 560)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("JAMMED", ScannerJammed),
        ("NO_DOCS", ScannerNoPaper),
        ("COVER_OPEN", ScannerCoverOpen),
        ("IO_ERROR", ScannerIo),
        ("DEVICE_BUSY", ScannerBusy),
    ],
)
def test_what_the_device_reports_has_a_name(
    sane: Mapping[str, str], tmp_path: Path, status: str, kind: type[ScanFailed]
) -> None:
    profile = ScanProfile(device=FEEDER, options=fault(status))

    with pytest.raises(kind):
        ScanDevice(environment=sane).scan(
            profile, PageSink(tmp_path, VAULT, 1), NEVER, lambda _: None
        )


def test_a_device_that_is_not_there_is_named_so(sane: Mapping[str, str], tmp_path: Path) -> None:
    with pytest.raises(NoScanner):
        ScanDevice(environment=sane).scan(
            ScanProfile(device="epson:libusb:001:002"),
            PageSink(tmp_path, VAULT, 1),
            NEVER,
            lambda _: None,
        )


def test_stop_ends_between_pages_and_keeps_them(sane: Mapping[str, str], tmp_path: Path) -> None:
    stop = threading.Event()
    taken: list[Path] = []

    def third_is_enough(path: Path) -> None:
        taken.append(path)
        if len(taken) == 3:
            stop.set()

    profile = ScanProfile(device=FEEDER, dpi=300)
    count = ScanDevice(environment=sane).scan(
        profile, PageSink(tmp_path, VAULT, 1), stop, third_is_enough
    )

    assert 3 <= count < 10
    assert len(taken) == count == len(list(tmp_path.glob("*.page")))


def test_a_driver_that_dies_in_the_middle_costs_a_page_and_not_the_pages_before(
    sane: Mapping[str, str], tmp_path: Path
) -> None:
    record = tmp_path / "pid"
    script = (
        "import os, pathlib, sys; from counter_app.devices.scanning.child import main; "
        f"pathlib.Path({str(record)!r}).write_text(str(os.getpid())); sys.exit(main())"
    )
    device = ScanDevice(environment=sane, command=[sys.executable, "-c", script])
    taken: list[Path] = []

    def killed_after_the_fourth(path: Path) -> None:
        taken.append(path)
        if len(taken) == 4:
            os.kill(int(record.read_text()), signal.SIGKILL)

    with pytest.raises(ScannerCrashed) as failed:
        device.scan(
            ScanProfile(device=FEEDER),
            PageSink(tmp_path, VAULT, 1),
            NEVER,
            killed_after_the_fourth,
        )

    assert 4 <= failed.value.kept < 10
    assert len(taken) == failed.value.kept == len(list(tmp_path.glob("*.page")))
    assert f"Đã giữ {failed.value.kept} trang." in failed.value.sentence
    for path in taken:
        Image.open(BytesIO(VAULT.read(path))).load()


def test_a_driver_that_falls_silent_is_ended_by_the_watchdog(
    tmp_path: Path,
) -> None:
    device = ScanDevice(command=[sys.executable, "-c", "import time; time.sleep(60)"], silent_s=0.4)

    with pytest.raises(ScannerSilent):
        device.scan(ScanProfile(device=FEEDER), PageSink(tmp_path, VAULT, 1), NEVER, lambda _: None)


def test_a_disk_that_refuses_a_page_is_named_so(sane: Mapping[str, str], tmp_path: Path) -> None:
    (tmp_path / ".00002.page.part").mkdir()  # stands where the second page is to be written

    with pytest.raises(PageNotSaved) as failed:
        ScanDevice(environment=sane).scan(
            ScanProfile(device=FEEDER), PageSink(tmp_path, VAULT, 1), NEVER, lambda _: None
        )

    assert failed.value.kept == 1


def test_the_key_is_in_no_argument_and_no_environment(
    sane: Mapping[str, str], tmp_path: Path
) -> None:
    shown = tmp_path / "shown"
    script = (  # the child tells it of itself: it may be gone before its pages are looked at
        f"from counter_app.devices.scanning.child import main; open({str(shown)!r}, 'wb').write("
        "open('/proc/self/cmdline', 'rb').read() + open('/proc/self/environ', 'rb').read()); main()"
    )

    pages = ScanDevice(environment=sane, command=[sys.executable, "-c", script]).scan(
        ScanProfile(device=FEEDER, most_pages=3),
        PageSink(tmp_path, VAULT, 1),
        NEVER,
        lambda _: None,
    )

    assert pages == 3
    text = shown.read_bytes()
    assert b"SANE_CONFIG_DIR" in text
    assert VAULT.key.hex().encode() not in text
    assert VAULT.key not in text


@given(st.lists(st.integers(1, 1200), min_size=1), st.integers(1, 1200))
def test_a_resolution_is_never_below_the_wanted_where_the_device_can(
    offered: list[int], wanted: int
) -> None:
    chosen = nearest(offered, wanted)

    assert chosen in offered
    assert chosen >= wanted or chosen == max(offered)
