"""tests/data/certificate_vectors.json: what a second implementation must come to as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.day_totals import DayTotals, day_totals
from domain.identifiers import Day
from sync.protocol.certificate import (
    Certificate,
    SealedDay,
    centre_statement,
    device_statement,
    follows,
    from_document,
    hash_of,
    sealed_from_bytes,
    sealed_to_bytes,
    to_document,
    verify_sealed,
)
from sync.protocol.certified import Certified, certified_from_bytes, certified_to_bytes
from sync.protocol.close_messages import (
    Countersigned,
    Differs,
    Lacks,
    answer_from_bytes,
    answer_to_bytes,
    request_from_bytes,
    request_to_bytes,
)
from sync.protocol.errors import SyncError
from sync.protocol.frame import Run, Sealed, opened
from sync.protocol.heads import Head
from sync.protocol.intervals import Cut, Interval, Lineages
from sync.protocol.taking import take
from sync.store.day_sums import counts_for, entry_of, sums_between
from sync.store.signatures import signed_by
from tests.fakes.chains import MemoryChains

FILE: Final = Path(__file__).parents[1] / "data" / "certificate_vectors.json"
VECTORS: Final[Any] = json.loads(FILE.read_text(encoding="utf-8"))
KEYS: Final = {name: bytes.fromhex(value) for name, value in VECTORS["keys"].items()}
DEVICE: Final = bytes.fromhex(VECTORS["enrolment"]["device"])
BOTH: Final = pytest.mark.parametrize("at", [0, 1])


def facts() -> list[Sealed]:
    """As stored rows: envelope, salt and body; each hashes to its id."""
    found = []
    for row in VECTORS["facts"]:
        sealed = opened(*(bytes.fromhex(row[name]) for name in ("envelope", "salt", "body")))
        assert sealed.id.hex() == row["id"]
        found.append(sealed)
    return found


def store() -> MemoryChains:
    """The branches, each told from its first fact."""
    told = {each.id: each for each in facts()}
    followed = {each.frame.prev for each in told.values()}
    made = MemoryChains()
    for tip in (each for each in told.values() if each.id not in followed):
        path = [tip]
        while path[-1].frame.seq > 1:
            path.append(told[path[-1].frame.prev])
        run = Run(scope=tip.frame.scope, device=DEVICE, epoch=1, facts=tuple(reversed(path)))
        take(made, run)
    return made


def cut_of(told: Any) -> Cut:
    return tuple(Head(DEVICE, epoch, seq, bytes.fromhex(id_)) for epoch, seq, id_ in told)


def words_of(told: Any) -> Cut:
    return tuple(
        Head(bytes.fromhex(device), epoch, seq, bytes.fromhex(id_))
        for device, epoch, seq, id_ in told
    )


def aside() -> set[bytes]:
    return {bytes.fromhex(each) for each in VECTORS["set_aside"]}


def test_the_devices_certificate() -> None:
    told = dict(VECTORS["enrolment"])
    whole = bytes.fromhex(told.pop("certificate"))
    named: dict[str, Any] = {
        **told,
        "device": DEVICE,
        "public_key": KEYS["device_public"],
        "continues": bytes.fromhex(told["continues"]),
        "mark": bytes.fromhex(told["mark"]),
    }
    plain = certified_to_bytes(Certified(**named))
    private = Ed25519PrivateKey.from_private_bytes(KEYS["centre_private"])

    assert plain + private.sign(plain) == whole
    assert certified_from_bytes(whole, KEYS["centre_public"], signed_by) == Certified(**named)


@BOTH
def test_documents_hashes_and_signatures(at: int) -> None:
    told = VECTORS["certificates"][at]
    document = bytes.fromhex(told["document"])
    signature = bytes.fromhex(told["signature"])
    said = from_document(document)
    device = Ed25519PrivateKey.from_private_bytes(KEYS["device_private"])
    centre = Ed25519PrivateKey.from_private_bytes(KEYS["centre_private"])

    assert to_document(said) == document
    assert plain(said) == {name: told[name] for name in plain(said)}
    assert hash_of(document).hex() == told["hash"]
    assert device_statement(document).hex() == told["device_statement"]
    assert device.sign(device_statement(document)) == signature
    assert centre_statement(document, signature).hex() == told["centre_statement"]
    countersignature = centre.sign(centre_statement(document, signature))
    assert countersignature.hex() == told["countersignature"]
    sealed = SealedDay(document, signature, countersignature)
    assert sealed_to_bytes(sealed).hex() == told["file"]
    assert verify_sealed(sealed, KEYS["centre_public"], signed_by) == said


def plain(said: Certificate) -> dict[str, Any]:
    return {
        "scope": said.scope,
        "device": said.device.hex(),
        "day": said.day,
        "number": said.number,
        "previous": said.previous.hex(),
        "cut": [[head.epoch, head.seq, head.id.hex()] for head in said.cut],
        "words": [[head.device.hex(), head.epoch, head.seq, head.id.hex()] for head in said.words],
        "intervals": [_interval(each) for each in said.sums.intervals],
        "facts": said.sums.facts,
        "totals": dict(said.sums.totals),
        "numbers": said.sums.numbers.hex(),
        "blobs": said.sums.blobs.hex(),
        "rules": said.sums.rules,
        "verified": said.verified,
    }


def _interval(each: Interval) -> list[Any]:
    return [each.epoch, each.first, each.first_id.hex(), each.last, each.last_id.hex()]


def test_the_second_certificate_follows_the_first() -> None:
    files = [sealed_from_bytes(bytes.fromhex(c["file"])) for c in VECTORS["certificates"]]

    assert follows(from_document(files[0].document), None)
    assert follows(from_document(files[1].document), files[0])


def test_cut_intervals_and_totals_come_from_the_facts() -> None:
    first, second = VECTORS["certificates"]
    chains = store()
    since, until = cut_of(first["cut"]), cut_of(second["cut"])
    earlier = first["totals"]

    one, _ = sums_between(chains, DEVICE, ((), since), first["day"], {}, lambda _: ())
    two, reading = sums_between(
        chains, DEVICE, (since, until), second["day"], earlier, lambda _: aside()
    )

    assert Lineages(chains, DEVICE).cut(since, counts_for(second["day"])) == until
    assert one == from_document(bytes.fromhex(first["document"])).sums
    assert two == from_document(bytes.fromhex(second["document"])).sums
    assert (reading.missing, reading.drifted) == ([], [])


def test_the_ledger_is_hashed_as_lines_of_text() -> None:
    second = VECTORS["certificates"][1]
    told = {each.id: each for each in facts()}
    within = [
        each
        for each in told.values()
        if each.frame.seq > 2 and each.frame.day == second["day"]  # above the first cut
    ]
    counted: DayTotals = day_totals(
        ((e.frame.kind, entry_of(e), e.id in aside()) for e in within),
        Day(second["day"]),
        VECTORS["certificates"][0]["totals"],
    )

    lines = "".join(f"{line}\n" for line in VECTORS["ledger"]["lines"])
    assert counted.ledger_text == lines
    assert counted.ledger_hash.hex() == VECTORS["ledger"]["hash"] == second["numbers"]


@BOTH
def test_a_byte_changed_anywhere_is_noticed(at: int) -> None:
    file = bytes.fromhex(VECTORS["certificates"][at]["file"])
    for place in range(len(file)):
        changed = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
        with pytest.raises(SyncError):
            verify_sealed(sealed_from_bytes(changed), KEYS["centre_public"], signed_by)


def test_messages() -> None:
    told = {name: bytes.fromhex(value) for name, value in VECTORS["messages"].items()}
    request = request_from_bytes(told["request"])

    assert request_to_bytes(request) == told["request"]
    assert request.document.hex() == VECTORS["certificates"][1]["document"]
    assert request.before.hex() == VECTORS["certificates"][0]["file"]
    for name, kind in (("sealed", Countersigned), ("differs", Differs), ("lacks", Lacks)):
        answer = answer_from_bytes(told[name])
        assert isinstance(answer, kind)
        assert answer_to_bytes(answer) == told[name]
