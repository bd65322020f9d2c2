"""What must hold of the days of a simulated office, once all is mended and quiet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sync.protocol.certificate import (
    SealedDay,
    follows,
    verify_sealed,
)
from sync.protocol.intervals import Lineages, NotHeld
from sync.store.day_sums import aside, counts_for, named_by, sums_between
from tests.fakes.chains import MemoryChains
from tests.sync.simulation.counter import Counter
from tests.sync.simulation.days import told_in
from tests.sync.simulation.facts import CENTRE, CENTRE_KEY, signed_by, words_among

if TYPE_CHECKING:
    from tests.sync.simulation.world import World


def unsealed(counter: Counter, until: str) -> str:
    """Why something of these days is not sealed; empty where all is."""
    book = counter.days
    if book.open():
        return f"day {book.open()[0][1].told.day} waits: {book.open()[0][1].cause}"
    last = book.last()
    lineages = Lineages(counter.state.chains, counter.state.device)
    try:
        if lineages.beyond(last.told.cut if last else (), counts_for(until)):
            return "something was written that no certificate names"
    except NotHeld:
        return "bytes lack that a certificate names"
    return ""


def wrong_days(world: World, last: str) -> Iterator[str]:
    """`last`: the day that everybody closed at the end."""
    centre = world.centre.state
    if world.contradicted - world.cloned:  # two copies may each be sealed, by a centre set back
        yield "a certificate that a counter had is contradicted"
    lost = {hole.device for chains in world.sides() for hole in chains.holes()} | world.given_up
    whole = [
        each for each in world.counters if not lost & {each.state.device, CENTRE}
    ]  # else bytes that nobody has any more explain what is wrong
    for counter in whole:
        if why := unsealed(counter, last):
            yield why
        yield from _alike(counter, centre.certificates)
    yield from _chained(centre.certificates)
    for device in {by for by, _ in centre.certificates} - lost:
        if CENTRE not in lost:
            yield from _recounted(centre.chains, centre.certificates, device)
    for counter in whole:
        yield from _recounted(counter.state.chains, centre.certificates, counter.state.device)


def _alike(counter: Counter, certificates: dict[tuple[bytes, int], SealedDay]) -> Iterator[str]:
    book, device = counter.days, counter.state.device
    for number in book.own.keys() | book.heard.keys():
        closing = book.numbered(number)
        if closing.done and closing.sealed != certificates.get((device, number)):
            yield f"certificate {number} is another one at the centre"
    if book.heard.keys() != {number for by, number in certificates if by == device}:
        yield "the centre's fact on a certificate has not come"


def _chained(certificates: dict[tuple[bytes, int], SealedDay]) -> Iterator[str]:
    for (device, number), sealed in certificates.items():
        told = verify_sealed(sealed, CENTRE_KEY, signed_by)
        if (told.device, told.number) != (device, number):
            yield "a certificate under another's number"
        before = certificates.get((device, number - 1))
        if not follows(told, before):
            yield f"certificate {number} follows none"


def _recounted(
    chains: MemoryChains, certificates: dict[tuple[bytes, int], SealedDay], own: bytes
) -> Iterator[str]:
    words = words_among(chains)
    for (device, number), sealed in certificates.items():
        if own != device:
            continue
        told = told_in(sealed.document)
        earlier = certificates.get((device, number - 1))
        before = told_in(earlier.document) if earlier else None
        sums, reading = sums_between(
            chains,
            device,
            (before.cut if before else (), told.cut),
            told.day,
            before.sums.totals if before else {},
            aside(words, named_by(chains, told.words)),
        )
        if sums != told.sums or reading.missing or reading.drifted:
            yield f"certificate {number} is not what the stored bytes say"
