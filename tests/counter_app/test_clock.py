"""A counter whose clock is wrong: it works, says so, and its facts tell how sure their time is."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.station import Station, open_station
from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.usecases.clock_words import clock_words
from sync.client.http_link import HttpLink
from sync.protocol.cbor import decode_own
from tests.centres import new_centre
from tests.office import person, reception

AHEAD_S = 17 * 60


def uncertainty(station: Station) -> int:
    """Of the newest fact, in milliseconds."""
    newest = select(t.fact.c.envelope).order_by(t.fact.c.pos.desc())
    with reading(station.engine) as connection:
        fields: list[int] = decode_own(connection.execute(newest).scalar() or b"")
        return fields[8]


def test_what_was_heard_of_the_clock_is_kept_and_stands_in_the_facts(tmp_path: Path) -> None:
    centre = new_centre(tmp_path / "centre")
    centre.start()
    station = open_station(tmp_path / "3")
    station.enrol(centre.url, centre.enrol_code("Quầy 3", "Q3"))
    identity = station.enrolled
    wrong = HttpLink(
        centre.url,
        identity.device,
        identity.private_key(),
        clock=lambda: time.time() + AHEAD_S,
    )
    told = station.link_round()

    replace(told, link=wrong)()
    station.close()
    again = open_station(tmp_path / "3")
    again.receive(reception(person("Lê Thị Sen"), procedure=HOUSEHOLD_BUSINESS))

    assert again.clock_ahead_ms == pytest.approx(AHEAD_S * 1000, abs=10_000)
    assert uncertainty(again) == again.clock_ahead_ms
    again.link_round()()
    assert again.clock_ahead_ms == 0
    again.close()
    centre.stop()


@pytest.mark.parametrize(
    ("ahead_ms", "words"),
    [
        (0, ""),
        (17 * 60_000, "Đồng hồ máy nhanh 17 phút so với trung tâm; hãy chỉnh lại giờ của máy."),
        (-61_000, "Đồng hồ máy chậm 1 phút so với trung tâm; hãy chỉnh lại giờ của máy."),
    ],
)
def test_a_wrong_clock_is_one_sentence(ahead_ms: int, words: str) -> None:
    assert clock_words(ahead_ms) == words
