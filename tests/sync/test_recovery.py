"""Recovery cases with a real centre and real stores: what was lost comes back by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from counter_app.demo.centre import CentreProcess
from counter_app.storage import tables as t
from counter_app.storage.engine import open_engine, reading, transaction
from counter_app.storage.identity import Identity
from counter_app.storage.standing import SUPERSEDED
from counter_app.storage.verification import verify
from domain.customer import CustomersSeparated
from domain.identifiers import CustomerId, Scope
from sync.central import admin, reports, restoring
from sync.central.centre import Centre
from sync.central.joining import NUMBER_TWICE
from sync.central.store.tables import work_item
from sync.client.http_link import HttpLink, Refusal
from sync.protocol.errors import BytesLost
from tests.centres import new_centre
from tests.sync.central.service import KEY, Counter, enrolled_at

SCOPE = Scope("H32.16")


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[CentreProcess]:
    made = new_centre(tmp_path / "centre")
    made.start()
    yield made
    made.stop()


@contextmanager
def counter(centre: CentreProcess, folder: Path, number: int) -> Iterator[Counter]:
    identity = enrolled_at(centre.url, centre.enrol_code(f"Quầy {number}", f"Q{number}"))
    made = opened_counter(centre, folder / f"{number}.db", identity)
    yield made
    made.close()


def opened_counter(centre: CentreProcess, store: Path, identity: Identity) -> Counter:
    link = HttpLink(
        centre.url,
        identity.device,
        identity.private_key(),
        certificate=lambda: identity.certificate,
    )
    return Counter(open_engine(store, KEY), identity, link)


@contextmanager
def opened(centre: CentreProcess) -> Iterator[Centre]:
    folder = centre.folder
    made = admin.open_centre(centre.database, folder / "blobs", folder / "keys")
    yield made
    made.store.close()


def copy_database(centre: CentreProcess, to: Path) -> None:
    """Last night's backup: taken while nobody writes."""
    centre.stop()
    with opened(centre) as made, made.store.writing() as transaction_:
        transaction_.exec_driver_sql("SELECT 1")
    shutil.copyfile(centre.database, to)
    centre.start()


def restore(centre: CentreProcess, copy: Path) -> None:
    centre.stop()
    for left in Path(centre.database).parent.glob("centre.db-*"):
        left.unlink()
    shutil.copyfile(copy, centre.database)
    centre.start()


def image(folder: Path, name: str, to: str) -> Path:
    """Copy all files of a store under another name."""
    for part in folder.glob(f"{name}.db*"):
        shutil.copyfile(part, folder / part.name.replace(f"{name}.db", f"{to}.db"))
    return folder / f"{to}.db"


def sql(one: Counter, statement: str) -> None:
    with transaction(one.engine) as connection:
        connection.exec_driver_sql(statement)
        connection.commit()


def no_file(_sha256: bytes) -> bytes:
    raise AssertionError("no files here")


# 1. the centre's database comes from last night


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
        settled, asked = [other.register("Lê Văn Sen", f"05618800430{no}") for no in range(2)]
        apart = CustomersSeparated(other=CustomerId(lost[0]))
        other.write(apart, subject=settled)
        for each in (other, one):
            each.exchange()
        names = [one.username(subject) for subject in [*lost, theirs]]
        restore(centre, tmp_path / "copy.db")
        fresh = one.register("Võ Thị Mẫu Đơn", "056188005000")

        healed = one.exchange()
        undecided = one.username(fresh)
        for each in (other, one, other, one):
            each.exchange()

        assert healed.repairs == 1
        assert undecided is None  # another counter might have told of a name given yesterday
        assert one.exchange().digest == other.exchange().digest
        assert [one.username(subject) for subject in [*lost, theirs]] == names
        assert [other.username(subject) for subject in [*lost, theirs]] == names
        assert one.username(fresh) not in {None, *names}
        assert one.facts() == other.facts()
        with opened(centre) as made:
            assert admin.verify(made).problems == []
            assert reports.status(made)[SCOPE]["facts"] == one.facts()
            waiting = open_work(made, SCOPE)
        assert waiting == [(NUMBER_TWICE, asked)]  # what was settled since is not asked again


def open_work(centre: Centre, scope: Scope) -> list[tuple[str, bytes]]:
    told = select(work_item.c.kind, work_item.c.subject).where(
        work_item.c.scope == scope, work_item.c.state == "open"
    )
    with centre.store.reading() as snapshot:
        return [(row.kind, bytes(row.subject)) for row in snapshot.execute(told)]


def test_a_counter_enrolled_since_the_backup_is_known_by_its_certificate(
    centre: CentreProcess, tmp_path: Path
) -> None:
    copy_database(centre, tmp_path / "copy.db")
    with counter(centre, tmp_path, 3) as one:
        subject = one.register("Võ Thị Sen", "056188004217")
        one.exchange()
        name = one.username(subject)
        restore(centre, tmp_path / "copy.db")

        one.exchange()
        one.exchange()

        with opened(centre) as made:
            told = reports.status(made)[SCOPE]
            assert told["facts"] == one.facts()
            assert told["unheard"] == []
            assert admin.verify(made).problems == []
            code, _ = admin.new_enrol_code(made, SCOPE, "Quầy 9")
        later = enrolled_at(centre.url, code)  # its numbers are not those of Quầy 3
        opened_later = opened_counter(centre, tmp_path / "9.db", later)
        opened_later.exchange()
        assert opened_later.username(subject) == name
        with reading(opened_later.engine) as connection:
            firsts = [row[0] for row in connection.execute(select(t.number_grant.c.first))]
        assert len(firsts) == len(set(firsts)) == 2
        opened_later.close()


def test_an_administrator_releases_a_restored_centre_whose_counter_is_gone(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one, counter(centre, tmp_path, 5):
        one.exchange()
        copy_database(centre, tmp_path / "copy.db")
        one.register("Võ Thị Sen")
        one.exchange()
        restore(centre, tmp_path / "copy.db")
        subject = one.register("Võ Thị Súng")
        one.exchange()
        one.exchange()
        waiting = one.username(subject)

        with opened(centre) as made:
            silent = restoring.release(made)
        one.exchange()

        assert waiting is None
        assert silent == 1
        assert one.username(subject) is not None


def test_a_revoked_device_stays_closed_after_a_restore(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one:
        one.exchange()
        copy_database(centre, tmp_path / "copy.db")
        with opened(centre) as made:
            admin.revoke_device(made, one.identity.device)
        restore(centre, tmp_path / "copy.db")

        with pytest.raises(Refusal, match="thu hồi"):
            one.exchange()


# 3. a counter's disk is rolled back, or runs twice


def test_a_counter_set_back_goes_on_under_another_epoch(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one, counter(centre, tmp_path, 5) as other:
        one.register("Võ Thị Sen")
        one.exchange()
        one.engine.dispose()
        image(tmp_path, "3", "old")
        lost = one.register("Võ Thị Súng")
        one.exchange()
        old = replace(one, engine=open_engine(tmp_path / "old.db", KEY))
        again = old.register("Võ Thị Trang")

        old.exchange()
        stopped = old.go_on()
        after = old.register("Võ Thị Lài")
        old.exchange()
        other.exchange()

        assert stopped is None
        assert old.identity.epoch == 2
        assert old.exchange().digest == other.exchange().digest
        for subject in (lost, again, after):
            assert old.username(subject) == other.username(subject) is not None
        with opened(centre) as made:
            assert admin.verify(made).problems == []
            assert reports.status(made)[SCOPE]["work"] == 1  # the fork, for a person to look at
        old.engine.dispose()


def test_of_two_live_copies_of_a_store_one_must_be_enrolled_anew(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one:
        one.exchange()
        one.engine.dispose()
        image(tmp_path, "3", "clone")
        clone = replace(one, engine=open_engine(tmp_path / "clone.db", KEY))
        first, second = one.register("Võ Thị Sen"), clone.register("Võ Thị Súng")
        one.exchange()
        clone.exchange()
        one.exchange()

        goes_on, stops = clone.go_on(), one.go_on()

        assert (goes_on, stops) == (None, SUPERSEDED)
        assert one.exchange().digest == clone.exchange().digest
        for each in (one, clone):
            assert None not in {each.username(first), each.username(second)}
        clone.engine.dispose()


# 4. one row is damaged or deleted by hand


def test_a_row_damaged_at_the_counter_is_named_and_comes_back(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one:
        for no in range(6):
            one.register(f"Võ Thị Số {no}")
        one.exchange()
        whole = one.facts()
        sql(one, "UPDATE fact SET body = x'a0' WHERE pos = (SELECT max(pos) - 3 FROM fact)")
        sql(one, "DELETE FROM fact WHERE pos = (SELECT max(pos) - 5 FROM fact)")

        found = verify(one.engine, no_file, one.now())
        healed = one.exchange()

        assert found.holes == 2
        assert healed.repairs == 1
        with reading(one.engine) as connection:  # damaged bytes are kept for a person
            assert connection.execute(select(func.count()).select_from(t.damaged)).scalar() == 1
        assert one.facts() == whole
        assert verify(one.engine, no_file, one.now()).problems == []


def test_a_row_damaged_at_the_centre_is_named_and_comes_back_to_its_place(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one, counter(centre, tmp_path, 5) as other:
        for no in range(6):
            one.register(f"Võ Thị Số {no}")
        one.exchange()
        other.exchange()
        with opened(centre) as made:
            before = places_and_facts(made)
            with made.store.writing() as transaction_:
                transaction_.exec_driver_sql(
                    "UPDATE fact SET envelope = x'00' WHERE scope = 'H32.16' AND position = 7"
                )
                transaction_.exec_driver_sql(
                    "DELETE FROM fact WHERE scope = 'H32.16' AND position IN (9, 10)"
                )
                transaction_.commit()
            named = admin.verify(made).problems

        healed = other.exchange()

        assert len(named) >= 2
        assert healed.repairs >= 1
        with opened(centre) as made:
            assert admin.verify(made).problems == []
            assert places_and_facts(made) == before


def test_damage_that_nobody_looked_for_shows_when_it_is_asked_for(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one, counter(centre, tmp_path, 5) as other:
        one.register("Võ Thị Sen")
        one.exchange()
        with opened(centre) as made, made.store.writing() as transaction_:
            transaction_.exec_driver_sql(
                "UPDATE fact SET body = x'a0' WHERE scope = 'H32.16' AND device = "
                f"x'{one.identity.device.hex()}'"
            )
            transaction_.commit()

        with pytest.raises(Refusal, match="đang vá"):
            other.exchange()
        with pytest.raises(BytesLost):
            other.exchange()
        one.exchange()

        assert other.exchange().digest == one.exchange().digest


def places_and_facts(centre: Centre) -> tuple[set[int], set[bytes]]:
    """The places of the feed that are taken, and the facts that take them."""
    with centre.store.reading() as snapshot:
        rows = snapshot.exec_driver_sql("SELECT position, id FROM fact WHERE scope = 'H32.16'")
        told = [(row[0], bytes(row[1])) for row in rows]
    return {place for place, _ in told}, {id_ for _, id_ in told}


def test_every_row_of_a_counter_is_checked(centre: CentreProcess, tmp_path: Path) -> None:
    with counter(centre, tmp_path, 3) as one:
        one.register("Võ Thị Sen")
        one.exchange()
        with reading(one.engine) as connection:
            total = connection.execute(select(func.count()).select_from(t.fact)).scalar()

        assert verify(one.engine, no_file, one.now()).facts == total


def test_a_counter_that_was_not_proven_for_long_is_named(
    centre: CentreProcess, tmp_path: Path
) -> None:
    with counter(centre, tmp_path, 3) as one:
        with opened(centre) as made:
            before = [each.name for each in reports.silent(made, 24)]
        one.exchange()
        one.exchange()

        with opened(centre) as made:
            after = reports.silent(made, 24)
            told = reports.status(made)[SCOPE]["counters"]

        assert before == ["Quầy 3"]
        assert after == []
        assert isinstance(told, list)
        assert told[0]["seen"] >= told[0]["proven"] > "2026"
