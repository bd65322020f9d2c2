"""How far each scope had come, kept beside the key: a database set back is noticed at its start.

A file for each scope: the life of its feed and the last position that was committed. Another
life is none of its business: whoever restored the database and said so began one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from domain.identifiers import Scope
from sync.protocol.messages import Cursor


@dataclass(frozen=True, slots=True)
class HighWater:
    """The marks of one centre."""

    folder: Path
    _reached: dict[Scope, Cursor] = field(default_factory=dict)

    def reach(self, scope: Scope, end: Cursor) -> None:
        """This much is committed. Written in place, unflushed: a lost mark is no harm."""
        before = self._reached.get(scope)
        if before == end or (
            before and before.incarnation == end.incarnation and before.position > end.position
        ):
            return
        self._reached[scope] = end
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file(scope).write_text(f"{end.incarnation.hex()} {end.position}", "ascii")
        except OSError:  # the mark is a second look, not a promise
            return

    def told(self, scope: Scope) -> Cursor | None:
        """How far it had come by what stands beside the key; None where nothing does."""
        try:
            life, position = self._file(scope).read_text("ascii").split()
            return Cursor(bytes.fromhex(life), int(position))
        except (OSError, ValueError):
            return None

    def _file(self, scope: Scope) -> Path:
        return self.folder / hashlib.sha256(scope.encode()).hexdigest()[:32]


def beyond(mark: Cursor | None, end: Cursor) -> bool:
    """Whether more was committed in this very life than the database holds, which was looked at
    after the mark: a mark is written after its commit."""
    return mark is not None and mark.incarnation == end.incarnation and mark.position > end.position
