"""Deterministic CBOR (RFC 8949 §4.2.1), the only form in which facts and messages exist.

Text keys only, no floats, no tags, integers within 64 bits. Whatever arrives is decoded, written
again and compared: a second form of the same value would be a second hash of the same fact. It is
written in the order in which its keys came, and that order is looked at by itself: sorting them
anew took twice as long as all the rest of writing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, TypeAlias

import cbor2

from sync.protocol.counting import refuse_too_many
from sync.protocol.errors import NotDeterministic

Value: TypeAlias = Any
"""int, str, bytes, bool, None, list of values, dict from str to values."""

MAX_DEPTH: Final = 16
_SIGNED_64: Final = 1 << 63
_PLAIN: Final = frozenset((str, bytes, bool, type(None)))
_KNOWN_KEYS: Final = 512
"""Sets of keys whose order is remembered: a message has a few, and each kind of fact one."""


def encode(value: Value) -> bytes:
    """The one encoding of a value. Raises NotDeterministic for what may not be said."""
    _check(value, MAX_DEPTH)
    return cbor2.dumps(value, canonical=True)


def encode_flat(value: Value) -> bytes:
    """The one encoding of a number, or an array, whose parts were checked and are no maps."""
    return cbor2.dumps(value)


def decode(data: bytes) -> Value:
    """The value of these bytes. Raises NotDeterministic for any other form of it."""
    refuse_too_many(data)
    try:
        value = cbor2.loads(
            data, max_depth=MAX_DEPTH, allow_indefinite=False, allow_duplicate_keys=False
        )
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise NotDeterministic("không phải CBOR") from error
    _check(value, MAX_DEPTH, came=True)
    if cbor2.dumps(value) != data:
        raise NotDeterministic("CBOR ở dạng khác dạng xác định")
    return value


def decode_own(data: bytes) -> Value:
    """The value of bytes whose form was checked when they were written or came in."""
    return cbor2.loads(data)


def _check(value: Value, depth: int, *, came: bool = False) -> None:
    """Refuse what may not be said; of what `came`, also keys in another than their one order."""
    if type(value) in _PLAIN:  # nearly all: an envelope is checked twice for every fact
        return
    if isinstance(value, list | tuple):
        _check_items(value, depth, came=came)
    elif isinstance(value, dict):
        _check_keys(value, came=came)
        _check_items(value.values(), depth, came=came)
    elif isinstance(value, int):
        if not -_SIGNED_64 <= value < _SIGNED_64:
            raise NotDeterministic("số nguyên quá 64 bit")
    elif not isinstance(value, str | bytes):
        raise NotDeterministic(f"kiểu không được phép: {type(value).__name__}")


def _check_items(value: Iterable[Value], depth: int, *, came: bool) -> None:
    if depth <= 0:
        raise NotDeterministic("lồng quá sâu")
    for each in value:
        kind = type(each)
        if kind not in _PLAIN and not (kind is int and -_SIGNED_64 <= each < _SIGNED_64):
            _check(each, depth - 1, came=came)


def _check_keys(value: dict[Any, Value], *, came: bool) -> None:
    if came:
        if not _in_order(tuple(value)):
            raise NotDeterministic("khóa sai thứ tự")
    elif not all(isinstance(key, str) for key in value):
        raise NotDeterministic("khóa phải là chữ")


@lru_cache(_KNOWN_KEYS)
def _in_order(keys: tuple[Any, ...]) -> bool:
    """Whether all are text, in the order of their encoded bytes: the shorter first."""
    if not all(isinstance(key, str) for key in keys):
        return False
    coded = [key.encode() for key in keys]
    return coded == sorted(coded, key=lambda key: (len(key), key))
