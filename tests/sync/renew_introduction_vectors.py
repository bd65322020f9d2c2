"""Computes tests/data/introduction_vectors.json anew after a rule of introductions changed.

The story is written here; what follows from it is the shipped code's:

    python -m tests.sync.renew_introduction_vectors
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any, Final

from domain.customer import CustomerChanged, CustomerRegistered, CustomersCompared, UsernameGiven
from domain.facts import Fact, body_of
from domain.identifiers import CustomerId, FactId, Scope, SubjectId, Username
from domain.introduction import (
    IntroductionEnded,
    SubjectIntroduced,
    SubjectRelayed,
    Told,
    standing,
)
from domain.moment import Moment
from sync.protocol.cbor import encode
from sync.protocol.frame import NO_PREVIOUS, Frame, Sealed, seal
from sync.store.day_sums import entry_of

HOME: Final = Scope("H32.16")
AWAY: Final = Scope("H32.05")
COUNTERS: Final = {
    HOME: bytes.fromhex("019300000000700080000000000000a3"),
    AWAY: bytes.fromhex("019300000000700080000000000000b1"),
}
CENTRES: Final = {
    HOME: bytes.fromhex("00000000000048a3b6c1d2e3f4051627"),
    AWAY: bytes.fromhex("0000000000001b7790aabbccddeeff01"),
}
OFFICER: Final = b"officer no 00001"
SUBJECT: Final = SubjectId(b"customer no 0001")
OTHER: Final = CustomerId(SubjectId(b"customer no 0002"))
START_MS: Final = 1_763_856_000_000
MINUTE_MS: Final = 60_000
DAY: Final = "2025-11-23"
REASON: Final = "Khách đến nộp hồ sơ tại quầy"


class Book:
    """What one office holds of the customer, in the order in which it came."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.facts: dict[str, Sealed] = {}
        self._tips: dict[bytes, tuple[int, bytes]] = {}

    def write(
        self, name: str, minute: int, fact: Fact, *basis: bytes, centre: bool = False
    ) -> None:
        """The next fact of the office's counter, or of the centre."""
        device = (CENTRES if centre else COUNTERS)[self.scope]
        seq, prev = self._tips.get(device, (0, NO_PREVIOUS))
        wall = START_MS + minute * MINUTE_MS
        self.facts[name] = seal(
            Frame(
                scope=self.scope,
                device=device,
                epoch=1,
                seq=seq + 1,
                prev=prev,
                at=wall << 16,
                wall=wall,
                uncertainty=0,
                day=DAY,
                actor=device if centre else OFFICER,
                subject=SUBJECT,
                basis=tuple(sorted(basis)),
                kind=fact.kind,
                version=fact.version,
                salt=hashlib.sha256(f"{self.scope} {name}".encode()).digest()[:16],
                body=encode(body_of(fact)),
            )
        )
        self._tips[device] = seq + 1, self.facts[name].id

    def id(self, name: str) -> bytes:
        return self.facts[name].id

    def told(self, name: str, stands: set[bytes]) -> Told:
        """A fact as it is told elsewhere, where these stand."""
        sealed = self.facts[name]
        frame = sealed.frame
        builds_on = {
            FactId(each.id): frozenset(map(FactId, each.frame.basis))
            for each in self.facts.values()
        }
        basis = standing(map(FactId, frame.basis), builds_on, stands.__contains__)
        return (
            sealed.id,
            frame.scope,
            frame.kind,
            frame.version,
            frame.body,
            frame.at,
            frame.wall,
            frame.day,
            frame.device,
            frame.epoch,
            frame.seq,
            frame.actor,
            basis,
        )

    def rows(self) -> list[dict[str, str]]:
        return [
            {
                "name": name,
                "id": each.id.hex(),
                "envelope": each.bytes_hashed.hex(),
                "salt": each.frame.salt.hex(),
                "body": each.frame.body.hex(),
            }
            for name, each in self.facts.items()
        ]


def phone(value: str, before: str) -> CustomerChanged:
    return CustomerChanged(
        field="phone", value=value, before=before, source="typed", reason="khách báo"
    )


def home_before() -> Book:
    """A customer of the first office: registered, changed twice, compared with another."""
    home = Book(HOME)
    registered = CustomerRegistered(
        sort="individual",
        name="Nguyễn Thị Hồng Nhung",
        identity_number="056188004217",
        born="1988-04-21",
        sex="Nữ",
        address="Tổ 5, phường Bắc Nha Trang",
        phone="0905000001",
    )
    home.write("registered", 0, registered)
    home.write(
        "named",
        1,
        UsernameGiven(username=Username("nhung.nguyen")),
        home.id("registered"),
        centre=True,
    )
    home.write("changed once", 2, phone("0905000002", "0905000001"), home.id("registered"))
    home.write("changed again", 3, phone("0905000003", "0905000002"), home.id("changed once"))
    compared = CustomersCompared(other=OTHER, outcome="different", reason="khác ngày sinh")
    home.write("compared", 4, compared, home.id("changed again"))
    return home


def after(home: Book, state: list[Told]) -> Book:
    """The second office: introduced, told of changes, changing something itself; then it ends."""
    away = Book(AWAY)
    introduced = SubjectIntroduced(
        origin=HOME,
        office="Xã Vạn Hưng",
        purpose="receive",
        reason=REASON,
        device=COUNTERS[AWAY],
        officer=OFFICER,
        until=Moment(START_MS + 180 * 1440 * MINUTE_MS),
        state=tuple(state),
        past=(home.id("changed once"),),
    )
    away.write("introduced", 10, introduced, centre=True)
    moved = CustomerChanged(field="address", value="Tổ 9", before="Tổ 5", source="typed")
    home.write("moved", 11, moved, home.id("changed again"))
    stands = {each[0] for each in state}
    away.write(
        "relayed: moved",
        12,
        SubjectRelayed(told=home.told("moved", stands)),
        away.id("introduced"),
        centre=True,
    )
    away.write(
        "changed here",
        13,
        phone("0905000004", "0905000003"),
        home.id("moved"),
        away.id("introduced"),
    )
    home.write("changed too", 14, phone("0905000005", "0905000003"), home.id("moved"))
    stands |= {home.id("moved")}
    away.write(
        "relayed: changed too",
        15,
        SubjectRelayed(told=home.told("changed too", stands)),
        away.id("changed here"),
        centre=True,
    )
    at_home = {each.id for each in home.facts.values()}
    home.write(
        "relayed: changed here",
        15,
        SubjectRelayed(told=away.told("changed here", at_home)),
        home.id("changed too"),
        centre=True,
    )
    away.write(
        "ended", 20, IntroductionEnded(reason="time"), away.id("relayed: changed too"), centre=True
    )
    return away


def messages(introduced: bytes) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "what": "identity",
        "number": "056188004217",
        "purpose": "receive",
        "reason": REASON,
        "officer": OFFICER,
    }
    found = {"found": True, "subject": SUBJECT, "office": HOME}
    said: dict[str, dict[str, Any]] = {
        "request": asked,
        "found": {**found, "fact": introduced},
        "own": {**found, "fact": b""},
        "unknown": {"found": False, "several": False},
        "several": {"found": False, "several": True},
    }
    return {
        name: {
            "says": {k: v.hex() if isinstance(v, bytes) else v for k, v in each.items()},
            "bytes": encode(each).hex(),
        }
        for name, each in said.items()
    }


def main() -> None:
    """Write the file, first what the rest is computed from."""
    home = home_before()
    vectors: dict[str, Any] = {
        "subject": SUBJECT.hex(),
        "introduced_after": "compared",
        "home": home.rows(),
        "away": [],
        "told": {"state": [], "past": []},
        "folds": [],
        "messages": {},
    }
    _write(vectors)
    from tests.sync import test_introduction_vectors as read  # reads the file

    with tempfile.TemporaryDirectory() as folder:
        state = read.told_anew(Path(folder), "compared")
    away = after(home, state)
    vectors |= {"home": home.rows(), "away": away.rows()}
    vectors["told"] = {
        "state": [read.plain(each) for each in state],
        "past": [home.id("changed once").hex()],
        **{
            name: read.plain(fact.told)
            for book in (away, home)
            for name, each in book.facts.items()
            if isinstance(fact := entry_of(each).fact, SubjectRelayed)
        },
    }
    vectors["messages"] = messages(away.id("introduced"))
    read.VECTORS.update(vectors)
    vectors["folds"] = [
        {"office": office, "after": name, "customer": read.folded(office, name)}
        for office, names in (
            ("home", ("compared", "changed too", "relayed: changed here")),
            ("away", list(away.facts)),
        )
        for name in names
    ]
    _write(vectors)


def _write(vectors: Any) -> None:
    file = Path(__file__).parents[1] / "data" / "introduction_vectors.json"
    file.write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
