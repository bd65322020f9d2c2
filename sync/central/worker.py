"""One worker process: builds its own centre from what its parent left in the environment."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from sync.central.admin import open_centre
from sync.central.http import create_app
from sync.central.relaying import run_errands

SETTINGS: Final = "COUNTER_CENTRE"
"""JSON: database, blobs, keys. The environment is how uvicorn's workers inherit.

Keys of the scans' store are not in it: they are where every worker finds them itself.
"""


def leave(database: str, blobs: str, keys: Path) -> None:
    """Called by the parent before it starts workers."""
    told = {"database": database, "blobs": blobs, "keys": str(keys)}
    os.environ[SETTINGS] = json.dumps(told)


def app() -> FastAPI:
    """The application factory that uvicorn is told."""
    told = json.loads(os.environ[SETTINGS])
    centre = open_centre(told["database"], told["blobs"], Path(told["keys"]))
    never = threading.Event()
    threading.Thread(target=run_errands, args=(centre, never), name="errands", daemon=True).start()
    return create_app(centre)
