"""One paper received twice: the other's code leads to the dossier that stands, and to its story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel

from counter_app.bench.invented_office import granted
from counter_app.storage.dossier_queues import Queues
from counter_app.storage.story import story
from counter_app.ui.look import Look
from counter_app.ui.shell import Shell
from counter_app.ui.shell_services import ShellServices
from counter_app.usecases.decide import DecideConflict
from domain.identifiers import Day
from domain.moment import moment
from domain.office import NumbersGranted
from tests.counter_app.test_decisions import compare, meet, received, three, two
from tests.counter_app.ui import gallery
from tests.counter_app.ui.gallery import settle
from tests.counter_app.ui.test_customers import ALT, CONTROL, press
from tests.counter_app.ui.test_screens_walk import clipped
from tests.fakes.office_screens import FakeOffice
from tests.office import Counter, centre_says, decisions

pytestmark = pytest.mark.qt
__all__ = ("three", "two")  # fixtures


@dataclass(frozen=True)
class Twins:
    """The window on a real store in which one dossier goes on in place of another."""

    shell: Shell
    counter: Counter
    stands: str
    given_up: str

    def notice(self) -> str:
        assert self.shell.dossiers is not None
        told = self.shell.dossiers.story.twin
        return told.accessibleName() if told.isVisible() else ""

    def words(self) -> str:
        assert self.shell.dossiers is not None
        labels = self.shell.dossiers.story.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())


@dataclass
class OfficeOn(FakeOffice):
    """Dossiers of a real store; all else invented."""

    counter: Counter | None = None

    def services(self) -> ShellServices:
        told = super().services()
        counter = self.counter
        assert counter is not None
        queues, queries = Queues(counter.queries), counter.queries
        dossiers = replace(
            told.dossiers,
            lines=lambda key, text: queues.lines(key, text, moment(counter.clock())),
            story=lambda one: story(counter.engine, one),
            disputes=lambda line: decisions(counter).disputes_of(line.id),
        )
        palette = replace(told.palette, dossiers=queries.find_dossiers)
        return replace(told, dossiers=dossiers, palette=palette)


@pytest.fixture
def twins(look: Look, three: Counter, two: Counter) -> Iterator[Twins]:
    _, (about, numbers) = list(granted(2, first=501))
    assert isinstance(numbers, NumbersGranted)
    later = replace(numbers, from_day=Day("2026-01-01"))
    centre_says(two.engine, two.clock, about, later)
    ours, theirs = received(three), received(two)
    meet(three, two)
    compare(three).same(ours[0], theirs[0])
    (dispute,) = decisions(three).disputes()
    kept = next(v for v in dispute.versions if theirs[2] in v.words)
    DecideConflict(begin=three.desk.begin)(dispute.subject, dispute.matter, kept.fact, dispute.seen)
    shell = gallery.shell(look, OfficeOn(counter=three))
    yield Twins(shell, three, stands=theirs[2], given_up=ours[2])
    shell.window.hide()
    shell.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_store_tells_the_dossier_that_stands_by_either_code(twins: Twins) -> None:
    queries = twins.counter.queries

    for sought in (twins.given_up, twins.given_up.lower()[-11:], twins.stands, "le thi ngan"):
        (line,) = queries.find_dossiers(sought)
        assert (line.code, line.codes) == (twins.stands, (twins.stands, twins.given_up))
    other = queries.dossier_by_code(twins.given_up)
    assert other is not None
    assert other.twins == ()  # its own slip can be printed again


@pytest.mark.parametrize("way", ["scanned", "palette", "search"])
def test_the_others_code_opens_what_stands_and_the_others_story(twins: Twins, way: str) -> None:
    shell = twins.shell
    if way == "scanned":
        shell.scanned(f"https://tracuu.example/?ma={twins.given_up}")
    elif way == "palette":
        press(Qt.Key.Key_K, CONTROL)
        press(twins.given_up)
    else:
        press(Qt.Key.Key_2, CONTROL)
        press(Qt.Key.Key_F4)
        press(twins.given_up)
    settle()

    assert shell.dossiers is not None
    line = shell.dossiers.story.line
    assert line is not None
    assert line.code == twins.stands
    assert twins.notice() == f"Hồ sơ này đứng chung với {twins.given_up}."
    assert clipped(shell) == []
    own = twins.words()

    press(Qt.Key.Key_D, ALT)
    settle()
    assert f"Diễn biến của {twins.given_up}" in twins.words()
    assert "việc làm tiếp ở đây" in twins.notice()
    told = "Ghi nhận: một giấy tờ nhận hai lần"
    assert [told in own, told in twins.words()].count(True) == 1  # in the story of one of them
    assert "bản phần mềm mới hơn" not in own + twins.words()
    assert clipped(shell) == []
    press(Qt.Key.Key_D, ALT)
    settle()
    assert twins.words() == own


def test_a_dossier_of_its_own_says_nothing(twins: Twins) -> None:
    alone = received(twins.counter, "056188000222")[2]

    twins.shell.scanned(alone)
    settle()

    assert twins.notice() == ""
    assert "Diễn biến của" not in twins.words()
