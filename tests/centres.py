"""A centre with the invented office for each test: made once, then copied."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from counter_app.demo import centre as demo
from counter_app.demo.centre import SCOPE, CentreProcess
from counter_app.demo.rig import free_port
from domain.identifiers import Scope
from sync.central import admin


class TestedCentre(CentreProcess):
    """A real service; what an administrator does beside it needs no process of its own."""

    __test__ = False

    def enrol_code(self, counter: str, receipts: str, *, scope: str = SCOPE) -> str:
        """A one-time code for a counter, as `counter-centre enrol-code` gives it."""
        keys, blobs = self.folder / "keys", self.folder / "blobs"
        opened = admin.open_centre(self.database, blobs, keys)
        try:
            return admin.new_enrol_code(opened, Scope(scope), counter, receipts)[0]
        finally:
            opened.store.close()


def new_centre(folder: Path, *, workers: int = 1) -> TestedCentre:
    """As `counter_app.demo.centre.new_centre`, on SQLite: its own folder, keys of the copy."""
    shutil.copytree(_made(), folder, dirs_exist_ok=True)
    return TestedCentre(
        folder=folder, port=free_port(), database=str(folder / "centre.db"), workers=workers
    )


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="invented-centre-"))
    atexit.register(shutil.rmtree, folder)
    demo.new_centre(folder / "centre")
    return folder / "centre"
