"""The scanning process: `python -m counter_app.devices.scanning.child`.

Its first line from standard input says what to do, and holds the key (which so appears in no
argument list or environment); "stop" later asks it to end after the page under way. It answers
with one JSON document a line: `alive`, `page`, `devices`, `failed`, `end`. A page is sealed, on
the disk and renamed before its line is written.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from PIL import Image

from counter_app.devices.scanning.profile import (
    DeviceFailed,
    PageSink,
    ScanProfile,
    Source,
    page_name,
)
from counter_app.devices.vault import Vault

if TYPE_CHECKING:
    from counter_app.devices.scanning.sane_device import Feed

_ALIVE_S: Final = 0.2


class _Voice:
    """Lines to the program; `alive` at most a few times a second."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._last = 0.0

    def say(self, event: str, **facts: Any) -> None:
        self._out.write(json.dumps({"event": event, **facts}) + "\n")
        self._out.flush()
        self._last = time.monotonic()

    def alive(self, _line: int, _lines: int) -> None:
        if time.monotonic() - self._last >= _ALIVE_S:
            self.say("alive")


def main() -> int:
    """Do what the first line asks; 0 even where the device failed, since that was said."""
    # drivers print to standard output as they please: keep the real one for ourselves
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        voice = _Voice(out)
        order = json.loads(sys.stdin.readline())
        stop = threading.Event()
        threading.Thread(target=_listen, args=(stop,), daemon=True).start()
        try:
            from counter_app.devices.scanning import sane_device
        except ImportError:
            voice.say("failed", name="missing")
            return 0
        if order["do"] == "list":
            voice.say("devices", devices=sane_device.devices())
            voice.say("end")
        else:
            _scan(order, voice, stop)
        # a driver's exit handlers may hang; everything of ours is on the disk
        os._exit(0)


def _listen(stop: threading.Event) -> None:
    """Anything more on standard input, its end included, means: no further page."""
    sys.stdin.readline()
    stop.set()


def _scan(order: Mapping[str, Any], voice: _Voice, stop: threading.Event) -> None:
    from counter_app.devices.scanning.sane_device import Feed

    profile = _profile(order["profile"])
    sink = PageSink(Path(order["folder"]), Vault(bytes.fromhex(order["key"])), int(order["first"]))
    try:
        feed = Feed(profile)
    except DeviceFailed as failure:
        voice.say("failed", name=failure.name)
        return
    failed = _take(feed, profile, sink, voice, stop)
    # said before letting go: SANE's cancel was seen to hang after a failed page
    if failed:
        voice.say("failed", name=failed)
    else:
        voice.say("end")
    feed.close()


def _take(
    feed: Feed, profile: ScanProfile, sink: PageSink, voice: _Voice, stop: threading.Event
) -> str:
    """Pages until the pile ends; the failure's name, or nothing."""
    voice.say("alive")
    taken = 0
    try:
        while taken < profile.most_pages and not stop.is_set():
            image, dpi = feed.page(voice.alive)
            _keep(image, dpi, sink, taken, profile.quality)
            voice.say("page", number=sink.first + taken)
            taken += 1
            if not feed.from_feeder:
                break
    except OSError:
        return "disk"
    except DeviceFailed as failure:
        ended = failure.name == "no_paper" and taken  # an empty feeder ends the pile
        return "" if ended else failure.name
    return ""


def _keep(image: Image.Image, dpi: float, sink: PageSink, taken: int, quality: int) -> None:
    jpeg = BytesIO()
    image.save(jpeg, "JPEG", quality=quality, dpi=(dpi, dpi))
    sink.vault.write(sink.folder / page_name(sink.first + taken), jpeg.getvalue())


def _profile(told: Mapping[str, Any]) -> ScanProfile:
    options = tuple((str(name), str(text)) for name, text in told["options"])
    return ScanProfile(**{**told, "source": Source(told["source"]), "options": options})


if __name__ == "__main__":
    sys.exit(main())
