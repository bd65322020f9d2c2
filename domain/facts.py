"""What a fact is, and how it becomes plain values and is read again.

A kind is a frozen class in the past tense; its fields are text, integers, bytes and tuples of
these, so that the fact is its own wire form. A released kind is never redefined: add a kind, or
raise its version and upcast old bodies.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from enum import Enum, auto
from typing import Any, ClassVar, Final, NewType, TypeAlias, get_args, get_origin, get_type_hints

Plain: TypeAlias = Any
"""int, str, bytes, bool, None, or a list of these: what a body may hold."""

Body: TypeAlias = Mapping[str, Plain]


class Apart(Enum):
    """What decides where two facts on one matter were written, neither writer knowing the other."""

    BOTH_COUNT = auto()  # they add up: money, scans, prints
    FIRST_STANDS = auto()  # the later one changes nothing
    LAST_STANDS = auto()  # one writer, whose every fact knows the one before it
    PERSON_DECIDES = auto()  # a conflict: shown with both stories until somebody decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What happened. Subclasses name it, say what decides when apart, and give its fields."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1
    apart: ClassVar[Apart]

    @property
    def matter(self) -> str:
        """What the fact decides; empty for a fact that only accumulates."""
        return ""

    @property
    def says(self) -> object:
        """Its word on that matter: two that say the same do not contradict each other."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread(Fact):
    """A fact of a kind or version that this release does not know, or a body that does not fit.

    Kept, passed on, and folded after the upgrade by a rebuild.
    """

    kind: ClassVar[str] = ""
    apart = Apart.BOTH_COUNT

    named: str
    numbered: int


Upcast: TypeAlias = Callable[[Body], Body]


def body_of(fact: Fact) -> dict[str, Plain]:
    """The fact's fields as plain values, fields left at their default omitted."""
    return {
        field.name: _plain(value)
        for field in fields(fact)
        if (value := getattr(fact, field.name)) != field.default
    }


def read(
    kinds: Mapping[str, type[Fact]],
    upcasts: Mapping[tuple[str, int], Upcast],
    kind: str,
    version: int,
    body: Plain,
) -> Fact:
    """The fact that a body tells, or `Unread`; never raises on what was once written."""
    known = kinds.get(kind)
    if known is None or not isinstance(body, Mapping) or version > known.version:
        return Unread(named=kind, numbered=version)
    for step in range(version, known.version):
        body = upcasts[kind, step](body)
    fitting, values = shapes(known), dict(body)
    for name, value in body.items():
        hint = fitting.get(name)
        if type(value) is hint:  # nearly all: plain text, a number, bytes
            continue
        values[name] = _frozen(value)
        if hint is None or not _fits(values[name], hint):
            return Unread(named=kind, numbered=version)
    try:
        return known(**values)
    except TypeError:  # a field without a default is missing
        return Unread(named=kind, numbered=version)


def misfit(
    kinds: Mapping[str, type[Fact]],
    upcasts: Mapping[tuple[str, int], Upcast],
    kind: str,
    version: int,
    body: Plain,
) -> str:
    """The first field for which `read` gives `Unread`; empty where it is no single field.

    Declared fields in their order, those missing among them; then unknown names in theirs.
    """
    known = kinds.get(kind)
    if known is None or not isinstance(body, Mapping) or version > known.version:
        return ""
    for step in range(version, known.version):
        body = upcasts[kind, step](body)
    fitting = shapes(known)
    for field in fields(known):
        if field.name not in body:
            if field.default is MISSING:
                return field.name
        elif not _fits(_frozen(body[field.name]), fitting[field.name]):
            return field.name
    return min((str(name) for name in body if name not in fitting), default="")


def _plain(value: Any) -> Plain:
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _frozen(value: Plain) -> Any:
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value


_SHAPES: Final[dict[type[Fact], Mapping[str, Any]]] = {}
"""Hints of each kind, resolved once: folding 10⁵ facts asks for them 10⁵ times."""


def shapes(kind: type[Fact]) -> Mapping[str, Any]:
    """The fields of a kind, in their order, each with what may stand there."""
    if kind not in _SHAPES:
        hints = get_type_hints(kind)
        _SHAPES[kind] = {field.name: _named(hints[field.name]) for field in fields(kind)}
    return _SHAPES[kind]


_SCALARS: Final = (str, int, bytes, bool)


def _named(hint: Any) -> Any:
    """What a NewType is a name of."""
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    return hint


def _fits(value: Any, hint: Any) -> bool:
    hint = _named(hint)
    if hint in _SCALARS:
        return type(value) is hint
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        return isinstance(value, tuple) and _tuple_fits(value, arguments)
    if origin is types.UnionType:
        return any(_fits(value, each) for each in arguments)
    return hint is type(None) and value is None


def _tuple_fits(value: tuple[Any, ...], arguments: tuple[Any, ...]) -> bool:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return all(_fits(each, arguments[0]) for each in value)
    return len(value) == len(arguments) and all(map(_fits, value, arguments))
