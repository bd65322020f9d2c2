"""A mark beside the store: how far it had come, and on which machine.

A store restored from a copy is behind its mark; one moved to another PC finds another machine.
Either way its numbers may have been used already, so it asks the centre before it goes on (I2).
A copy of the whole disk takes the mark along; that one only the centre can notice.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage import standing
from counter_app.storage.engine import reading, transaction
from counter_app.storage.identity import Identity
from counter_app.storage.tables import head as heads
from counter_app.storage.tables import setting as settings

_MACHINE: Final = "machine"
_LINUX: Final = Path("/etc/machine-id")


def machine_id() -> bytes:
    """What the system calls this machine; empty where it has no name for it."""
    if sys.platform == "win32":  # not tried: no Windows machine was at hand
        import winreg

        key = winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography")
        with key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0]).encode()
    try:
        return _LINUX.read_bytes().strip()
    except OSError:
        return b""


@dataclass(frozen=True, slots=True)
class StoreMark:
    """The mark of one store, in a file outside of it."""

    path: Path
    machine: bytes

    def check(self, engine: Engine, identity: Identity) -> bool:
        """Whether the store was set back or moved; then it stops writing, durably."""
        with transaction(engine) as connection:
            behind = self._told(identity) > (identity.epoch, _own_seq(connection, identity))
            if not (behind or self._moved(connection)):
                connection.commit()
                return False
            standing.set_back(connection)
            connection.commit()
        return True

    def move(self, engine: Engine, identity: Identity) -> None:
        """The store has come this far. Written in place: a torn mark counts as none."""
        with reading(engine) as connection:
            seq = _own_seq(connection, identity)
        told = {"device": identity.device.hex(), "epoch": identity.epoch, "seq": seq}
        try:
            self.path.write_text(json.dumps(told), encoding="ascii")
        except OSError:  # the mark is a second look, not a promise
            return

    def accept(self, connection: Connection) -> None:
        """This machine is the store's from now on."""
        put = upsert(settings).values(name=_MACHINE, value=self.machine)
        connection.execute(
            put.on_conflict_do_update(index_elements=["name"], set_={"value": self.machine})
        )

    def _told(self, identity: Identity) -> tuple[int, int]:
        try:
            told = json.loads(self.path.read_text(encoding="ascii"))
            if told["device"] == identity.device.hex():
                return int(told["epoch"]), int(told["seq"])
        except (OSError, ValueError, KeyError, TypeError):
            pass  # none yet, or torn
        return 0, 0

    def _moved(self, connection: Connection) -> bool:
        known = connection.execute(
            select(settings.c.value).where(settings.c.name == _MACHINE)
        ).scalar()
        if known is None:
            self.accept(connection)
            return False
        return bool(self.machine) and known != self.machine


def mark_beside(profile: Path) -> StoreMark:
    """The mark of a profile lies beside its folder, so that copying the folder leaves it."""
    return StoreMark(profile.parent / f".{profile.name}.mark", machine_id())


def _own_seq(connection: Connection, identity: Identity) -> int:
    own = select(heads.c.seq).where(
        heads.c.scope == identity.scope,
        heads.c.device == identity.device,
        heads.c.epoch == identity.epoch,
        heads.c.branch == 0,
    )
    return connection.execute(own).scalar() or 0
