"""Finding customers on a real store: which ones, and in what order."""

from __future__ import annotations

import random
import secrets
from pathlib import Path

import pytest

from counter_app.bench.invented_people import name_of, number_of
from counter_app.bench.population import EARLIER, KEY, populated
from counter_app.storage import search_index
from counter_app.storage.engine import glance, open_engine, transaction
from counter_app.storage.journal import Journal
from counter_app.storage.projection import project
from counter_app.storage.queries import Queries
from counter_app.usecases.case import FieldName
from counter_app.usecases.errors import StorageUnavailable
from domain.customer import CustomerRegistered
from domain.identifiers import CustomerId, uuid7
from domain.moment import Moment
from domain.vietnamese import search_key
from tests.office import Counter, open_counter, tables

AT = 1_790_000_000_000


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return open_counter(tmp_path / "counter.db")


def register(counter: Counter, number: int, name: str, **fields: str) -> CustomerId:
    """A customer of the moment AT + number."""
    key = CustomerId(uuid7(AT + number, secrets.token_bytes(10)))
    keep(counter, key, AT + number, CustomerRegistered(sort="individual", name=name, **fields))  # type: ignore[arg-type]  # fields are texts
    return key


def keep(counter: Counter, key: CustomerId, at: int, told: CustomerRegistered) -> None:
    with transaction(counter.engine) as connection:
        journal = Journal(connection, secrets.token_bytes)
        project(connection, key, journal.write(counter.author, key, [told], Moment(at)))
        connection.commit()


def names(counter: Counter, typed: str, limit: int = 50) -> list[str]:
    return [line.fields[FieldName.NAME] for line in counter.queries.find_customers(typed, limit)]


def test_a_whole_word_comes_before_newer_beginnings_even_where_they_fill_the_list(
    counter: Counter,
) -> None:
    register(counter, 0, "Lê Thị An")
    register(counter, 1, "Trần An")
    for number in range(2, 8):
        register(counter, number, f"Lê Thị Ánh {number}")

    assert names(counter, "an", 3) == ["Trần An", "Lê Thị An", "Lê Thị Ánh 7"]
    assert names(counter, "le thi an", 3) == ["Lê Thị An", "Lê Thị Ánh 7", "Lê Thị Ánh 6"]
    assert names(counter, "anh", 3) == ["Lê Thị Ánh 7", "Lê Thị Ánh 6", "Lê Thị Ánh 5"]
    assert names(counter, "zu") == []


@pytest.mark.parametrize("limit", [1, 8, 50])
def test_what_is_found_is_what_looking_at_every_name_gives(tmp_path: Path, limit: int) -> None:
    engine = open_engine(populated(tmp_path, 600, lambda _: None), KEY)
    queries = Queries(engine, EARLIER)
    newest_first = sorted(tables(engine)["customer"], reverse=True)  # by rank, the first column
    everybody = [(row[1], row[14]) for row in newest_first]
    chance = random.Random(5)
    typed = {search_key(name_of(chance.randrange(600))) for _ in range(12)}
    typed |= {"an", "ho", "tran", "thi an", "nguyen t", "van", "quan h"}

    for text in sorted({name[:end].strip() for name in typed for end in range(1, len(name) + 1)}):
        *first, last = text.split()
        begun = [
            (last in key.split(), id_)
            for id_, key in everybody
            if set(first) <= set(key.split()) and any(w.startswith(last) for w in key.split())
        ]
        wanted = [id_ for _, id_ in sorted(begun, key=lambda each: not each[0])][:limit]
        assert [line.id for line in queries.find_customers(text, limit)] == wanted, text
    engine.dispose()


def test_two_customers_of_one_moment_and_like_keys_are_each_found_by_their_own_name(
    counter: Counter,
) -> None:
    first, second = (CustomerId(uuid7(AT, bytes([n, *bytes(9)]))) for n in (1, 2))
    assert search_index.rank_of(AT, first) == search_index.rank_of(AT, second)

    for key, name in ((first, "Lê Văn Tám"), (second, "Đỗ Thị Chín")):
        keep(counter, key, AT, CustomerRegistered(sort="individual", name=name))

    assert names(counter, "tam") == ["Lê Văn Tám"]
    assert names(counter, "chin") == ["Đỗ Thị Chín"]


def test_a_number_finds_whose_own_it_is_before_whose_old_one_it_was(counter: Counter) -> None:
    old = register(counter, 0, "Lê Văn Tám", identity_number="1", old_number="225123456")
    assert counter.queries.customer_by_number("225123456").id == old  # type: ignore[union-attr]  # found

    own = register(counter, 1, "Đỗ Thị Chín", identity_number="225123456", phone="0905000118")

    assert counter.queries.customer_by_number("225123456").id == own  # type: ignore[union-attr]  # found
    assert names(counter, "225 123 456") == ["Đỗ Thị Chín", "Lê Văn Tám"]
    assert names(counter, "0905000118") == ["Đỗ Thị Chín"]
    assert counter.queries.customer_by_number("", "") is None


def test_a_customer_is_found_by_the_code_of_a_dossier(tmp_path: Path) -> None:
    engine = open_engine(populated(tmp_path, 60, lambda _: None), KEY)
    queries = Queries(engine, EARLIER)
    dossier = queries.dossiers()[0]

    assert [line.id for line in queries.find_customers(dossier.code.lower())] == [dossier.customer]
    assert queries.customer(dossier.customer) == queries.customer_by_number(number_of(0))
    engine.dispose()


def test_customers_of_a_short_list_tell_how_often_they_came(tmp_path: Path) -> None:
    engine = open_engine(populated(tmp_path, 60, lambda _: None), KEY)
    queries = Queries(engine, EARLIER)
    known = queries.customer(queries.dossiers()[0].customer)
    assert known is not None
    assert known.dossiers

    name = known.fields[FieldName.NAME]

    assert known in queries.meet_customers(name, 50)
    assert all(line.dossiers is None for line in queries.find_customers(name))
    engine.dispose()


def test_a_glance_sees_one_state_of_the_store_and_the_next_glance_the_newest(
    counter: Counter,
) -> None:
    with glance(counter.engine) as driver:
        before = driver.execute("SELECT count(*) FROM customer").fetchone()
        register(counter, 0, "Lê Văn Tám")
        assert driver.execute("SELECT count(*) FROM customer").fetchone() == before

    assert names(counter, "tam") == ["Lê Văn Tám"]


def test_after_an_error_in_a_glance_the_next_one_works(counter: Counter) -> None:
    register(counter, 0, "Lê Văn Tám")

    with pytest.raises(ZeroDivisionError), glance(counter.engine):
        raise ZeroDivisionError

    assert names(counter, "tam") == ["Lê Văn Tám"]


def test_a_disk_that_cannot_be_read_is_an_outage_and_no_defect(
    counter: Counter, tmp_path: Path
) -> None:
    counter.engine.dispose()
    (tmp_path / "counter.db").rename(tmp_path / "away.db")
    (tmp_path / "counter.db").mkdir()

    with pytest.raises(StorageUnavailable):
        counter.queries.find_customers("tam")


def test_a_store_let_go_of_is_one_file_again(counter: Counter, tmp_path: Path) -> None:
    register(counter, 0, "Lê Văn Tám")
    assert names(counter, "tam") == ["Lê Văn Tám"]

    counter.engine.dispose()

    assert [path.name for path in tmp_path.iterdir()] == ["counter.db"]
