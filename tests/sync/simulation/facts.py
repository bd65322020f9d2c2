"""Facts of the simulated office: real frames, sealed, with invented kinds and some real ones."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from domain.aside import FactQuarantined
from domain.dossier import FeeTaken
from domain.facts import Fact, body_of
from domain.identifiers import ReceiptNumber
from sync.protocol.cbor import decode_own, encode
from sync.protocol.certified import Certified, certified_to_bytes
from sync.protocol.chains import Branch
from sync.protocol.frame import Frame, Sealed, seal
from sync.store.day_sums import WORDS_ON_FACTS, Word, WordsOf, entry_of
from tests.fakes.chains import MemoryChains

SCOPE = "H32.16"
CENTRE = bytes(16)
CENTRE_KEY = bytes(32)
SALT = bytes(16)
DAY: Final = "2026-11-25"
DOUBTFUL: Final = "doubtful"
"""A fee paid so is set aside."""


def device(no: int) -> bytes:
    """Another than the centre's, which begin with zeros."""
    return b"\1" + no.to_bytes(15, "big")


def signature(device_: bytes, statement: bytes) -> bytes:
    """Stands for Ed25519, which costs a hundred times more and decides nothing here."""
    return hashlib.blake2b(statement, key=b"secret" + device_, digest_size=64).digest()


def signed_by(public_key: bytes, signed: bytes, statement: bytes) -> bool:
    """The public key is the device, and as many zeros."""
    return signed == signature(public_key[:16], statement)


def enrolment(device_: bytes, epoch: int, continues: bytes, mark: bytes) -> bytes:
    """A device's certificate, as the centre signs it."""
    plain = certified_to_bytes(
        Certified(device_, SCOPE, device_ + bytes(16), epoch, continues, mark, "", "", 0)
    )
    return plain + signature(CENTRE, plain)


def fact_after(
    before: Branch, subject: bytes, told: tuple[str, dict[str, Any]], at: int = 1, day: str = DAY
) -> Sealed:
    """The next fact of a branch; `told`: its kind and body."""
    kind, body = told
    return seal(
        Frame(
            scope=SCOPE,
            device=before.device,
            epoch=before.epoch,
            seq=before.seq + 1,
            prev=before.id,
            at=at,
            wall=0,
            uncertainty=0,
            day=day,
            actor=before.device,
            subject=subject,
            basis=(),
            kind=kind,
            version=1 if kind != FactQuarantined.kind else FactQuarantined.version,
            salt=SALT,
            body=encode(body),
        )
    )


def invented(kind: str, told: object) -> tuple[str, dict[str, Any]]:
    return kind, {"told": told}


def real(fact: Fact) -> tuple[str, dict[str, Any]]:
    return fact.kind, body_of(fact)


def fee(series: int, number: int, method: str) -> tuple[str, dict[str, Any]]:
    receipt = ReceiptNumber(f"Q{series}-{number:06}")
    return real(FeeTaken(receipt=receipt, amount=10_000, method=method))


def named_in(fact: Sealed) -> Any:
    return decode_own(fact.frame.body)["told"]


def body_in(fact: Sealed) -> dict[str, Any]:
    body: dict[str, Any] = decode_own(fact.frame.body)
    return body


def is_doubtful(fact: Sealed) -> bool:
    return fact.frame.kind == FeeTaken.kind and body_in(fact)["method"] == DOUBTFUL


def words_among(chains: MemoryChains) -> WordsOf:
    """As `sync.store.day_sums.words_in` reads them from a database."""
    words = [
        Word(no, entry_of(each))
        for (device_, _), rows in chains.rows.items()
        for no, row in (rows.items() if device_ == CENTRE else ())
        for each in row.values()
        if each.frame.kind in WORDS_ON_FACTS
    ]
    return lambda subjects: [each for each in words if each.entry.subject in subjects]
