"""Archiving from the exchange screen: what could go is shown, moved by one key, and stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from counter_app.ui.archive.presenter import ArchivePresenter
from counter_app.ui.archive.words import Row, file_rows
from counter_app.ui.shell import Shell
from counter_app.ui.sync_status.view import SyncView
from counter_app.ui.tokens import Tone
from counter_app.usecases.archive_errors import ArchiveNotWhole
from domain.office import SUPERVISOR
from tests.counter_app.ui.gallery import settle
from tests.fakes.archive import FakeArchive
from tests.fakes.office_screens import CHAU, FakeOffice
from tests.fakes.tasks import PatientTasks

BOSS = replace(CHAU, roles=frozenset({SUPERVISOR}))
Key = Qt.Key


def opened(shell: Shell) -> SyncView:
    shell.window.resize(1366, 688)
    shell.go("sync")
    settle(8)
    assert shell.sync is not None
    QTest.keyClick(shell.sync.table, Key.Key_R, Qt.KeyboardModifier.AltModifier)
    settle()
    return shell.sync


@pytest.mark.qt
def test_a_supervisor_moves_what_could_go_by_two_keys(shell: Shell, office: FakeOffice) -> None:
    shell.seat(BOSS)
    view = opened(shell)

    assert "Tháng 09/2026: 1.684 hồ sơ" in view.archive.going.accessibleDescription()
    assert "2025.db: tháng 07/2025 – 12/2025" in view.archive.files.accessibleDescription()
    assert shell.window.focusWidget() is view.archive.go
    QTest.keyClick(view.archive.go, Key.Key_Return)
    settle()

    assert "Đã chuyển 3.386 hồ sơ, 42 phiên quầy" in view.archive.notice.accessibleName()
    assert "2026.db" in view.archive.files.accessibleDescription()
    assert not view.archive.go.isEnabled()
    QTest.keyClick(view.archive.back, Key.Key_Escape)
    settle()
    assert view.archive.isHidden()
    assert shell.window.focusWidget() is view.archiving
    assert office.archive.going == []


@pytest.mark.qt
def test_a_clerk_sees_the_list_and_moves_nothing(shell: Shell, office: FakeOffice) -> None:
    view = opened(shell)

    QTest.keyClick(view.archive, Key.Key_Return)
    settle()

    assert not view.archive.go.isEnabled()
    assert "Chỉ cán bộ phụ trách" in view.archive.notice.accessibleName()
    assert len(office.archive.going) == 2


@pytest.mark.qt
def test_what_goes_wrong_is_one_sentence(shell: Shell, office: FakeOffice) -> None:
    shell.seat(BOSS)
    office.archive.problem = ArchiveNotWhole("2026.db")
    view = opened(shell)

    QTest.keyClick(view.archive.go, Key.Key_Return)
    settle()

    assert "chưa chuyển gì sang" in view.archive.notice.accessibleName()
    assert view.archive.go.isEnabled()


class FakeScreen:
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.busy, self.ready, self.said, self.percents = False, False, "", list[int]()

    def show_going(self, rows: Sequence[Row], told: str, staying: str) -> None:
        self.said = told

    def show_files(self, rows: Sequence[Row]) -> None:
        self.files = rows

    def show_state(self, *, busy: bool, ready: bool) -> None:
        self.busy, self.ready = busy, ready

    def step(self, percent: int) -> None:
        self.percents.append(percent)

    def say(self, words: str, tone: Tone) -> None:
        self.said, self.tone = words, tone


def test_it_is_stopped_between_two_steps_and_said_so() -> None:
    tasks, screen = PatientTasks(), FakeScreen()
    archive = FakeArchive(lambda: BOSS, tasks=tasks)
    presenter = ArchivePresenter(screen, archive.services(), report=lambda _error: None)
    presenter.open()
    tasks.deliver()
    tasks.deliver()

    presenter.move()
    assert screen.busy
    presenter.move()  # a second press waits for the first
    presenter.stop()
    [moving] = tasks.waiting
    tasks.waiting.clear()
    moving()

    assert screen.percents == [50]
    assert screen.said.startswith("Đã dừng")
    assert screen.tone is Tone.SOON
    assert len(archive.going) == 2


def test_a_file_that_does_not_open_is_named_with_the_way_out() -> None:
    archive = FakeArchive(lambda: None)
    [row] = file_rows([replace(archive.lines[0], absent=True)])

    assert row.title == "2025.db"
    assert "đặt lại tệp" in row.detail
