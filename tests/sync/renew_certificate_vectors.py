"""Computes tests/data/certificate_vectors.json anew after the rules of counting changed.

Keys, enrolment, facts, cuts, words and what was set aside stay as they are in the file; all that
follows from them is written again:

    python -m tests.sync.renew_certificate_vectors
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.day_totals import day_totals
from domain.identifiers import Day
from sync.protocol.certificate import (
    NO_CERTIFICATE,
    Certificate,
    SealedDay,
    centre_statement,
    device_statement,
    hash_of,
    sealed_to_bytes,
    to_document,
)
from sync.protocol.close_messages import (
    Countersigned,
    answer_from_bytes,
    answer_to_bytes,
    request_from_bytes,
    request_to_bytes,
)
from sync.protocol.intervals import Cut
from sync.store.day_sums import AsideOf, entry_of, sums_between
from tests.sync.test_certificate_vectors import (
    DEVICE,
    FILE,
    KEYS,
    VECTORS,
    aside,
    cut_of,
    facts,
    plain,
    store,
    words_of,
)


def main() -> None:
    """Write the file."""
    device = Ed25519PrivateKey.from_private_bytes(KEYS["device_private"])
    centre = Ed25519PrivateKey.from_private_bytes(KEYS["centre_private"])
    chains, previous = store(), NO_CERTIFICATE
    earlier: Mapping[str, int] = {}
    since: Cut = ()
    made: list[dict[str, Any]] = []
    for at, old in enumerate(VECTORS["certificates"]):
        cut, held = cut_of(old["cut"]), _held(aside() if at else set())
        sums, _ = sums_between(chains, DEVICE, (since, cut), old["day"], earlier, held)
        said = Certificate(
            scope=VECTORS["enrolment"]["scope"],
            device=DEVICE,
            enrolment=bytes.fromhex(VECTORS["enrolment"]["certificate"]),
            day=old["day"],
            number=at + 1,
            previous=previous,
            cut=cut,
            words=words_of(old["words"]),
            sums=sums,
            verified=old["verified"],
        )
        document = to_document(said)
        signature = device.sign(device_statement(document))
        countersignature = centre.sign(centre_statement(document, signature))
        file = sealed_to_bytes(SealedDay(document, signature, countersignature))
        made.append(
            {
                **plain(said),
                "document": document.hex(),
                "hash": hash_of(document).hex(),
                "device_statement": device_statement(document).hex(),
                "signature": signature.hex(),
                "centre_statement": centre_statement(document, signature).hex(),
                "countersignature": countersignature.hex(),
                "file": file.hex(),
            }
        )
        since, earlier, previous = cut, said.sums.totals, hash_of(document)
    VECTORS["certificates"] = made
    VECTORS["ledger"] = _ledger(made)
    VECTORS["messages"] |= _messages(made)
    FILE.write_text(json.dumps(VECTORS, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _held(ids: set[bytes]) -> AsideOf:
    return lambda _subjects: ids


def _ledger(made: list[dict[str, Any]]) -> dict[str, Any]:
    told = {each.id: each for each in facts()}.values()
    within = [e for e in told if e.frame.seq > 2 and e.frame.day == made[1]["day"]]
    counted = day_totals(
        ((e.frame.kind, entry_of(e), e.id in aside()) for e in within),
        Day(made[1]["day"]),
        made[0]["totals"],
    )
    return {"lines": counted.ledger_text.splitlines(), "hash": counted.ledger_hash.hex()}


def _messages(made: list[dict[str, Any]]) -> dict[str, str]:
    first, second = made
    request = request_from_bytes(bytes.fromhex(VECTORS["messages"]["request"]))
    asked = replace(
        request,
        document=bytes.fromhex(second["document"]),
        signature=bytes.fromhex(second["signature"]),
        before=bytes.fromhex(first["file"]),
    )
    answer = answer_from_bytes(bytes.fromhex(VECTORS["messages"]["sealed"]))
    assert isinstance(answer, Countersigned)
    hash_, signature = bytes.fromhex(second["hash"]), bytes.fromhex(second["countersignature"])
    sealed = replace(answer, certificate=hash_, signature=signature)
    return {"request": request_to_bytes(asked).hex(), "sealed": answer_to_bytes(sealed).hex()}


if __name__ == "__main__":
    main()
