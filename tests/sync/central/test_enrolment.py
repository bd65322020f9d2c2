"""A code makes one device, once; numbers and series never meet."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from counter_app.storage.link_round import enrol
from domain.codes import DailyRange
from domain.identifiers import Scope
from sync.central import admin
from sync.central.centre import Centre
from sync.central.enrolment import TRIES, free_series
from sync.central.enrolment import enrol as enrol_here
from sync.central.enrolment_rules import LAST_BLOCK, serials
from sync.central.errors import Differs, NotAllowed, TooMany
from sync.client.http_link import Refusal
from sync.protocol.cbor import decode
from tests.sync.central.service import Service, counters, enrolled, link_to, make_office


def test_a_code_gives_a_certified_device_its_name_and_its_numbers(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 2) as (one, other):
        one.exchange()
        other.exchange()

        with reading(other.engine) as connection:
            named = {row.name: row for row in connection.execute(select(t.counter))}
            grants = connection.execute(select(t.number_grant).order_by(t.number_grant.c.first))
            blocks = [(row.first, row.last, row.reserve_first, row.reserve_last) for row in grants]
        assert named["Quầy 2"].receipts == "Q2"
        assert named["Quầy 2"].device == other.identity.device
        assert blocks == [(1, 499, 10_001, 10_499), (500, 999, 10_500, 10_999)]
        told, signature = one.identity.certificate[:-64], one.identity.certificate[-64:]
        Ed25519PublicKey.from_public_bytes(one.identity.centre_key).verify(signature, told)
        assert decode(told)[:2] == [one.identity.device, scope]


def test_of_two_that_use_one_code_at_once_one_wins(service: Service) -> None:
    scope = service.office()
    code, _ = admin.new_enrol_code(service.centre, scope, "Quầy 3")

    def use(_: int) -> str:
        key = Ed25519PrivateKey.generate()
        with link_to(service.url, key) as link:
            try:
                return enrol(link, code, service.url, key).device.hex()
            except Refusal as refused:
                return str(refused.status)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(use, range(4)))

    assert sorted(map(len, outcomes)) == [3, 3, 3, 32]
    assert outcomes.count("403") == 3


def test_the_same_key_gets_its_lost_answer_again(service: Service) -> None:
    code, _ = admin.new_enrol_code(service.centre, service.office(), "Quầy 3")
    key = Ed25519PrivateKey.generate()
    with link_to(service.url, key) as link:
        first = enrol(link, code, service.url, key)
        again = enrol(link, code.lower().replace("-", " "), service.url, key)

    assert first == again


def asked(code: str) -> dict[str, Any]:
    return {"code": code, "key": bytes(32)}


def test_wrong_codes_are_counted_by_address(centre: Centre) -> None:
    for _ in range(TRIES):
        with pytest.raises(NotAllowed, match="mã mới"):
            enrol_here(centre, asked("AAAA-BBBB-CCCC"), "192.0.2.1")

    with pytest.raises(TooMany, match="15 phút"):
        enrol_here(centre, asked("AAAA-BBBB-CCCC"), "192.0.2.1")
    with pytest.raises(NotAllowed):
        enrol_here(centre, asked("AAAA-BBBB-CCCC"), "192.0.2.2")


def test_a_code_that_is_too_old_is_refused(centre: Centre) -> None:
    make_office(centre, Scope("H32.16"))
    code, _ = admin.new_enrol_code(centre, Scope("H32.16"), "Quầy 3", valid_hours=0)

    with pytest.raises(NotAllowed, match="hết hạn"):
        enrol_here(centre, asked(code), "192.0.2.1")


def test_a_new_pc_for_the_same_counter_gets_a_fresh_series(service: Service) -> None:
    scope = service.office()
    enrolled(service, scope, "Quầy 3")

    _, series = admin.new_enrol_code(service.centre, scope, "Quầy 3")

    assert series == "Q3A"
    assert free_series("Q3", {"Q3", "Q3A"}) == "Q3B"


@given(st.integers(0, LAST_BLOCK), st.integers(0, LAST_BLOCK))
def test_no_two_blocks_share_a_serial(one: int, other: int) -> None:
    blocks = {block: DailyRange(**_named(block)) for block in {one, other}}

    numbers = [
        range(low, high + 1)
        for each in blocks.values()
        for low, high in ((each.first, each.last), (each.reserve_first, each.reserve_last))
    ]
    assert sum(map(len, numbers)) == len(set().union(*numbers))


def _named(block: int) -> dict[str, int]:
    names = ("first", "last", "reserve_first", "reserve_last")
    return dict(zip(names, astuple(serials(block)), strict=True))


def test_when_all_blocks_are_given_the_centre_says_so() -> None:
    with pytest.raises(Differs, match="hết dải số"):
        serials(LAST_BLOCK + 1)
