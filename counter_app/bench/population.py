"""A store with many invented customers: real sealed facts, read tables and search index."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert, text

from counter_app.bench.invented_office import OFFICE, device, seed
from counter_app.bootstrap.station import now
from counter_app.storage import identity as identities
from counter_app.storage.engine import open_engine, transaction
from counter_app.storage.identity import Identity
from counter_app.storage.key_store import KEY_FILE
from counter_app.storage.tables import customer as customers
from counter_app.storage.tables import fact as facts
from counter_app.storage.tables import head as heads
from domain.customer import FIELDS, CustomerRegistered
from domain.facts import body_of
from domain.identifiers import uuid7
from domain.moment import Moment, day
from domain.vietnamese import search_key
from sync.protocol.cbor import encode
from sync.protocol.frame import NO_PREVIOUS, Frame, envelope

COUNTER: Final = 3
KEY: Final = hashlib.sha256(b"benchmark store").digest()
BATCH: Final = 10_000
EARLIER: Final = b"counter of 2024 "
_FIRST_MS: Final = 1_704_067_200_000
_STEP: Final = 1 << 20

_FAMILY: Final = "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"
_MIDDLE: Final = "Văn Thị Hữu Đức Minh Ngọc Thanh Quang Hồng Kim Bảo Gia Xuân Thu Diệu Công"
_GIVEN: Final = (
    "An Bình Châu Dũng Giang Hà Hải Hạnh Hiếu Hoa Hùng Hương Khánh Lan Linh Long Mai Nam Nga "
    "Nhung Phúc Phương Quân Quỳnh Sơn Tâm Thảo Thắng Thủy Trang Trâm Tuấn Uyên Vân Việt Vy Yến Ánh"
)


def name_of(number: int) -> str:
    """An invented name; the same number gives the same name."""
    parts = []
    for words in (_FAMILY, _MIDDLE, _GIVEN, _GIVEN):
        choice = words.split()
        number, place = divmod(number, len(choice))
        parts.append(choice[place])
    return " ".join(parts)


def number_of(number: int) -> str:
    """An invented personal number."""
    return f"056{number % 2}{60 + number % 40}{number:06}"


def populated(folder: Path, size: int, say: Callable[[str], None]) -> Path:
    """The store of `size` customers in `folder`, made on first use; seconds per 10⁵: about ten."""
    path = folder / f"{size}.db"
    if path.exists():
        return path
    making = folder / f"{size}.making"
    making.unlink(missing_ok=True)
    engine = open_engine(making, KEY)
    seed(engine, COUNTER, now)
    identities.keep(engine, _identity())
    for done in range(0, size, BATCH):
        with transaction(engine) as connection:
            _add(connection, done, min(BATCH, size - done))
            connection.commit()
        if done % 100_000 == 0:
            say(f"  {done:>9,} / {size:,} khách")
    with transaction(engine) as connection:
        connection.execute(text("INSERT INTO customer_name(customer_name) VALUES ('optimize')"))
        connection.commit()
    engine.dispose()  # the last connection folds the WAL into the file
    making.rename(path)
    return path


def profile_of(store: Path) -> Path:
    """A counter's profile on this store, for processes of the desktop program."""
    profile = store.with_suffix(".profile")
    profile.mkdir(exist_ok=True)
    key, database = profile / KEY_FILE, profile / "counter.db"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_bytes(KEY)
        database.hardlink_to(store)
    return profile


def _identity() -> Identity:
    """Counter 3, enrolled at a centre that never answers."""
    return Identity(
        device=device(COUNTER),
        epoch=1,
        scope=OFFICE,
        counter=f"Quầy {COUNTER}",
        secret=KEY,
        centre_url="http://127.0.0.1:9",
        centre_key=bytes(32),
        certificate=b"",
    )


def _add(connection: Connection, first: int, count: int) -> None:
    made = list(_facts(connection, first, count))
    connection.execute(insert(facts), [fact for fact, _, _ in made])
    connection.execute(insert(customers), [row for _, row, _ in made])
    connection.execute(
        text("INSERT INTO customer_name(rowid, name) VALUES (:rank, :name)"),
        [{"rank": row["rank"], "name": row["name_key"]} for _, row, _ in made],
    )
    last = made[-1][0]
    head = {"scope": OFFICE, "device": EARLIER, "epoch": 1, "seq": last["seq"], "id": last["id"]}
    connection.execute(heads.delete().where(heads.c.device == EARLIER))
    shared = {"shared_seq": last["seq"], "shared_id": last["id"], "signature": b""}
    vouched = {"vouched_seq": last["seq"], "vouched_id": last["id"]}
    connection.execute(insert(heads), {**head, **shared, **vouched})


def _facts(
    connection: Connection, first: int, count: int
) -> Iterator[tuple[dict[str, Any], dict[str, Any], bytes]]:
    known = connection.execute(heads.select().where(heads.c.device == EARLIER)).first()
    prev = known.id if known else NO_PREVIOUS
    for number in range(first, first + count):
        at = _FIRST_MS + number * 60
        subject = uuid7(at, number.to_bytes(10, "little"))
        told = CustomerRegistered(
            sort="individual",
            name=name_of(number),
            identity_number=number_of(number),
            born=f"{1950 + number % 55}-01-01",
            sex="Nữ" if number % 2 else "Nam",
            address=f"Tổ {number % 30}, phường Bắc Nha Trang, tỉnh Khánh Hòa",
            phone=f"09{number:08}",
        )
        frame = Frame(
            scope=OFFICE,
            device=EARLIER,
            epoch=1,
            seq=number + 1,
            prev=prev,
            at=at << 16,
            wall=at,
            uncertainty=0,
            day=day(Moment(at)),
            actor=EARLIER,
            subject=subject,
            basis=(),
            kind=told.kind,
            version=1,
            salt=bytes(16),
            body=encode(body_of(told)),
        )
        sealed = envelope(frame)
        prev = hashlib.sha256(sealed).digest()
        yield _fact_row(frame, prev, sealed), _customer_row(told, subject, at, prev), prev


def _fact_row(frame: Frame, id_: bytes, sealed: bytes) -> dict[str, Any]:
    names = ("scope", "device", "epoch", "seq", "subject", "salt", "body")
    return {"id": id_, "envelope": sealed, **{name: getattr(frame, name) for name in names}}


def _customer_row(told: CustomerRegistered, subject: bytes, at: int, id_: bytes) -> dict[str, Any]:
    return {
        "id": subject,
        "rank": at * _STEP + int.from_bytes(subject[-3:], "big") % _STEP,
        "registered": at,
        "sort": told.sort,
        **{name: getattr(told, name) for name in FIELDS},
        "name_key": search_key(told.name),
        "username": None,
        "newest": id_,
        "disputed": "",
    }
