"""Drives the engine for one scope: small enough to be right by reading."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Protocol

from sync.protocol.errors import NotContinued
from sync.protocol.exchange import (
    Apply,
    Compare,
    Discontinued,
    Effect,
    Event,
    Exchange,
    Finish,
    Heads,
    Held,
    Send,
)
from sync.protocol.messages import (
    ReconcileAnswer,
    ReconcileRequest,
    SyncAnswer,
    SyncRequest,
)


class Store(Protocol):
    """One scope of the counter's store. Each call is one short transaction."""

    def held(self) -> Held:
        """Cursor, digest of what is shared, and the next batch of unsent facts."""

    def apply(self, answer: SyncAnswer | ReconcileAnswer) -> Held:
        """Facts, acknowledgements, read tables and cursor move together (I1)."""

    def heads(self) -> Heads:
        """The ends of all chains held."""


class Link(Protocol):
    """Asks the other end."""

    def ask(self, message: SyncRequest | ReconcileRequest) -> SyncAnswer | ReconcileAnswer:
        """Its answer. Raises SyncError."""


@dataclass(frozen=True, slots=True)
class Proven:
    """Both sides hold what this digest names; how many round trips it took."""

    digest: bytes
    asked: int
    repairs: int


def exchange(store: Store, link: Link) -> Proven:
    """Exchange until both sides are proven equal. Raises SyncError; the store alone remembers."""
    engine = Exchange()
    effects: deque[Effect] = deque(engine.receive(store.held()))
    asked = 0
    while True:
        match effects.popleft():
            case Send(message):
                asked += 1
                effects.extend(engine.receive(_answer(link, message)))
            case Apply(answer):
                effects.extend(engine.receive(store.apply(answer)))
            case Compare():
                effects.extend(engine.receive(store.heads()))
            case Finish(digest):
                return Proven(digest, asked, engine.repairs)


def _answer(link: Link, message: SyncRequest | ReconcileRequest) -> Event:
    """The answer, or that the other end lacks what lies before: heads may mend that."""
    try:
        return link.ask(message)
    except NotContinued as error:
        return Discontinued(error)
