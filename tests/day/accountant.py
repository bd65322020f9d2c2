"""An accountant who has the journal and a pencil: what a day comes to, recounted from the bytes.

Nothing of the product's own sums is used here, only the facts as they lie in a store; the words
are those that stand on the sheets.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from sync.protocol.cbor import decode

METHODS = {"cash": "Tiền mặt", "transfer": "Chuyển khoản", "card": "Thẻ"}
WAYS = {"to_safe": "Nộp vào két"}
PROCEDURES = {"1.001612": "Đăng ký thành lập hộ kinh doanh"}
HANOI = timezone(timedelta(hours=7))
SERIES = {"numbers": "Số hồ sơ", "receipts": "Biên lai", "sessions": "Phiên", "z": "Z"}


@dataclass(frozen=True)
class Written:
    """One fact as it lies there."""

    device: bytes
    seq: int
    wall: int
    subject: bytes
    kind: str
    body: Mapping[str, Any]


def read(rows: Iterable[tuple[bytes, bytes]]) -> list[Written]:
    """Facts from their envelopes and bodies, in the order of chain and place."""
    found = []
    for envelope, body in rows:
        fields: Any = decode(bytes(envelope))
        told: Any = decode(bytes(body))
        device, seq, wall, subject, kind = (fields[at] for at in (2, 4, 7, 11, 13))
        found.append(Written(device, seq, wall, subject, kind, told))
    return sorted(found, key=lambda fact: (fact.device, fact.seq))


def totals(facts: Sequence[Written]) -> Mapping[str, int]:
    """Every named figure of a certificate over these facts of one counter, its first one."""
    money: Counter[str] = Counter(f"kind.{fact.kind}" for fact in facts)
    for fact in facts:
        money.update(_flows(fact))
    expected: Counter[str] = Counter()
    for name, sign in _SIGNS.items():
        for method in METHODS:
            expected[f"money.expected.{method}"] += sign * money[f"money.{name}{method}"]
    numbers: dict[str, int] = {}
    for name, used in series(facts).items():
        numbers |= {f"{name}.first": used[0], f"{name}.last": used[-1], f"{name}.count": len(used)}
    scans = {fact.body["sha256"] for fact in facts if fact.kind == "scan.attached"}
    told = {**money, **expected, **numbers, "blobs": len(scans)}
    return {name: value for name, value in told.items() if value}


_SIGNS = {"float.": 1, "": 1, "moved_in.": 1, "refunded.": -1, "moved_out.": -1}


def _flows(fact: Written) -> Mapping[str, int]:
    body = fact.body
    match fact.kind:
        case "fee.taken":
            return {f"fees.{body['method']}": 1, f"money.{body['method']}": body["amount"]}
        case "fee.refunded":
            return {
                f"refunds.{body['method']}": 1,
                f"money.refunded.{body['method']}": body["amount"],
            }
        case "session.opened":
            return {"money.float.cash": _cash(body["notes"])}
        case "session.cash_moved":
            return {"money.moved_out.cash": body["amount"]}  # of these days, all to the safe
        case "session.closed":
            told = [("book", body["expected"]), ("counted", body["counted"])]
            return {f"money.{what}.{m}": amount for what, sums in told for m, amount in sums}
    return {}


def series(facts: Sequence[Written]) -> Mapping[str, list[int]]:
    """The numbers used of each series, each once, ascending."""
    used: dict[str, set[int]] = defaultdict(set)
    for fact in facts:
        body = fact.body
        match fact.kind:
            case "dossier.received":
                start, _, serial = body["code"].rpartition("-")
                used[f"numbers.{start}.{len(serial)}"].add(int(serial))
            case "fee.taken":
                start, _, number = body["receipt"].rpartition("-")
                used[f"receipts.{start}"].add(int(number))
            case "session.opened":
                used[f"sessions.{body['series']}"].add(body["number"])
            case "session.closed":
                used[f"z.{body['series']}"].add(body["z"])
    return {name: sorted(numbers) for name, numbers in sorted(used.items())}


def face_lines(facts: Sequence[Written]) -> list[str]:
    """The figures of counter and centre, as a sealed sheet shows them: equal."""
    told, used = totals(facts), series(facts)

    def numbers(sort: str) -> int:
        return sum(len(each) for name, each in used.items() if name.startswith(sort))

    figures = {
        "Việc đã ghi": grouped(len(facts)),
        "Hồ sơ tiếp nhận": grouped(told.get("kind.dossier.received", 0)),
        "Số hồ sơ đã cấp": grouped(numbers("numbers.")),
        "Biên lai": grouped(numbers("receipts.")),
        **{
            words: f"{grouped(told.get(f'money.{method}', 0))} đ"
            for method, words in METHODS.items()
        },
        "Bản quét": grouped(told.get("blobs", 0)),
    }
    return [f"{name} {value} = {value}" for name, value in figures.items()]


def ledger_lines(facts: Sequence[Written]) -> list[str]:
    """Each series: from, to, how many; nothing lacks and nothing stands twice."""
    lines = []
    for name, used in series(facts).items():
        sort, _, called = name.partition(".")
        assert used == list(range(used[0], used[-1] + 1))
        lines.append(f"{SERIES[sort]} {called} {used[0]} {used[-1]} {len(used)} – – –")
    return lines


def session_lines(facts: Sequence[Written], session: bytes, people: People) -> list[str]:
    """What a sheet says of a closed session, from the facts of all counters."""
    own = sorted((f for f in facts if f.subject == session), key=lambda f: (f.wall, f.seq))
    money = [f for f in facts if f.kind.startswith("fee.") and f.body["session"] == session]
    fees = [fact for fact in money if fact.kind == "fee.taken"]
    backs = [fact for fact in money if fact.kind == "fee.refunded"]
    [opened] = [fact for fact in own if fact.kind == "session.opened"]
    [closed] = [fact for fact in own if fact.kind == "session.closed"]
    moves = [fact for fact in own if fact.kind == "session.cash_moved"]
    counted = [fact for fact in own if fact.kind == "session.counted"][-1]
    there = {"cash": _cash(counted.body["notes"]), **dict(counted.body["others"])}
    label = f"{opened.body['series']}-{opened.body['number']}"
    who = people(opened.body["officer"])
    return [
        f"Phiên {label} (Z {closed.body['z']}): {who}, mở {clock(opened)}, đóng {clock(closed)}",
        *_method_lines(opened, fees, backs, moves, there),
        f"Đếm lúc {clock(counted)}: {_notes(counted.body['notes'])}.",
        *(_explained(fact) for fact in own if fact.kind == "session.difference_explained"),
        *(
            f"{clock(fact)} {WAYS[fact.body['way']]} {grouped(fact.body['amount'])} đ: "
            f"{fact.body['receiver']}, chứng từ {fact.body['document']}."
            for fact in moves
        ),
        *(
            f"{clock(fact)} {people(fact.body['officer'])} tiếp quản từ "
            f"{people(fact.body['from_officer'])}: {fact.body['reason']}."
            for fact in own
            if fact.kind == "session.taken_over"
        ),
        *_receipt_lines(fees),
        *(
            f"Hoàn {grouped(fact.body['amount'])} đ biên lai {fact.body['receipt']}: "
            f"{fact.body['reason']}."
            for fact in backs
        ),
        *_procedure_lines(facts, fees, backs),
    ]


def sessions_called(facts: Sequence[Written], labels: Sequence[str]) -> list[bytes]:
    """Sessions by what is written on their papers."""
    return [
        fact.subject
        for fact in facts
        if fact.kind == "session.opened"
        and f"{fact.body['series']}-{fact.body['number']}" in labels
    ]


def seal_line(number: int, hash_: bytes) -> str:
    """Which certificate the sheet speaks of."""
    short = hash_.hex().upper()
    return f"Chứng nhận số {number}, dấu {short[:4]} {short[4:8]}."


People = Callable[[bytes], str]
"""Who an officer is, by id."""


def _method_lines(
    opened: Written,
    fees: Sequence[Written],
    backs: Sequence[Written],
    moves: Sequence[Written],
    there: Mapping[str, int],
) -> list[str]:
    lines = []
    for method, words in METHODS.items():
        start = _cash(opened.body["notes"]) if method == "cash" else 0
        taken = [fact.body["amount"] for fact in fees if fact.body["method"] == method]
        back = sum(fact.body["amount"] for fact in backs if fact.body["method"] == method)
        out = sum(fact.body["amount"] for fact in moves) if method == "cash" else 0
        book = start + sum(taken) - back - out
        if not (start or taken or back or out):
            continue
        row = [start, f"{grouped(sum(taken))} ({len(taken)})", back, 0, out, book]
        row += [there[method], there[method] - book]
        told = " ".join(each if isinstance(each, str) else grouped(each) for each in row)
        lines.append(f"{words} {told}")
    return lines


def _receipt_lines(fees: Sequence[Written]) -> list[str]:
    of_each: dict[str, list[str]] = defaultdict(list)
    for fact in fees:
        of_each[fact.body["receipt"].rpartition("-")[0]].append(fact.body["receipt"])
    return [
        f"Biên lai {min(each)} đến {max(each)}: {len(each)} số."
        for _, each in sorted(of_each.items())
    ]


def _procedure_lines(
    facts: Sequence[Written], fees: Sequence[Written], backs: Sequence[Written]
) -> list[str]:
    of = {f.subject: f.body["procedure"] for f in facts if f.kind == "dossier.received"}
    lines = []
    for procedure in sorted({of[fact.subject] for fact in (*fees, *backs)}):
        taken = [f.body["amount"] for f in fees if of[f.subject] == procedure]
        back = [f.body["amount"] for f in backs if of[f.subject] == procedure]
        told = f"{len(taken)} {grouped(sum(taken))} {grouped(sum(back))}"
        lines.append(f"{PROCEDURES[procedure]} {told}")
    return lines


def _explained(fact: Written) -> str:
    apart = ", ".join(
        f"{METHODS[method].lower()} {grouped(amount)} đ"
        for method, amount in fact.body["differences"]
    )
    return f"Lệch {apart}; lý do: {fact.body['reason']}."


def _notes(notes: Iterable[tuple[int, int]]) -> str:
    return "; ".join(f"{grouped(worth)} × {count}" for worth, count in notes)


def _cash(notes: Iterable[tuple[int, int]]) -> int:
    return sum(worth * count for worth, count in notes)


def grouped(amount: int) -> str:
    """As it is written here: 1.234.567, −10.000."""
    return f"{amount:,}".replace(",", ".").replace("-", "−")


def clock(fact: Written) -> str:
    """The office's hour and minute."""
    return f"{datetime.fromtimestamp(fact.wall / 1000, UTC).astimezone(HANOI):%H:%M}"
