"""A centre set back to last night's copy is healed by what its counters hold."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from counter_app.demo.centre import CentreProcess, new_centre
from counter_app.storage.engine import open_engine
from counter_app.storage.replica import Forked
from domain.identifiers import Scope
from sync.central import admin
from sync.central.centre import Centre
from sync.client.http_link import HttpLink
from tests.sync.central.service import KEY, Counter, enrolled_at

SCOPE = Scope("H32.16")


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    made = new_centre(tmp_path / "centre", workers=2)
    made.start()
    yield made
    made.stop()


@contextmanager
def counter(centre: CentreProcess, folder: Path, number: int) -> Iterator[Counter]:
    identity = enrolled_at(centre.url, centre.enrol_code(f"Quầy {number}", f"Q{number}"))
    link = HttpLink(centre.url, identity.device, identity.private_key())
    made = Counter(open_engine(folder / f"{number}.db", KEY), identity, link)
    yield made
    made.close()


@contextmanager
def opened(centre: CentreProcess) -> Iterator[Centre]:
    folder = centre.folder
    made = admin.open_centre(centre.database, folder / "blobs", folder / "keys")
    yield made
    made.store.close()


def copy_database(centre: CentreProcess, to: Path) -> None:
    """Last night's backup: taken while nobody writes."""
    centre.stop()
    with opened(centre) as made, made.store.writing() as transaction:
        transaction.exec_driver_sql("SELECT 1")
    shutil.copyfile(centre.database, to)
    centre.start()


def restore(centre: CentreProcess, copy: Path) -> None:
    centre.stop()
    for left in Path(centre.database).parent.glob("centre.db-*"):
        left.unlink()
    shutil.copyfile(copy, centre.database)
    centre.start()


def test_counters_give_a_restored_centre_back_what_it_lost(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one, counter(centre, tmp_path, 5) as other:
        one.register("Võ Thị Mẫu Đơn", "056188004217")
        one.exchange()
        other.exchange()
        copy_database(centre, tmp_path / "copy.db")
        lost = [one.register(f"Võ Thị Mẫu Đơn {no}", f"05618800430{no}") for no in range(3)]
        theirs = other.register("Võ Thị Mẫu Đơn", "056188004999")
        for each in (one, other, one):
            each.exchange()
        names = [one.username(subject) for subject in [*lost, theirs]]
        restore(centre, tmp_path / "copy.db")
        fresh = one.register("Võ Thị Mẫu Đơn", "056188005000")

        healed = one.exchange()
        there = other.exchange()

        assert healed.repairs == 1
        assert there.digest == one.exchange().digest
        assert [one.username(subject) for subject in [*lost, theirs]] == names
        assert [other.username(subject) for subject in [*lost, theirs]] == names
        assert one.username(fresh) not in {None, *names}
        assert one.facts() == other.facts()
        with opened(centre) as made:
            assert admin.verify(made).problems == []
            assert admin.status(made)[SCOPE]["facts"] == one.facts()


def test_a_fork_is_not_mended_by_heads_but_told(centre: CentreProcess, tmp_path: Path) -> None:
    with counter(centre, tmp_path, 3) as one:
        one.register("Võ Thị Mẫu Đơn")
        one.exchange()
        one.engine.dispose()
        for part in tmp_path.glob("3.db*"):
            shutil.copyfile(part, tmp_path / part.name.replace("3.db", "clone.db"))
        clone = Counter(open_engine(tmp_path / "clone.db", KEY), one.identity, one.link)
        one.register("Võ Thị Sen")
        one.exchange()
        clone.register("Võ Thị Súng")

        with pytest.raises(Forked, match="báo quản trị"):
            clone.exchange()

        clone.engine.dispose()
        assert one.exchange().repairs == 0
