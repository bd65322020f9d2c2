"""A centre restored from an older copy: it seals nothing until it has heard all, and forgets no
certificate that any counter holds."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from counter_app.demo.centre import CentreProcess
from counter_app.storage.day_closes import PENDING, SEALED
from sync.central.store.tables import certificate, office_day
from sync.protocol.certificate import follows
from tests.sync.central.days import closing, heard, kept, office_days, receive, today
from tests.sync.test_recovery import (
    centre,
    copy_database,
    counter,
    opened,
    restore,
)

__all__ = ["centre"]


def certificates(made: CentreProcess) -> list[tuple[bytes, int]]:
    with opened(made) as one, one.store.reading() as snapshot:
        rows = snapshot.execute(select(certificate.c.hash, certificate.c.number))
        return sorted((bytes(row.hash), row.number) for row in rows)


def test_a_restored_centre_learns_its_certificates_from_its_counters(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one, counter(centre, tmp_path, 5) as other:
        one.exchange()
        other.exchange()
        copy_database(centre, tmp_path / "copy.db")
        receive(one, 1)
        first = closing(one).close(today())
        one.exchange()
        other.exchange()
        known = certificates(centre)
        restore(centre, tmp_path / "copy.db")
        receive(one, 2)

        waiting = closing(one).close(today())
        lost = certificates(centre)
        for each in (one, other, one):
            each.exchange()
        closing(one).resume()

        assert waiting.state == PENDING
        assert "đang chờ các quầy báo lại" in waiting.cause
        assert lost == known  # the counter gave the centre's own word back with its exchange
        assert kept(one).state == SEALED
        assert follows(kept(one).told, first.sealed)
        one.exchange()
        other.exchange()
        assert heard(other) == [(one.identity.device, no, today()) for no in (1, 2)]
        assert len(office_days(other)[today()]) == 64
        with opened(centre) as made, made.store.reading() as snapshot:
            assert len(snapshot.execute(select(office_day)).all()) == 1


def test_a_certificate_that_no_store_has_as_a_fact_is_known_by_the_centres_signature(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one:
        receive(one, 1)
        one.exchange()
        copy_database(centre, tmp_path / "copy.db")
        first = closing(one).close(today())  # and the centre burns before the next exchange
        restore(centre, tmp_path / "copy.db")
        receive(one, 2)

        one.exchange()
        one.exchange()
        second = closing(one).close(today())
        one.exchange()

        assert second.state == SEALED
        assert follows(second.told, first.sealed)
        assert heard(one) == [(one.identity.device, no, today()) for no in (1, 2)]
        assert [number for _, number in certificates(centre)].count(1) == 1


def test_a_certificate_is_shown_again_where_nothing_else_is_to_be_closed(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one, counter(centre, tmp_path, 5) as other:
        receive(one, 1)
        for each in (one, other):
            each.exchange()
        copy_database(centre, tmp_path / "copy.db")
        first = closing(one).close(today())  # and the centre burns before the next exchange
        restore(centre, tmp_path / "copy.db")

        lost = certificates(centre)
        one.exchange()
        closing(one).resume()  # while the centre still waits for the other counter
        one.exchange()

        assert lost == []
        assert certificates(centre) == [(first.sealed.id, 1)]
        assert heard(one) == [(one.identity.device, 1, today())]
        assert not closing(one).resume()
