"""Holes on the wire: where each one lies, and as much of an id as finds it.

Holes of one chain stand together: `[device, epoch, places, ids]`. Places are the distances
between the firsts of holes, ascending; a hole longer than one fact is followed by what it is
longer, negative. Of each id only the beginning is told: at one place of a chain there is one
fact, or a few after a fork, and whoever takes a fact back compares it with the whole id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final

from sync.protocol.chains import Hole
from sync.protocol.errors import PeerBrokeProtocol
from sync.protocol.frame import DEVICE_BYTES, MAX_SEQ

NAMED_BYTES: Final = 4
"""Of an id: two facts of one place have the same beginning once in 4·10⁹ forks."""


def holes_to_plain(holes: Iterable[Hole]) -> list[list[Any]]:
    """The wire form; branch numbers are a store's own and not told."""
    ordered = sorted(holes, key=lambda each: (each.device, each.epoch, each.first, each.last))
    plain: list[list[Any]] = []
    for (device, epoch), group in groupby(ordered, lambda each: (each.device, each.epoch)):
        places: list[int] = []
        ids, before = b"", 0
        for hole in group:
            places.append(hole.first - before)
            if hole.size > 1:
                places.append(1 - hole.size)
            ids += hole.id[:NAMED_BYTES]
            before = hole.first
        plain.append([device, epoch, places, ids])
    return plain


def holes_from_plain(plain: Any) -> tuple[Hole, ...]:
    """The holes on the wire. Raises PeerBrokeProtocol for any other shape."""
    if not isinstance(plain, list):
        raise PeerBrokeProtocol("danh sách chỗ trống sai dạng")
    holes: list[Hole] = []
    before: tuple[bytes, int] = (b"", 0)
    for each in plain:
        match each:
            case [bytes(device), int(epoch), list(places), bytes(ids)] if (
                len(device) == DEVICE_BYTES and epoch > 0 and (device, epoch) > before
            ):
                before = (device, epoch)
                holes += _of_chain(before, places, ids)
            case _:
                raise PeerBrokeProtocol("chỗ trống sai dạng")
    return tuple(holes)


def _of_chain(chain: tuple[bytes, int], places: list[Any], ids: bytes) -> Iterator[Hole]:
    spans = _spans(places)
    if not spans or len(ids) != NAMED_BYTES * len(spans):
        raise PeerBrokeProtocol("chỗ trống sai dạng")
    for no, (first, last) in enumerate(spans):
        named = ids[no * NAMED_BYTES : (no + 1) * NAMED_BYTES]
        yield Hole(device=chain[0], epoch=chain[1], first=first, last=last, id=named)


def _spans(places: list[Any]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = 0
    for told in places:
        if type(told) is not int:
            raise PeerBrokeProtocol("chỗ trống sai dạng")
        if told >= 0:
            at += told
            spans.append((at, at))
        elif spans and spans[-1] == (at, at):
            spans[-1] = (at, at - told)
        else:
            raise PeerBrokeProtocol("chỗ trống sai dạng")
    if spans and not (spans[0][0] > 0 and max(last for _, last in spans) <= MAX_SEQ):
        raise PeerBrokeProtocol("chỗ trống sai dạng")
    return spans
