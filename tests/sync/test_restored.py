"""What was decided since the backup of a restored centre stands, whoever tells of it first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from counter_app.demo.centre import CentreProcess
from counter_app.storage import tables as t
from counter_app.storage.engine import reading
from domain.dossier import RETURNED, ResultHandedOver
from sync.central import admin, orders
from sync.central.store.board_tables import board_dossier
from sync.central.store.states import state_of
from sync.protocol.errors import LinkLost
from sync.protocol.messages import ReconcileAnswer, ReconcileRequest, SyncAnswer, SyncRequest
from tests.sync.central.service import Counter
from tests.sync.central.two_offices import received
from tests.sync.test_recovery import SCOPE, centre, copy_database, counter, opened, restore

__all__ = ("centre",)  # fixtures


@contextmanager
def answers_lost(one: Counter) -> Iterator[None]:
    """What the counter says arrives; what it is told does not."""
    whole = one.link.ask

    def torn(message: SyncRequest | ReconcileRequest) -> SyncAnswer | ReconcileAnswer:
        whole(message)
        raise LinkLost

    one.link.ask = torn  # type: ignore[method-assign]
    yield
    one.link.ask = whole  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("held_before", "writer_knows"),
    [(True, True), (False, True), (False, False)],
    ids=["held before the copy", "held after it", "released unknown to the writer"],
)
def test_what_was_released_since_the_backup_stays_released(
    centre: CentreProcess, tmp_path: Path, *, held_before: bool, writer_knows: bool
) -> None:
    with counter(centre, tmp_path, 3) as one, counter(centre, tmp_path, 5) as other:
        for each in (one, other):
            each.exchange()
        if not held_before:
            copy_database(centre, tmp_path / "copy.db")
        one.ahead_ms = 25 * 3600 * 1000
        early = one.register("Võ Thị Sớm", "056188004217")
        one.ahead_ms = 0
        if writer_knows:
            one.exchange()
        else:
            with answers_lost(one), pytest.raises(LinkLost):
                one.exchange()
        if held_before:
            copy_database(centre, tmp_path / "copy.db")
        with opened(centre) as made:
            ((held, _),) = orders.held(made, SCOPE)
            orders.release(made, SCOPE, bytes.fromhex(held), "đồng hồ đã chỉnh")
        for each in (one, other) if writer_knows else (other,):
            each.exchange()
        name = other.username(early)
        restore(centre, tmp_path / "copy.db")

        for each in (one, other, one, other):
            each.exchange()

        assert name is not None
        assert [each.username(early) for each in (one, other)] == [name, name]
        for each in (one, other):
            with reading(each.engine) as connection:
                assert connection.execute(select(t.aside)).all() == []
        with opened(centre) as made:
            assert orders.held(made, SCOPE) == []
            assert admin.verify(made).problems == []


def test_a_dossier_that_ended_after_the_backup_is_ended_whatever_comes_back_first(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one, counter(centre, tmp_path, 5) as other:
        citizen = one.register("Võ Thị Sen", "056188004217")
        for each in (one, other):
            each.exchange()
        copy_database(centre, tmp_path / "copy.db")
        dossier, code = received(one, citizen)
        for each in (one, other):
            each.exchange()
        other.write(ResultHandedOver(paper="41A8000127", name="Võ Thị Sen"), subject=dossier)
        other.exchange()
        restore(centre, tmp_path / "copy.db")

        for each in (other, one, other, one):
            each.exchange()

        with opened(centre) as made, made.store.reading() as snapshot:
            assert state_of(snapshot, code) == RETURNED
            on_board = select(board_dossier.c.status)
            assert snapshot.execute(on_board).scalars().all() == [RETURNED]
