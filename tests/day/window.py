"""The real program in a real X server, driven by key events alone and watched by its store."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, select

from counter_app.demo.rig import end, program
from counter_app.storage import tables as t
from counter_app.storage.engine import open_engine, reading
from counter_app.storage.key_store import store_key

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0
STEP_S = 0.05
REST_S = 0.3
PERSON_MS = 90  # between two keys of a person; a code reader leaves 1 ms
FIRST_SPARE_KEYCODE = 147
LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
PAGES = 10  # in the feeder of the scanner's test device
DRAFT_QUIET_S = 0.9  # the desk keeps a draft when nothing has changed for a second


def until(found: Callable[[], T | None], what: str) -> T:
    """What `found` answers once it is true. Fails with `what` when that takes too long."""
    deadline = time.monotonic() + PATIENCE_S
    while not (answer := found()):
        assert time.monotonic() < deadline, f"chờ mãi không thấy: {what}"
        time.sleep(STEP_S)
    return answer


@contextmanager
def x_server() -> Iterator[str]:
    """A display of its own."""
    readable, writable = os.pipe()
    command = ["Xvfb", "-displayfd", str(writable), "-screen", "0", "1366x768x24", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[writable], stderr=subprocess.DEVNULL)
    os.close(writable)
    try:
        with os.fdopen(readable) as told:
            display = f":{told.readline().strip()}"
        _teach_vietnamese(display)
        yield display
    finally:
        end(server)


def _teach_vietnamese(display: str) -> None:
    """Vietnamese letters on keys that a keyboard lacks: xdotool would otherwise redefine one key
    for each letter, faster than a program can follow."""
    told = subprocess.run(["xkbcomp", display, "-"], capture_output=True, text=True, check=True)
    names = re.findall(r"^\s+(<\w+>) = (\d+);", told.stdout, re.MULTILINE)
    spare = [name for name, code in names if int(code) >= FIRST_SPARE_KEYCODE]
    letters = [*LETTERS, *LETTERS.upper()]
    pairs = zip(spare, batched(letters), strict=False)
    keys = "".join(
        f"key {name} {{ [ {', '.join(f'U{ord(letter):04X}' for letter in pair)} ] }};\n"
        for name, pair in pairs
    )
    head, symbols, tail = told.stdout.partition("xkb_symbols ")
    body, closing, rest = tail.partition("\n};")
    taught = head + symbols + body + "\n" + keys + closing + rest
    subprocess.run(["xkbcomp", "-w", "0", "-", display], input=taught, text=True, check=True)


def batched(letters: Sequence[str]) -> list[tuple[str, ...]]:
    """In pairs: a key has two levels, plain and shifted."""
    return [tuple(letters[at : at + 2]) for at in range(0, len(letters), 2)]


@dataclass(kw_only=True)
class Window:
    """One counter's window. `presses` counts keys as a person presses them, cards left out."""

    profile: Path
    display: str
    engine: Engine
    process: subprocess.Popen[bytes]
    started_ms: float
    presses: int = 0

    def press(self, *keys: str) -> None:
        self.presses += len(keys)
        for key in keys:
            self._tool("key", "--clearmodifiers", key)

    def type(self, text: str) -> None:
        self.presses += len(text)
        self._tool("type", "--delay", str(PERSON_MS), text)

    def card(self, payload: str) -> None:
        """A code reader types the card, whatever has the focus."""
        self._tool("type", "--delay", "1", "--args", "1", payload, "key", "Return")
        number = payload.split("|")[0]
        self.wait_draft(lambda d: d["fields"].get("identity_number", [""])[0] == number, "thẻ")

    def draft(self) -> tuple[float, dict[str, Any]] | None:
        """The open case as the crash guard kept it, with its moment in seconds."""
        newest = select(t.draft).where(t.draft.c.held == 0).order_by(t.draft.c.held_at.desc())
        with reading(self.engine) as connection:
            row = connection.execute(newest).first()
        return (row.held_at / 1000, json.loads(row.content)) if row else None

    def wait_draft(self, so: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            kept = self.draft()
            return kept[1] if kept and so(kept[1]) else None

        return until(found, what)

    def scan(self) -> None:
        """F7, and wait until the feeder is empty and the desk has come to rest."""
        self.press("F7")

        def rested() -> bool:
            pages = list(self.profile.glob("scans/*/*.page"))
            kept = self.draft()
            if len(pages) < PAGES or kept is None:
                return False
            newest = max(path.stat().st_mtime for path in pages)
            return kept[0] > newest + DRAFT_QUIET_S

        until(rested, "quét xong")

    def go_to_fee(self) -> None:
        """F9 goes to what is still open; without anything to scan that is the fee."""
        self.press("F9")

    def saved(self, before: int) -> None:
        """One more dossier than before is in the store, and its slip came out."""
        until(lambda: self.slips().count("confirmed") == before + 1, "hồ sơ đã lưu và in")
        until(self.rests, "màn hình báo đã in")

    def count(self) -> int:
        return len(self.slips())

    def slips(self) -> list[str]:
        """The state of each of this counter's slips."""
        mine = select(t.dossier.c.slip).join(t.counter, t.counter.c.device == t.dossier.c.device)
        with reading(self.engine) as connection:
            rows = connection.execute(mine.where(t.counter.c.name == "Quầy 3"))
            return [row[0] for row in rows]

    def signed_in(self) -> bool:
        with reading(self.engine) as connection:
            seen = connection.execute(select(t.account.c.last_seen))
            return any(row[0] > self.started_ms for row in seen)

    def rests(self) -> bool:
        """Whether the program used no processor time worth speaking of for a moment."""
        before = self._ticks()
        time.sleep(REST_S)
        return self._ticks() - before <= 1

    def _ticks(self) -> int:
        """Processor time in hundredths of a second (proc(5))."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return int(told[11]) + int(told[12])

    def kill(self) -> None:
        """The plug is pulled."""
        self.process.kill()
        self.process.wait()

    def _tool(self, *arguments: str) -> None:
        env = {**os.environ, "DISPLAY": self.display}
        subprocess.run(["xdotool", *arguments], env=env, check=True, timeout=30)


@contextmanager
def window(profile: Path, display: str) -> Iterator[Window]:
    """The program, started and with the focus; ended with the block."""
    env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    with (profile / "window.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "counter_app", "--profile", str(profile)],
            cwd=ROOT,
            env=env,
            stdout=log,
            stderr=log,
        )
    engine = open_engine(profile / "counter.db", store_key(profile))
    made = Window(
        profile=profile,
        display=display,
        engine=engine,
        process=process,
        started_ms=time.time() * 1000,
    )
    try:
        named = ("search", "--sync", "--onlyvisible", "--name", "Quầy Một Cửa")
        made._tool(*named, "windowfocus", "--sync")
        until(made.rests, "cửa sổ sẵn sàng")
        yield made
    finally:
        engine.dispose()
        if process.poll() is None:
            end(process)


def missing_programs() -> list[str]:
    """What this machine lacks for a day at the window."""
    needed = ("Xvfb", "xdotool", "ippeveprinter", "dbus-daemon")
    return [name for name in needed if not program(name)]
