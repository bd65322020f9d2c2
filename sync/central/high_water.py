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

    def beyond(self, scope: Scope, end: Cursor) -> bool:
        """Whether more was committed in this very life than the database holds now."""
        try:
            life, position = self._file(scope).read_text("ascii").split()
            return life == end.incarnation.hex() and int(position) > end.position
        except (OSError, ValueError):
            return False

    def _file(self, scope: Scope) -> Path:
        return self.folder / hashlib.sha256(scope.encode()).hexdigest()[:32]
