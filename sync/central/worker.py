"""One worker process: builds its own centre from what its parent left in the environment."""

from __future__ import annotations

import gc
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
    made = create_app(centre)
    _collect_seldom()
    return made


def _collect_seldom() -> None:
    """Look for rings of dead objects after every fifty thousand new ones, not seven hundred.

    A batch of a thousand facts makes some hundred thousand objects that live until it is answered
    and die without rings: going through them over and over took a tenth of a worker's time. What
    is there by now stays as long as the process, and is looked at no more.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 5, 5)
