"""Saving a reception against the same writes by the driver alone."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, event

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS, OFFICE, device
from counter_app.bench.invented_people import name_of
from counter_app.bench.measure import Figure, beside, p50, p99, timed
from counter_app.bench.population import COUNTER, KEY
from counter_app.bench.search import bare_connection
from counter_app.bootstrap.station import now
from counter_app.storage.engine import open_engine
from counter_app.storage.journal import Author
from counter_app.storage.work import Desk
from counter_app.usecases.case import (
    CustomerForm,
    Entered,
    FieldName,
    PaperTaken,
    Payment,
    PaymentMethod,
    Reception,
)
from counter_app.usecases.receive_dossier import ReceiveDossier
from domain.identifiers import SubjectId

Writes = list[tuple[str, Any, bool]]
_WARM = 20


def measure(path: Path, size: int, rounds: int) -> list[Figure]:
    """New customer, dossier and fee; the driver replays the very same writes on a copy."""
    ours_path, bare_path = path.with_suffix(".ours"), path.with_suffix(".bare")
    for copy in (ours_path, bare_path):
        shutil.copyfile(path, copy)
    engine = open_engine(ours_path, KEY)
    receive = ReceiveDossier(begin=desk(engine).begin)
    writes = listen(engine)
    bare = bare_connection(bare_path)
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(rounds + _WARM):
        case = reception(number)
        writes.clear()
        took = timed(partial(receive, case))
        told = list(writes)
        replayed = timed(partial(replay, bare, told))
        if number >= _WARM:
            ours.append(took)
            theirs.append(replayed)
    bare.close()
    engine.dispose()
    for copy in (ours_path, bare_path):
        for left in copy.parent.glob(f"{copy.name}*"):
            left.unlink()
    above = [a - b for a, b in zip(ours, theirs, strict=True)]
    return [
        beside(
            ours,
            theirs,
            what="lưu một lần tiếp nhận",
            size=size,
            target="≤ 8×",
            met=p50(ours) <= 8 * p50(theirs),
            note=f"trên mức trần p50 {p50(above):.2f} ms, p99 {p99(above):.2f} ms",
        )
    ]


def reception(number: int) -> Reception:
    """A complete case of somebody new."""
    fields = {
        FieldName.IDENTITY_NUMBER: f"0011{number % 90 + 10}{500_000 + number:06}",
        FieldName.NAME: name_of(number * 7919),
        FieldName.ADDRESS: "Tổ 5, phường Bắc Nha Trang, tỉnh Khánh Hòa",
    }
    return Reception(
        case=str(uuid4()),
        customer=CustomerForm(fields={n: Entered(text=t) for n, t in fields.items()}),
        procedure=HOUSEHOLD_BUSINESS,
        papers=(PaperTaken(no=1, originals=1), PaperTaken(no=2, copies=1)),
        payment=Payment(method=PaymentMethod.CASH, amount=50_000),
    )


def desk(engine: Engine) -> Desk:
    """Begins transactions of the measured counter."""
    author = Author(
        scope=OFFICE, device=device(COUNTER), epoch=1, actor=SubjectId(b"officer of bench")
    )
    return Desk(engine=engine, author=lambda: author, now=now, announce=lambda _: None)


def listen(engine: Engine) -> Writes:
    """Every write as the driver gets it."""
    heard: Writes = []

    def hear(
        _connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, *many: bool
    ) -> None:
        if not statement.startswith(("SELECT", "BEGIN", "PRAGMA")):
            heard.append((statement, values, many[0]))

    event.listen(engine, "before_cursor_execute", hear)
    return heard


def replay(bare: Any, writes: Writes) -> None:
    """The very same writes, by the driver alone."""
    bare.execute("BEGIN IMMEDIATE")
    for statement, values, many in writes:
        if many:
            bare.executemany(statement, values)
        else:
            bare.execute(statement, values)
    bare.execute("COMMIT")
