"""Whatever the link loses: in the end certificates follow each other without a gap, the centre has
the same ones, and every fact of the counter stands in exactly one of them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import select

from counter_app.storage import day_closes
from counter_app.storage.day_close import DayClosing
from counter_app.storage.day_closes import SEALED, Closing
from counter_app.storage.engine import reading
from counter_app.storage.replica import chains
from sync.central.store import tables as ct
from sync.protocol.certificate import follows, verify_sealed
from sync.protocol.errors import LinkLost
from sync.store.signatures import signed_by
from tests.sync.central.days import closing, receive, today
from tests.sync.central.service import Counter, Service, counters

STEPS = 14


def faulty(counter: Counter, chance: random.Random) -> DayClosing:
    """The link loses a third of the questions and a third of the answers."""

    def lost() -> bool:
        return chance.random() < 1 / 3

    def exchange() -> None:
        if lost():
            raise LinkLost("question")
        counter.exchange()
        if lost():
            raise LinkLost("answer")

    def post(path: str, body: bytes) -> bytes:
        if lost():
            raise LinkLost("question")
        answer = counter.link.post(path, body)
        if lost():
            raise LinkLost("answer")
        return answer

    return closing(counter, post=post, exchange=exchange)


def all_closings(counter: Counter) -> list[Closing]:
    """From the last one back to the first."""
    found: list[Closing] = []
    with reading(counter.engine) as connection:
        below = None
        while one := day_closes.last(connection, counter.identity.device, below):
            found.append(one)
            below = one.number
    return found[::-1]


@pytest.mark.parametrize("seed", range(5))
def test_certificates_hold_every_fact_once_whatever_was_lost(
    service: Service, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    with counters(service, service.office(), tmp_path, 1) as (one,):
        serial = 0
        for _ in range(STEPS):
            match chance.choice(["receive", "receive", "close", "close", "resume", "exchange"]):
                case "receive":
                    serial += 1
                    receive(one, serial)
                case "close":
                    faulty(one, chance).close(today())
                case "resume":
                    faulty(one, chance).resume()
                case _:
                    one.exchange()

        closing(one).resume()
        closing(one).close(today())
        one.exchange()

        made = all_closings(one)
        before = None
        for each in made:
            assert each.state == SEALED
            verify_sealed(each.sealed, one.identity.centre_key, signed_by)
            assert follows(each.told, before)
            before = each.sealed
        places = [
            (interval.epoch, seq)
            for each in made
            for interval in each.told.sums.intervals
            for seq in range(interval.first, interval.last + 1)
        ]
        assert places == [(1, seq) for seq in range(1, 3 * serial + 1)]
        with reading(one.engine) as connection:
            (own,) = chains(connection, one.identity.scope).of(one.identity.device, 1)
        assert own.seq == 3 * serial
        rows = select(ct.certificate.c.hash).where(ct.certificate.c.device == one.identity.device)
        with service.centre.store.reading() as snapshot:
            there = snapshot.execute(rows.order_by(ct.certificate.c.number))
            assert [bytes(row.hash) for row in there] == [each.sealed.id for each in made]
