"""What waits for the centre, as bytes that another workstation of the office can take in (P-53).

Facts are signed by the device that wrote them, so whoever brings them to the centre changes
nothing. Here they are only packed and checked; whoever writes a file encrypts it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine

from counter_app.storage.engine import reading, transaction
from counter_app.storage.identity import Identity
from counter_app.storage.journal import Journal
from counter_app.storage.projection import project
from counter_app.storage.replica import chains
from domain.identifiers import SubjectId
from domain.moment import Moment
from sync.protocol.cbor import decode, encode
from sync.protocol.certified import certified_from_bytes
from sync.protocol.errors import PeerBrokeProtocol
from sync.protocol.frame import Run, run_from_plain, run_to_plain
from sync.protocol.giving import Room, unsent
from sync.protocol.heads import Head, statement
from sync.protocol.taking import take
from sync.store.signatures import signed_by

_FORM: Final = "counter queue"
_MOST_FACTS: Final = 200_000
_MOST_BYTES: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file brought: whose, how many facts, and how many of them were new here."""

    counter: str
    facts: int
    fresh: int
    subjects: frozenset[SubjectId]


def packed(engine: Engine, identity: Identity) -> tuple[bytes, int]:
    """This counter's own facts that the centre does not have, with its certificate; how many."""
    with reading(engine) as connection:
        store = chains(connection, identity.scope)
        room = Room(_MOST_FACTS, _MOST_BYTES)
        told = unsent(store, identity.scope, identity.device, identity.sign, room)
    runs = [run for run in told if run.device == identity.device]
    plain = {
        "t": _FORM,
        "v": 1,
        "c": identity.certificate,
        "r": [run_to_plain(run) for run in runs],
    }
    return encode(plain), sum(len(run.facts) for run in runs)


def take_in(engine: Engine, identity: Identity, data: bytes, now: Moment) -> TakenIn:
    """Add them to this store; the next exchange brings them to the centre.

    Raises PeerBrokeProtocol for another office's file, or one that does not verify; NotContinued
    where this store lacks what lies before: an exchange brings that.
    """
    certificate, runs = _read(data)
    told = certified_from_bytes(certificate, identity.centre_key, signed_by)
    if told.scope != identity.scope:
        raise PeerBrokeProtocol("tệp hàng gửi thuộc đơn vị khác")
    for run in runs:
        signed = statement(identity.scope, Head(run.device, run.epoch, *run.vouched))
        whole = run.vouched == (run.last.frame.seq, run.last.id)
        ours = (run.scope, run.device) == (identity.scope, told.device)
        if not (whole and ours and signed_by(told.public_key, run.signature, signed)):
            raise PeerBrokeProtocol("chữ ký trong tệp hàng gửi không đúng")
    fresh = 0
    with transaction(engine) as connection:
        journal = Journal(connection, secrets.token_bytes)
        store = chains(connection, identity.scope, journal)
        for run in runs:
            took = take(store, run)
            fresh += len(took.fresh)
            journal.witness((each.frame.at for each in took.fresh), now)
        for subject in journal.touched:
            project(connection, subject, journal.about(subject))
        connection.commit()
    facts = sum(len(run.facts) for run in runs)
    return TakenIn(told.name, facts, fresh, frozenset(journal.touched))


def _read(data: bytes) -> tuple[bytes, list[Run]]:
    match decode(data):
        case {"t": str(form), "v": 1, "c": bytes(certificate), "r": list(runs)} if form == _FORM:
            return certificate, [run_from_plain(each) for each in runs]
        case _:
            raise PeerBrokeProtocol("tệp không phải hàng gửi của quầy")
