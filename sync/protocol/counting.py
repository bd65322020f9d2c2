"""How many values a piece of CBOR holds, counted before any of them is made.

A byte can stand for an empty list of 56 bytes: eight megabytes of them would fill the memory with
six hundred and keep a core busy for ten seconds.
"""

from __future__ import annotations

from typing import Final

from sync.protocol.errors import NotDeterministic

MAX_ITEMS: Final = 256 * 1024
"""Values in one piece; the largest message that the limits allow has about 200 000."""

UNCOUNTED: Final = 1_200 * 1024
"""Shorter pieces do no harm, and what either end sends is shorter: counting costs as much as
decoding, so in normal life nothing is counted."""

_LONG: Final = {24: 1, 25: 2, 26: 4, 27: 8}
_BYTES, _TEXT = 2, 3


def refuse_too_many(data: bytes) -> None:
    """Raises NotDeterministic for more values than MAX_ITEMS, or a length that is not told."""
    if len(data) <= UNCOUNTED:
        return
    at, items, end = 0, 0, len(data)
    while at < end:
        head = data[at]
        at, told = at + 1, head & 31
        if told > 23:
            size = _LONG.get(told)
            if size is None:
                raise NotDeterministic("CBOR ở dạng khác dạng xác định")
            told = int.from_bytes(data[at : at + size], "big")
            at += size
        if head >> 5 in (_BYTES, _TEXT):
            at += told
        items += 1
        if items > MAX_ITEMS:
            raise NotDeterministic("quá nhiều giá trị trong một gói")
