"""One office on one day: centre, printer, wire, and what can be asked of its counters."""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from counter_app.ctl import main
from counter_app.demo.centre import SCOPE, CentreProcess, new_centre
from counter_app.storage import tables as t
from counter_app.storage.engine import open_engine, reading
from counter_app.storage.key_store import store_key
from domain.identifiers import PROVINCE, Scope
from sync.central import admin
from sync.central.centre import Centre
from sync.central.store.journal import chains
from sync.protocol.chains import tips
from sync.protocol.heads import digest, fingerprint
from tests.day.wire import Wire, wire_to

TRANSCRIPT = "2.000635"
HOUSEHOLD = "1.001612"


@dataclass(frozen=True)
class Done:
    """How a command ended, what it said, and its sentence where it failed."""

    status: int
    said: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A counter's profile, asked through `counterctl`."""

    profile: Path

    def say(self, *arguments: str) -> Any:
        done = self.run(*arguments)
        assert done.status == 0, done.sentence
        return json.loads(done.said)

    def run(self, *arguments: str) -> Done:
        said, sentence = io.StringIO(), io.StringIO()
        with redirect_stdout(said), redirect_stderr(sentence):
            status = main(["--profile", str(self.profile), "--json", *arguments])
        return Done(status, said.getvalue(), sentence.getvalue())

    def receive(self, card: str, procedure: str, **others: Any) -> Any:
        file = self.profile / "reception.json"
        told = {"card": card, "procedure": procedure, "officer": "chau.le", **others}
        file.write_text(json.dumps(told), encoding="utf-8")
        return self.say("receive", "--file", str(file))

    def rows(self, *columns: Any) -> list[tuple[Any, ...]]:
        engine = open_engine(self.profile / "counter.db", store_key(self.profile))
        try:
            with reading(engine) as connection:
                return [tuple(row) for row in connection.execute(select(*columns))]
        finally:
            engine.dispose()


@dataclass(frozen=True, kw_only=True)
class Office:
    """Quầy 3 hears of the centre over a wire that can be cut; Quầy 5 directly."""

    centre: CentreProcess
    wire: Wire
    three: Desk
    five: Desk

    def facts(self) -> int:
        """What the centre holds of the office."""
        return int(json.loads(self.centre.run("status"))[SCOPE]["facts"])

    def proven_equal(self) -> bool:
        """One digest at both counters and the centre, over everything that each one holds."""
        seals = {desk.say("status")["seal"] for desk in (self.three, self.five)}
        return seals == {self.seal()}

    def seal(self, scope: str = SCOPE) -> str:
        """The digest of the centre's heads, as read from its store."""
        with self.opened() as centre, centre.store.reading() as snapshot:
            return fingerprint(digest(tips(chains(snapshot, Scope(scope)).branches())))

    @contextmanager
    def opened(self) -> Iterator[Centre]:
        """The centre's store beside its running workers."""
        folder = self.centre.folder
        opened = admin.open_centre(self.centre.database, folder / "blobs", folder / "keys")
        try:
            yield opened
        finally:
            opened.store.close()


@contextmanager
def office(folder: Path, database: str = "") -> Iterator[Office]:
    """The invented office with two counters, enrolled; a centre with two workers."""
    with ExitStack() as stack:
        centre = new_centre(folder / "centre", database=database, workers=2)
        centre.start()
        stack.callback(centre.stop)
        wire = stack.enter_context(wire_to(centre.port))
        three, five = (Desk(profile=folder / name) for name in ("quay-3", "quay-5"))
        for desk, number, url in ((three, 3, wire.url), (five, 5, centre.url)):
            code = centre.enrol_code(f"Quầy {number}", f"Q{number}")
            desk.say("enrol", "--centre", url, "--code", code)
        yield Office(centre=centre, wire=wire, three=three, five=five)


def assert_all_is_whole(told: Office) -> None:
    """What must hold at the end of any day."""
    desks = (told.three, told.five)
    says = [desk.say("status") for desk in desks]
    for told_now in says:
        waiting = {name: told_now[name] for name in ("waiting_facts", "waiting_files", "proven")}
        assert waiting == {"waiting_facts": 0, "waiting_files": 0, "proven": True}, waiting
    assert {s["shared_facts"] for s in says} == {told.facts()}
    assert told.proven_equal()
    assert all(desk.say("verify")["equal"] for desk in desks)
    assert json.loads(told.centre.run("verify"))["problems"] == []
    _assert_numbers(desks)
    _assert_scans(told)
    assert told.seal(PROVINCE)


def _assert_numbers(desks: Sequence[Desk]) -> None:
    codes = [sorted(code for (code,) in desk.rows(t.dossier.c.code)) for desk in desks]
    assert codes[0] == codes[1]
    assert max(Tally(codes[0]).values()) == 1
    receipts = [sorted(desk.rows(t.receipt.c.series, t.receipt.c.no)) for desk in desks]
    assert receipts[0] == receipts[1]
    for series in {series for series, _ in receipts[0]}:
        numbers = [no for each, no in receipts[0] if each == series]
        assert numbers == list(range(1, len(numbers) + 1))


def _assert_scans(told: Office) -> None:
    named = {sha256 for (sha256,) in told.five.rows(t.scan.c.sha256)}
    assert named
    with told.opened() as centre:
        for sha256 in named:
            assert hashlib.sha256(centre.blobs.read(sha256) or b"").digest() == sha256
