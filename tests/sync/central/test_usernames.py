"""The usernames that the centre gives, by the vectors and through its own exchange."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert

from counter_app.storage.identity import Identity
from domain.customer import CustomerRegistered
from domain.identifiers import Scope
from domain.usernames import CUSTOMER_DIGITS
from sync.central import admin
from sync.central.answering import answer_sync
from sync.central.centre import Centre
from sync.central.enrolment import enrol
from sync.central.store import devices, tables
from sync.protocol.cbor import decode
from sync.protocol.messages import Cursor
from tests.sync.central.service import make_office
from tests.sync.central.writer import Writer

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "username_vectors.json").read_text(encoding="utf-8")
)
SEQUENCES = [v for v in VECTORS["sequence_vectors"] if v["digits"] == CUSTOMER_DIGITS]


class Office:
    """An office with a counter, both in this process."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        make_office(centre, Scope("H32.16"))
        key = Ed25519PrivateKey.generate()
        code, _ = admin.new_enrol_code(centre, Scope("H32.16"), "Quầy 1")
        asked = {"code": code, "key": key.public_key().public_bytes_raw()}
        told = enrol(centre, asked, "192.0.2.1")
        identity = Identity(
            **{name: told[name] for name in ("device", "epoch", "scope", "counter")},
            secret=key.private_bytes_raw(),
            centre_url="",
            centre_key=told["centre_key"],
            certificate=told["certificate"],
        )
        self.writer = Writer(identity)
        self.cursor = Cursor()

    def given(self, *told: CustomerRegistered) -> list[str]:
        """The usernames told in the answer to one push, in order."""
        start = len(self.writer.facts)
        for fact in told:
            self.writer.write(fact)
        with self.centre.store.reading() as snapshot:
            device = devices.find(snapshot, self.writer.identity.device)
        assert device is not None
        answer = answer_sync(self.centre, device, self.writer.push(start, None, self.cursor))
        self.cursor = answer.cursor
        facts = [fact for run in answer.runs for fact in run.facts]
        return [
            decode(fact.frame.body)["username"]
            for fact in facts
            if fact.frame.kind == "customer.username_given"
        ]


@contextmanager
def ever_borne(centre: Centre, names: list[str]) -> Iterator[None]:
    rows = [
        {"username": n, "base": n, "ordinal": 0, "scope": "H32.99", "subject": b"", "at": 0}
        for n in names
    ]
    with centre.store.writing() as transaction:
        if rows:
            transaction.execute(insert(tables.username), rows)
        transaction.commit()
    yield


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "in one push"])
@pytest.mark.parametrize("vector", SEQUENCES, ids=lambda v: v["id"])
def test_namesakes_get_the_usernames_of_their_vector(
    centre: Centre, vector: dict[str, Any], together: bool
) -> None:
    office = Office(centre)
    told = [
        CustomerRegistered(sort=step["kind"], name=step["input"], phone="0905000118")
        for step in vector["steps"]
    ]

    with ever_borne(centre, vector["already_taken"]):
        if together:
            given = office.given(*told)
        else:
            given = [name for each in told for name in office.given(each)]

    assert given == [step["username"] for step in vector["steps"]]


def test_without_phone_and_e_mail_the_name_is_given_all_the_same(centre: Centre) -> None:
    assert Office(centre).given(CustomerRegistered(sort="individual", name="Hồ Thị Chín")) == [
        "hothichin"
    ]


def test_one_number_registered_twice_in_one_push_is_one_account(centre: Centre) -> None:
    told = CustomerRegistered(sort="individual", name="Hồ Thị Chín", identity_number="056188004217")

    assert Office(centre).given(told, told) == ["hothichin", "hothichin"]
