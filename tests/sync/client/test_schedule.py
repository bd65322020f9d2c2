"""Facts first: what is committed while scans go is exchanged after the part under way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sync.client.files import Pressing
from sync.client.schedule import Schedule, Waiting
from sync.protocol.errors import LinkLost

LONG_S = 20.0


class Line:
    """Facts, and parts of files that take a while each; what happened, in order."""

    def __init__(self, parts: int, part_s: float = 0.02) -> None:
        self.left, self.part_s = parts, part_s
        self.told: list[str] = []
        self.lost_after: set[int] = set()
        self.after_part: Callable[[], None] = lambda: None

    def facts(self) -> None:
        self.told.append("facts")

    def files(self, pressing: Pressing) -> bool:
        while self.left:
            if self.left in self.lost_after:
                self.lost_after.discard(self.left)
                raise LinkLost("cut")
            time.sleep(self.part_s)
            self.left -= 1
            self.told.append("part")
            self.after_part()
            if pressing(0):
                return self.left > 0
        return False


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG_S
    while not done():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_commit_while_scans_go_is_exchanged_after_one_part() -> None:
    line = Line(parts=30)
    schedule = Schedule(line.facts, lambda _: None, line.files)
    line.after_part = lambda: schedule.nudge() if line.left in (25, 20) else None

    schedule.start()
    until(lambda: line.left == 0)
    schedule.stop()

    told = "".join(word[0] for word in line.told)
    assert told.startswith("f" + "p" * 5 + "f" + "p" * 5 + "f" + "p")


def test_commits_without_end_do_not_starve_scans() -> None:
    line = Line(parts=20)
    schedule = Schedule(line.facts, lambda _: None, line.files)
    line.after_part = schedule.nudge

    schedule.start()
    until(lambda: line.left == 0)
    schedule.stop()

    assert line.told.count("facts") >= 20


def test_the_proof_is_told_before_scans_and_a_lost_line_afterwards() -> None:
    line = Line(parts=4)
    line.lost_after = {2}
    heard: list[object] = []
    lost = threading.Event()

    def tell(event: bool | Waiting | None) -> None:
        heard.append((event.error if isinstance(event, Waiting) else event, line.left))
        if isinstance(event, Waiting):
            lost.set()

    schedule = Schedule(line.facts, tell, line.files)
    schedule.start()
    assert lost.wait(LONG_S)
    until(lambda: line.left == 0)
    schedule.stop()

    assert heard[:2] == [(None, 4), (True, 4)]
    assert isinstance(heard[2], tuple)
    assert isinstance(heard[2][0], LinkLost)


def test_stopping_waits_for_one_part_at_most() -> None:
    line = Line(parts=10_000, part_s=0.05)
    schedule = Schedule(line.facts, lambda _: None, line.files)
    schedule.start()
    until(lambda: line.left < 10_000)

    began = time.monotonic()
    schedule.stop()

    assert time.monotonic() - began < 1
    left = line.left
    time.sleep(0.15)
    assert line.left == left
