"""Which serials a counter is given: a standing daily block, and a reserve of five digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sync.central.errors import Differs

BLOCK: Final = 500
FOUR_DIGIT_BLOCKS: Final = 20
LAST_BLOCK: Final = 179
_RESERVE: Final = 10_000
_SIX_DIGITS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Serials:
    """A counter's standing daily serials."""

    first: int
    last: int
    reserve_first: int
    reserve_last: int


def serials(block: int) -> Serials:
    """The serials of an agency's block 0, 1, 2 …: 0001–0499, 0500–0999, …

    The twentieth ends the four digits; later blocks have six, so that five stay the reserve's.
    Raises Differs when no block is left.

    Source: docs/sources.md S-12 (ranges are our rule).
    """
    if block > LAST_BLOCK:
        raise Differs("Cơ quan này đã cấp hết dải số hồ sơ; hãy báo quản trị trung tâm.")
    low = block * BLOCK
    if block >= FOUR_DIGIT_BLOCKS:
        low = _SIX_DIGITS + (block - FOUR_DIGIT_BLOCKS) * BLOCK
    reserve = _RESERVE + block * BLOCK
    return Serials(max(low, 1), low + BLOCK - 1, reserve + (block == 0), reserve + BLOCK - 1)


def block_of(first: int) -> int:
    """The block that begins with this serial."""
    if first >= _SIX_DIGITS:
        return (first - _SIX_DIGITS) // BLOCK + FOUR_DIGIT_BLOCKS
    return first // BLOCK
