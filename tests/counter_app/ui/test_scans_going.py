"""Scans on their way: said calmly, above the queue, and only while some wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.ui.look import Look
from counter_app.ui.shell import Shell
from counter_app.ui.sync_status.scan_words import ScanFace, scan_face
from counter_app.ui.sync_status.view import SyncView
from counter_app.ui.tokens import Tone
from counter_app.usecases.lines import LinkStatus
from domain.moment import Moment
from tests.counter_app.ui.gallery import settle
from tests.counter_app.ui.test_screens_walk import clipped
from tests.fakes.desk import NOW
from tests.fakes.office_screens import LOST, PROVEN, SENDING, FakeOffice


def shown(shell: Shell, office: FakeOffice, link: LinkStatus) -> SyncView:
    office.link = link
    shell.go("sync")
    settle()
    view = shell.window.findChild(SyncView)
    assert view is not None
    view.refresh()
    settle()
    return view


def test_what_goes_says_how_much_how_fast_and_until_when() -> None:
    face = scan_face(SENDING, NOW)

    assert face.title == "Đang gửi bản quét: 3,1 / 8,7 MB"
    assert face.detail == "còn 37 tệp, 118,4 MB · xong sau khoảng 9 phút · 230 KB/giây"
    assert (face.percent, face.tone) == (35, Tone.PRIMARY)


def test_mere_waiting_is_neither_red_nor_without_a_reason() -> None:
    waiting = replace(SENDING, sending=None)
    lost = replace(waiting, lost_since=Moment(NOW - 60_000))

    for face, reason in (
        (scan_face(waiting, NOW), "việc gửi trước"),
        (scan_face(lost, NOW), "mạng"),
    ):
        assert face.tone is not Tone.LATE
        assert reason in face.title + face.detail
        assert face.percent is None


def test_a_scan_that_cannot_be_read_is_named_with_the_way_out() -> None:
    face = scan_face(replace(PROVEN, held_files=2), NOW)

    assert (face.title, face.tone) == ("2 bản quét không đọc được", Tone.SOON)
    assert "cán bộ CNTT" in face.detail


def test_a_speed_not_known_yet_is_not_made_up() -> None:
    assert SENDING.sending is not None
    first = replace(SENDING, sending=replace(SENDING.sending, bytes_per_s=0, ends_at=None))

    assert scan_face(first, NOW).detail == "còn 37 tệp, 118,4 MB"


@pytest.mark.qt
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [(1366, 688), (1366, 768), (1280, 700), (1920, 1080)])
def test_the_line_fits_and_goes_when_nothing_waits(
    look: Look, shell: Shell, office: FakeOffice, dark: bool, size: tuple[int, int]
) -> None:
    look.set(dark=dark, scale=100)
    shell.window.resize(*size)

    for link in (SENDING, replace(SENDING, sending=None), replace(LOST, waiting_files=3)):
        view = shown(shell, office, link)
        assert view.scans.isVisible()
        assert view.scans.accessibleName().startswith(scan_face(link, NOW).title)
        assert view.scans.bar.isVisible() == (link.sending is not None)
        assert clipped(shell) == []

    assert not shown(shell, office, PROVEN).scans.isVisible()
    assert scan_face(PROVEN, NOW) == ScanFace()
