"""tests/data/introduction_vectors.json: what a second implementation must come to as well."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from domain.customer import fold
from domain.facts import Unread, body_of
from domain.history import Entry, in_order
from domain.identifiers import FactId, Scope, SubjectId
from domain.introduction import (
    IntroductionEnded,
    SubjectIntroduced,
    SubjectRelayed,
    Told,
    spread,
    standing,
)
from domain.kinds import fact_of
from sync.central.introducing import _question
from sync.central.store.engine import open_store
from sync.central.store.journal import Journal, ensure_scope
from sync.central.store.stories import Story
from sync.protocol.cbor import decode, encode
from sync.protocol.frame import Sealed, opened
from sync.store.day_sums import entry_of

FILE: Final = Path(__file__).parents[1] / "data" / "introduction_vectors.json"
VECTORS: Final[Any] = json.loads(FILE.read_text(encoding="utf-8"))
SUBJECT: Final = SubjectId(bytes.fromhex(VECTORS["subject"]))
OFFICES: Final = pytest.mark.parametrize("office", ["home", "away"])


def stored(office: str) -> dict[str, Sealed]:
    """By the names that the file gives them, in the order in which they came to the office."""
    return {
        row["name"]: opened(*(bytes.fromhex(row[part]) for part in ("envelope", "salt", "body")))
        for row in VECTORS[office]
    }


def entries(office: str, until: str) -> Sequence[Entry]:
    """What the office holds once this fact has come, those of other offices in their places."""
    told = stored(office)
    names = list(told)[: list(told).index(until) + 1]
    return spread([entry_of(told[name]) for name in names], read)


def read(kind: str, version: int, body: bytes) -> Any:
    return fact_of(kind, version, decode(body) if body else None)


def folded(office: str, until: str) -> dict[str, Any]:
    """The customer as this office believes it to be."""
    found = fold(entries(office, until))
    assert found is not None
    return {
        "fields": {name: value for name, value in found.fields.items() if value},
        "username": found.username or "",
        "registered": found.registered,
        "disputed": sorted(found.disputed),
        "newest": sorted(each.hex() for each in found.newest),
        "order": [each.id.hex() for each in in_order(entries(office, until))],
    }


def plain(told: Told) -> list[Any]:
    """*told* as JSON: bytes in hex."""
    return [
        [each.hex() for each in part]
        if isinstance(part, tuple)
        else part.hex()
        if isinstance(part, bytes)
        else part
        for part in told
    ]


def told_anew(folder: Path, until: str) -> list[Told]:
    """What the centre shows of the subject once this fact is in its own office."""
    rows = stored("home")
    names = list(rows)[: list(rows).index(until) + 1]
    store = open_store(str(folder / "centre.db"))
    scope = Scope(rows[until].frame.scope)
    with store.writing() as transaction:
        ensure_scope(transaction, scope)
        journal = Journal(transaction, scope)
        journal.keep([rows[name] for name in names])
        story = Story(transaction, scope, SUBJECT)
        present = story.present()
        ids = {each.id for each in present}
        found = [
            story.told(each, standing(each.basis, story.builds_on(), ids.__contains__))
            for each in present
        ]
    store.close()
    return found


@OFFICES
def test_each_fact_hashes_to_its_id_and_its_body_is_read_and_written_alike(office: str) -> None:
    for row, sealed in zip(VECTORS[office], stored(office).values(), strict=True):
        fact = entry_of(sealed).fact

        assert sealed.id.hex() == row["id"]
        assert not isinstance(fact, Unread)
        assert encode(body_of(fact)) == sealed.frame.body


def test_the_introduction_tells_the_present_state_and_names_the_rest(tmp_path: Path) -> None:
    introduced = entry_of(stored("away")["introduced"]).fact
    assert isinstance(introduced, SubjectIntroduced)

    state = told_anew(tmp_path, VECTORS["introduced_after"])

    assert list(introduced.state) == state
    assert [plain(each) for each in state] == VECTORS["told"]["state"]
    assert [each.hex() for each in introduced.past] == VECTORS["told"]["past"]
    assert VECTORS["told"]["past"] == [stored("home")["changed once"].id.hex()]


@pytest.mark.parametrize("office", ["away", "home"])
def test_a_relay_tells_the_original_fact(office: str) -> None:
    other = stored("home" if office == "away" else "away")
    relays = {
        name: fact
        for name, each in stored(office).items()
        if isinstance(fact := entry_of(each).fact, SubjectRelayed)
    }
    assert relays
    for name, fact in relays.items():
        id_, scope, kind, version, body, at, wall, day, device, epoch, seq, actor, _ = fact.told
        frame = other[name.removeprefix("relayed: ")].frame

        assert plain(fact.told) == VECTORS["told"][name]
        assert id_ == other[name.removeprefix("relayed: ")].id
        assert (scope, kind, version, body) == (frame.scope, frame.kind, frame.version, frame.body)
        assert (at, wall, day) == (frame.at, frame.wall, frame.day)
        assert (device, epoch, seq, actor) == (frame.device, frame.epoch, frame.seq, frame.actor)


@pytest.mark.parametrize("expected", VECTORS["folds"], ids=lambda each: each["after"])
def test_what_an_office_believes(expected: Any) -> None:
    assert folded(expected["office"], expected["after"]) == expected["customer"]


def test_both_offices_believe_the_same_in_the_end() -> None:
    home, away = (folded(office, VECTORS[office][-1]["name"]) for office in ("home", "away"))

    assert {**home, "order": [], "newest": []} == {**away, "order": [], "newest": []}
    assert home["disputed"] == ["customer.phone"]


def test_what_was_shown_stays_when_the_introduction_ends() -> None:
    last = list(stored("away"))[-1]
    assert isinstance(entry_of(stored("away")[last]).fact, IntroductionEnded)

    assert folded("away", last)["fields"] == folded("away", "relayed: changed too")["fields"]


def test_messages() -> None:
    told = {name: bytes.fromhex(each["bytes"]) for name, each in VECTORS["messages"].items()}
    question = _question(decode(told["request"]))
    introduced = stored("away")["introduced"]
    found = decode(told["found"])

    for name, each in VECTORS["messages"].items():
        assert encode(decode(told[name])) == told[name]
        assert {key: _plain(value) for key, value in decode(told[name]).items()} == each["says"]
    assert (question.what, question.purpose) == ("identity", "receive")
    assert (found["subject"], found["fact"]) == (SUBJECT, introduced.id)
    assert found["office"] == stored("home")["registered"].frame.scope


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def test_what_a_fact_builds_on_is_named_by_what_stands_there() -> None:
    home = stored("home")
    introduced = entry_of(stored("away")["introduced"]).fact
    assert isinstance(introduced, SubjectIntroduced)
    basis = {FactId(each[0]): each[-1] for each in introduced.state}

    assert home["changed again"].frame.basis == (home["changed once"].id,)
    assert basis[FactId(home["changed again"].id)] == (home["registered"].id,)
