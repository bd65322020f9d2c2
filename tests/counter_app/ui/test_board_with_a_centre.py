"""The supervisor's board with a real centre and two counters that tell how they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.board_screen import board_screen
from counter_app.bootstrap.counter_state import TellState
from counter_app.bootstrap.station import Station, moment_now, open_station
from counter_app.demo.centre import CLERK, PASSWORD, SCOPE, CentreProcess
from counter_app.storage.board import tell_state
from counter_app.ui.board.view import BoardView
from counter_app.ui.look import Look
from counter_app.ui.status_words import DeviceWord
from counter_app.usecases.board import may_look_beyond
from counter_app.usecases.errors import CentreRefused
from domain.moment import day, local
from sync.client.http_link import HttpLink
from tests.centres import new_centre
from tests.counter_app.ui.gallery import defect
from tests.fakes.tasks import ImmediateTasks
from tests.office import person, reception

SUPERVISOR = "ha.trinh"
JAM = DeviceWord("Máy in kẹt giấy", ready=False)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    made = new_centre(tmp_path / "centre")
    made.start()
    yield made
    made.stop()


def at_work(centre: CentreProcess, folder: Path, no: int, username: str) -> Station:
    """A counter with somebody signed in, who received one dossier and exchanged."""
    station = open_station(folder / str(no))
    station.enrol(centre.url, centre.enrol_code(f"Quầy {no}", f"Q{no}"))
    station.link_round()()
    station.officer = station.sign_in(username, PASSWORD)
    who = person("Lê Thị Sen", number=f"05618800421{no}")
    station.receive(reception(who, procedure=HOUSEHOLD_BUSINESS))
    return station


@pytest.mark.qt
def test_the_board_shows_both_counters_and_keeps_its_figures_without_the_centre(
    centre: CentreProcess, tmp_path: Path, look: Look, qtbot: QtBot
) -> None:
    head = at_work(centre, tmp_path, 1, SUPERVISOR)
    clerk = at_work(centre, tmp_path, 2, CLERK)
    clerk.sessions.open(())
    ready = DeviceWord("Máy quét sẵn sàng")
    tellers = [TellState(each, lambda: JAM, lambda: ready) for each in (head, clerk)]
    assert tellers[1].words()["waiting"] != 0
    for station, tell in zip((head, clerk), tellers, strict=True):
        station.link_round(after=tell).facts()
    view = BoardView(look, board_screen(head), asking=ImmediateTasks(), report=defect)
    qtbot.addWidget(view)
    view.show()

    view.refresh()

    assert [tile.figure.number for tile in view.tiles.tiles] == [
        "2 hồ sơ",
        "2 hồ sơ",
        "100 %",
        "100.000 đ",
        "0 ngày",
    ]
    one, two = view.counters._words
    assert one.startswith("Quầy 1, Trịnh Thu Hà, Đang làm việc, chờ gửi 0")
    assert two.startswith("Quầy 2, Lê Thị Minh Châu, Q2-1 đang mở, chờ gửi 0")
    assert two.endswith("Máy in kẹt giấy")
    hour = local(moment_now()).hour
    places = [at for at, bar in enumerate(view.hours.bars) if bar.received]
    for at in places:
        view.hours.opened.emit(at)
    assert {abs(view.hours.bars[at].hour - hour) for at in places} <= {0, 1}
    assert all("H32.16-" in words for words in view.behind.dossiers._words)
    view.month.opened.emit(local(moment_now()).day - 1)
    assert [words.split(":")[0] for words in view.behind.lines._words] == ["Quầy 1", "Quầy 2"]
    head.clock_ahead_ms = 3_600_000
    assert moment_now() - board_screen(head).now() > 3_500_000  # the day is the centre's
    head.clock_ahead_ms = 0
    with pytest.raises(CentreRefused, match="người giám sát"):
        board_screen(clerk).board(day(moment_now()), False)

    centre.stop()
    view.refresh()
    assert "Chưa tới được trung tâm" in view.notice.accessibleName()
    assert view.tiles.tiles[0].figure.number == "2 hồ sơ"
    told = dict(tellers[1]._told)
    tellers[1](clerk.link(read_timeout_s=1))  # nobody hears it: nothing is raised, nothing lost
    assert tellers[1]._told == told
    head.close()
    clerk.close()


def test_a_supervisor_of_the_province_is_told_whose_counter_lacks(
    centre: CentreProcess, tmp_path: Path
) -> None:
    roles = ("--role", "supervisor", "--role", "province_supervisor", "--password-stdin")
    who = ("--scope", SCOPE, "--username", "mai.vo", "--name", "Võ Thị Mai")
    centre.run("officer", "add", *who, *roles, given=PASSWORD + "\n")
    station = at_work(centre, tmp_path, 1, "mai.vo")
    station.link_round().facts()

    told = board_screen(station).board(day(moment_now()), True)

    assert (told.name, told.of_province, told.received) == ("Toàn tỉnh", True, 1)
    [lacking] = told.days[-1].lacking
    assert lacking.counter.startswith("Quầy 1 · ỦY BAN NHÂN DÂN")
    assert may_look_beyond(station.officer)
    station.close()


def test_a_state_is_told_when_it_is_news_and_an_older_centre_is_passed_over(
    centre: CentreProcess, tmp_path: Path
) -> None:
    station = at_work(centre, tmp_path, 1, CLERK)
    words = [DeviceWord("Máy in sẵn sàng")]
    tell = TellState(station, lambda: words[-1], lambda: words[0])
    asked: list[str] = []

    class Counted(HttpLink):
        def post(self, path: str, body: bytes) -> bytes:
            asked.append(path)
            return super().post(path, body)

    identity = station.enrolled
    link = Counted(centre.url, identity.device, identity.private_key())
    for _ in range(3):
        tell(link)
    words.append(JAM)
    tell(link)
    assert asked == ["/v1/counter-state"] * 2

    older = HttpLink(f"{centre.url}/older", identity.device, identity.private_key())
    tell_state(older, tell.words())  # 404: no such place there, and nothing to say of it
    station.close()
