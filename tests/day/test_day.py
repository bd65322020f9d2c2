"""Whole days of one office with real parts: window, scanner, printer, two counters, centre."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from counter_app.demo.centre import CLERK, PASSWORD
from counter_app.demo.rig import IppPrinter, start_ipp_printer
from counter_app.demo.scanner import FEEDER, scanner_environment
from counter_app.storage import tables as t
from printing.reading_back import read
from tests.day.office_day import HOUSEHOLD, TRANSCRIPT, Office, assert_all_is_whole, office
from tests.day.people import NAMESAKE, NHUNG, OF_BOTH, VIET
from tests.day.window import Window, missing_programs, until, window, x_server
from tests.rig_postgres import postgres

pytestmark = pytest.mark.rig

LONGER_THAN_EMPTY = 700
"""Bytes of an exchange: one that carries a reception is longer, one without facts shorter."""


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[IppPrinter]:
    if missing := missing_programs():
        pytest.skip(f"not installed: {', '.join(missing)} (installer/debian-packages.txt)")
    made = start_ipp_printer(tmp_path / "printer")
    yield made
    made.stop()


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = scanner_environment(tmp_path / "sane")
    monkeypatch.setenv("SANE_CONFIG_DIR", environment["SANE_CONFIG_DIR"])


def test_a_day_at_the_window_ends_equal_at_both_counters_and_the_centre(
    tmp_path: Path, printer: IppPrinter, scanner: None
) -> None:
    with postgres() as database, office(tmp_path, database) as told, x_server() as display:
        settings = f'printer = "{printer.uri}"\nscanner = "{FEEDER}"\n'
        (told.three.profile / "counter.toml").write_text(settings, encoding="utf-8")

        with window(told.three.profile, display) as desk:
            _sign_in(desk)
            _morning(desk, told)
            _torn(desk, told)
            _alone(desk, told)
            desk.kill()
        with window(told.three.profile, display) as desk:
            _sign_in(desk)
            _returning(desk)
            _together_again(desk, told)

        assert_all_is_whole(told)
        _assert_names(told)
        _assert_paper(told, printer)


def test_a_shorter_day_by_commands_ends_equal_on_sqlite(tmp_path: Path) -> None:
    with office(tmp_path) as told:
        page = told.three.profile / "page.png"
        Image.new("RGB", (400, 560), "white").save(page)
        told.three.receive(NHUNG, HOUSEHOLD, files={"1": [page.name]})
        before = told.facts()
        told.wire.tear_next_push(LONGER_THAN_EMPTY)

        torn = told.three.run("sync")
        told.five.receive(NAMESAKE, TRANSCRIPT)
        told.five.receive(OF_BOTH, TRANSCRIPT)
        told.five.say("sync")
        told.three.receive(OF_BOTH, HOUSEHOLD)
        alone = told.three.run("sync")

        assert (torn.status, alone.status) == (1, 1)
        assert torn.sentence.startswith("Không tới được trung tâm")
        assert told.facts() > before
        assert told.three.say("status")["waiting_facts"] > 0
        told.wire.mend()
        for desk in (told.three, told.five, told.three):
            desk.say("sync")
        assert_all_is_whole(told)
        _assert_names(told)


def _sign_in(desk: Window) -> None:
    desk.type(CLERK)
    desk.press("Return")
    desk.type(PASSWORD)
    desk.press("Return")
    until(desk.signed_in, "đăng nhập")
    until(desk.rests, "màn hình tiếp nhận")


def _morning(desk: Window, told: Office) -> None:
    """A new citizen with card, found by a procedure's words, with a pile of paper to scan."""
    desk.card(VIET)
    _choose(desk)
    _receive(desk)
    until(lambda: told.three.say("status")["proven"], "buổi sáng đã khớp")


def _torn(desk: Window, told: Office) -> None:
    """The centre has the reception, the counter never hears of it."""
    before = told.facts()
    told.wire.tear_next_push(LONGER_THAN_EMPTY)

    desk.card(NHUNG)
    _choose(desk)
    _receive(desk, scanned=False)

    until(told.wire.torn.is_set, "câu trả lời bị cắt")
    assert told.facts() > before
    assert told.three.say("status")["waiting_facts"] > 0


def _alone(desk: Window, told: Office) -> None:
    """Both counters work on, and meet a person of one name and one and the same person."""
    desk.card(OF_BOTH)
    _choose(desk)
    _receive(desk, scanned=False)
    told.five.receive(NAMESAKE, TRANSCRIPT)
    told.five.receive(OF_BOTH, TRANSCRIPT)
    told.five.say("sync")


def _returning(desk: Window) -> None:
    """A known citizen in at most six presses besides card and paper."""
    desk.card(VIET)
    desk.wait_draft(lambda draft: bool(draft["known"]), "khách cũ")
    desk.presses = 0
    desk.press("alt+1")
    _receive(desk)

    assert desk.presses <= 6


def _choose(desk: Window) -> None:
    """The procedure by words of its name, without accents."""
    desk.press("F4")
    desk.type("thanh lap ho kinh doanh")
    until(desk.rests, "danh sách thủ tục")
    desk.press("Return")


def _receive(desk: Window, *, scanned: bool = True) -> None:
    """From the chosen procedure to the printed slip."""
    before = desk.count()
    desk.wait_draft(lambda draft: draft["procedure"] == HOUSEHOLD, "thủ tục")
    desk.press("alt+h")
    if scanned:
        desk.scan()
    else:
        desk.go_to_fee()
    desk.press("Return", "F9")
    desk.saved(before)


def _together_again(desk: Window, told: Office) -> None:
    """The wire is mended; the clerk asks for the exchange, with the keys of that screen."""
    assert told.three.say("status")["waiting_facts"] > 0
    told.wire.mend()
    desk.press("ctrl+5", "F5")
    until(lambda: told.three.say("status")["proven"], "đã khớp lại")
    told.five.say("sync")
    desk.press("F5")
    until(told.proven_equal, "ba bên khớp")
    until(lambda: told.three.say("status")["waiting_files"] == 0, "bản quét tới trung tâm")


def _assert_names(told: Office) -> None:
    """Two of one name have two usernames; one citizen of two counters has one."""
    columns = (t.customer.c.identity_number, t.customer.c.username)
    here, there = (set(desk.rows(*columns)) for desk in (told.three, told.five))
    assert here == there
    names = dict(here)
    assert None not in names.values()
    assert len(names) == len(here)  # one citizen of both counters has one name
    assert len(set(names.values())) == len(names)
    nhung, namesake = (names[card.split("|")[0]] for card in (NHUNG, NAMESAKE))
    assert nhung.rstrip("0123456789") == namesake.rstrip("0123456789")


def _assert_paper(told: Office, printer: IppPrinter) -> None:
    """One slip came out for each dossier of Quầy 3, in two copies, with its code on both."""
    here = dict(told.three.rows(t.counter.c.name, t.counter.c.device))["Quầy 3"]
    rows = told.three.rows(t.dossier.c.code, t.dossier.c.device)
    codes = [code for code, device in rows if device == here]
    papers = [read(paper.read_bytes()).codes for paper in printer.printed()]
    assert len(papers) == len(codes) == 4
    for code in codes:
        [paper] = [found for found in papers if code in found]
        assert paper.count(code) == 2
