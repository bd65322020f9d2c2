"""The supervisor's board at the centre: its figures, who may look, and what looking costs."""

from __future__ import annotations

import json
import re
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, select, text, update

from domain.dossier import DossierReceived, FeeRefunded, FeeTaken
from domain.identifiers import PROVINCE, ReceiptNumber, Scope
from domain.kinds import fact_of
from domain.moment import Moment, day, local
from domain.office import PROVINCE_SUPERVISOR, OfficerGranted
from sync.central import admin, board, board_cli, orders
from sync.central.catalogue import publish
from sync.central.centre import Centre
from sync.central.serve import main
from sync.central.store import certificates, tables
from sync.central.store.publications import held
from sync.client.http_link import Refusal
from sync.protocol.cbor import decode_own
from tests.sync.central.days import closing, counter_day, receive, today
from tests.sync.central.fuzzing import STATE
from tests.sync.central.service import Counter, Service, counters, enrolled, link_to, make_office
from tests.sync.central.writer import Writer

DAY_MS = 86_400_000


@pytest.fixture
def office(service: Service, tmp_path: Path) -> Iterator[Sequence[Counter]]:
    with counters(service, service.office(), tmp_path, 2) as made:
        yield made


def officer(service: Service, scope: Scope, *roles: str) -> bytes:
    """The id of an officer whom the centre granted these roles in an office."""
    name = f"officer:{'-'.join(roles)}"
    granted = OfficerGranted(username=name, name=f"Trịnh Thu Hà {scope}", roles=roles)
    with service.centre.store.writing() as transaction:
        publish(service.centre, transaction, scope, [(name, granted)])
        transaction.commit()
        return bytes(held(transaction, scope)[name][0])


def ask(counter: Counter, who: bytes, scope: Scope | None = None, of: str = "") -> Any:
    asked = {"scope": scope or counter.identity.scope, "day": of or today(), "officer": who}
    return counter.link.post_value("/v1/board", asked)


def listed(counter: Counter, who: bytes, **what: Any) -> Any:
    return counter.link.post_value("/v1/board/dossiers", {"officer": who, **what})


def at(counter: Counter, days: float) -> None:
    """The counter's own clock, so many days off."""
    counter.ahead_ms = round(days * DAY_MS)


def busy(one: Counter, other: Counter) -> None:
    """Receptions of today and of four weeks before; two of them are late."""
    for serial in range(1, 4):
        receive(one, serial)
    receive(other, 11, amount=20_000, method="transfer")
    receive(other, 12, amount=-5, method="momo")
    back = {"receipt": ReceiptNumber("Q3-000012"), "amount": 7_000, "method": "card"}
    other.write(FeeRefunded(**back, reason="Cơ quan không giải quyết"))  # type: ignore[arg-type]  # as named
    for weeks, number in ((1, 2), (3, 4)):
        at(one, -7 * weeks)
        for serial in range(number):
            receive(one, 10 * weeks + serial)
    at(one, 0)
    for each in (one, other):
        each.exchange()


def recount(service: Service, scope: Scope) -> tuple[Tally[tuple[str, int]], Tally[str], int]:
    """Receptions by day and hour, today's đồng by method, and late ones: from the facts alone."""
    hours, money, late = Tally[tuple[str, int]](), Tally[str](), 0
    with service.centre.store.reading() as snapshot:
        rows = snapshot.execute(select(tables.fact).where(tables.fact.c.scope == scope)).all()
    for row in rows:
        fields = decode_own(bytes(row.envelope))
        match fact_of(row.kind, fields[14], decode_own(bytes(row.body))):
            case DossierReceived(due=due):
                hours[fields[9], local(Moment(fields[7])).hour] += 1
                late += due < admin.system_clock()
            case FeeRefunded(method=method, amount=amount) if fields[9] == today():
                money[method] -= amount
            case FeeTaken(method=method, amount=amount) if fields[9] == today() and amount > 0:
                money[method] += amount
            case _:
                pass
    return hours, money, late


def test_the_figures_are_those_of_the_facts_and_the_same_when_counted_anew(
    service: Service, office: Sequence[Counter]
) -> None:
    one, other = office
    scope = one.identity.scope
    who = officer(service, scope, "supervisor")
    busy(one, other)

    told = ask(one, who)

    hours, money, late = recount(service, scope)
    now_ = {hour: n for (of, hour), n in hours.items() if of == today()}
    before = Tally[int]()
    for (of, hour), n in hours.items():
        before[hour] += n * (of != today())
    assert {hour: n for hour, n, _ in told["hours"] if n} == now_
    assert {hour: mean for hour, _, mean in told["hours"] if mean} == {
        hour: round(n * 10 / 2) for hour, n in before.items()
    }
    assert (sum(now_.values()), told["weeks"], late) == (5, 2, 6)
    assert told["week_before"] <= 2
    assert {m: amount for m, _, amount in told["fees"] if amount} == dict(money)
    assert [each for each in told["fees"] if each[0] == "card"] == [["card", 0, -7_000]]
    assert [each for each in told["fees"] if each[0] == "other"] == [["other", 1, 0]]
    assert told["fields"] == [[told["fields"][0][0], 0, 5, 6]]
    assert told["fields"][0][0] != ""  # the catalogue says which field it is

    assert board_cli.refilled(service.centre, scope) == service.facts(scope)
    again = ask(other, who)
    assert {**again, "at": 0, "counters": []} == {**told, "at": 0, "counters": []}


def test_the_dossiers_behind_a_bar_are_the_ones_it_counts(
    service: Service, office: Sequence[Counter]
) -> None:
    one, other = office
    who = officer(service, one.identity.scope, "supervisor")
    busy(one, other)
    told = ask(one, who)
    [[field, *_]] = told["fields"]

    for hour, number, _ in told["hours"]:
        found = listed(one, who, day=today(), hour=hour)
        assert len(found["dossiers"]) == number
    under_way = listed(one, who, field=field)["dossiers"]
    assert len(under_way) == 11
    assert [each[4] for each in under_way] == sorted(each[4] for each in under_way)
    assert {each[0] for each in under_way} >= {f"H32.16-{counter_day(one)}-0001"}
    assert listed(one, who, field="Không có lĩnh vực này")["dossiers"] == []
    strange: list[dict[str, Any]] = [
        {"day": today(), "hour": 24},
        {"field": 1},
        {},
    ]
    for wrong in strange:
        with pytest.raises(Refusal, match="sai dạng"):
            listed(one, who, **wrong)


def test_who_is_no_supervisor_or_asks_beyond_the_office_is_refused_with_a_sentence(
    service: Service, office: Sequence[Counter]
) -> None:
    one, _ = office
    scope, elsewhere = one.identity.scope, service.office()
    clerk, head = (officer(service, scope, role) for role in ("clerk", "supervisor"))
    stranger = officer(service, elsewhere, "supervisor")
    of_province = officer(service, scope, PROVINCE_SUPERVISOR)

    for who in (clerk, stranger, bytes(16)):
        with pytest.raises(Refusal, match="chỉ dành cho người giám sát") as refused:
            ask(one, who)
        assert refused.value.status == 403
        with pytest.raises(Refusal, match="chỉ dành cho người giám sát"):
            listed(one, who, day=today(), hour=9)
    for there in (elsewhere, PROVINCE):
        with pytest.raises(Refusal, match="cấp tỉnh") as refused:
            ask(one, head, there)
        assert refused.value.status == 403
        assert ask(one, of_province, there)["scope"] == there
    assert ask(one, head)["scope"] == ask(one, of_province)["scope"] == scope
    assert {each["scope"] for each in ask(one, of_province, PROVINCE)["counters"]} >= {scope}
    with pytest.raises(Refusal, match="không phục vụ") as refused:
        ask(one, of_province, Scope("H99.9"))
    assert refused.value.status == 404
    for of in ("2999-01-01", "hôm qua", "1999-12-31"):
        with pytest.raises(Refusal, match="Ngày"):
            ask(one, head, of=of)
    strange: list[Any] = [{}, {"scope": scope, "day": today(), "officer": b"x"}, []]
    for wrong in strange:
        with pytest.raises(Refusal, match="sai dạng"):
            one.link.post_value("/v1/board", wrong)


def test_a_counter_tells_how_it_is_and_a_silent_one_is_lost_with_its_last_word(
    service: Service, office: Sequence[Counter]
) -> None:
    one, other = office
    who = officer(service, one.identity.scope, "supervisor")
    one.link.post_value("/v1/counter-state", {**STATE, "officer": who, "of later": [1]})
    one.link.post_value("/v1/counter-state", {**STATE, "officer": who, "session": "Đang mở"})
    gone = Moment(admin.system_clock() - 20 * 60_000)
    with service.centre.store.writing() as transaction:
        row = update(tables.device).where(tables.device.c.id == other.identity.device)
        transaction.execute(row.values(seen=gone, proven=gone))
        transaction.commit()

    here, there = ask(one, who)["counters"]

    assert (here["name"], here["lost"], here["scans"]) == ("Quầy 1", False, 3)
    assert (here["officer"], here["session"]) == (f"Trịnh Thu Hà {here['scope']}", "Đang mở")
    assert (here["printer"], here["printer_ready"]) == ("Máy in kẹt giấy", False)
    assert "of later" not in here
    assert (there["name"], there["lost"], there["seen"]) == ("Quầy 2", True, gone)
    assert (there["told_at"], there["officer"]) == (0, "")
    strange: list[Any] = [
        {**STATE, "printer": "x" * 121},
        {**STATE, "waiting": -1},
        {**STATE, "waiting": True},
        {**STATE, "officer": b"x"},
        {name: value for name, value in STATE.items() if name != "version"},
        [],
    ]
    for wrong in strange:
        with pytest.raises(Refusal, match="Tình trạng quầy gửi sai dạng") as refused:
            one.link.post_value("/v1/counter-state", wrong)
        assert refused.value.status == 400


def test_days_are_sealed_open_lost_or_disputed_and_say_which_counter_lacks(
    service: Service, office: Sequence[Counter]
) -> None:
    one, other = office
    scope = one.identity.scope
    who = officer(service, scope, "supervisor")
    for each in (one, other):
        receive(each, 1)
        each.exchange()

    def day_told() -> Any:
        [told] = ask(one, who)["days"]
        return [told[0], told[1], [[name, why] for _, name, why, _ in told[2]]]

    assert day_told() == [today(), "open", [["Quầy 1", "open"], ["Quầy 2", "open"]]]
    closing(one).close(today())
    assert day_told() == [today(), "open", [["Quầy 2", "open"]]]
    row = {"scope": scope, "device": other.identity.device, "day": today()}
    with service.centre.store.writing() as transaction:
        seen = update(tables.device).where(tables.device.c.id == other.identity.device)
        transaction.execute(seen.values(seen=0))
        transaction.commit()
    assert day_told()[1:] == ["lost", [["Quầy 2", "lost"]]]
    with service.centre.store.writing() as transaction:
        told = {**row, "document": b"", "differs": b"", "at": 0}
        certificates.dispute(transaction, told)
        transaction.commit()
    assert day_told()[1:] == ["disputed", [["Quầy 2", "disputed"]]]
    closing(other).close(today())
    assert day_told()[1:] == ["sealed", []]
    with service.centre.store.writing() as transaction:  # as after an upgrade
        transaction.execute(delete(tables.board_day).where(tables.board_day.c.scope == scope))
        transaction.commit()
    board_cli.refilled(service.centre, scope)
    assert day_told()[1:] == ["sealed", []]
    receive(one, 2)  # after its closing: the day is open again
    one.exchange()
    assert day_told()[1:] == ["open", [["Quầy 1", "open"]]]


def test_a_fact_set_aside_counts_when_it_is_released(service: Service) -> None:
    scope = service.office()
    identity = enrolled(service, scope)
    writer = Writer(identity)
    fee = FeeTaken(receipt="Q3-000001", amount=50_000, method="cash")  # type: ignore[arg-type]  # text
    aside = writer.write(fee, ahead_ms=DAY_MS * 30)
    with link_to(service.url, identity.private_key(), identity.device) as link:
        link.ask(writer.push())

    def money() -> Any:
        return board.for_administrator(service.centre, scope)["fees"]

    assert money() == []
    orders.release(service.centre, scope, aside.id, "đồng hồ đã chỉnh")
    assert money() == [["cash", 1, 50_000]]
    board_cli.refilled(service.centre, scope)
    assert money() == [["cash", 1, 50_000]]


def test_looking_reads_no_table_from_end_to_end(
    service: Service, office: Sequence[Counter]
) -> None:
    one, other = office
    scope = one.identity.scope
    busy(one, other)
    engine, asked = service.centre.store.engine, list[tuple[str, Any]]()

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_others: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        told = board.for_administrator(service.centre, scope)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert told["hours"] != []
    selects = [each for each in asked if each[0].lstrip().startswith("SELECT")]
    assert len(selects) < 30

    whole = [
        (statement, line)
        for statement, parameters in selects
        for line in plan(service, statement, parameters)
        if re.search(r"(SCAN|Seq Scan on) (fact|board_|certificate|published|quarantine)", line)
    ]
    assert whole == []


def plan(service: Service, statement: str, parameters: Any) -> Sequence[str]:
    with service.centre.store.reading() as snapshot:
        if service.centre.store.on_sqlite:
            rows = snapshot.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            return [row[3] for row in rows]
        snapshot.execute(text("SET LOCAL enable_seqscan = off"))  # tables of a few rows
        rows = snapshot.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        return [row[0] for row in rows]


def test_a_day_before_has_its_own_figures(service: Service, office: Sequence[Counter]) -> None:
    one, _ = office
    who = officer(service, one.identity.scope, "supervisor")
    busy(*office)
    week_ago = day(Moment(admin.system_clock() - 7 * DAY_MS))

    told = ask(one, who, of=week_ago)

    assert sum(n for _, n, _ in told["hours"]) == 2
    assert told["fees"] == [["cash", 2, 100_000]]


def test_the_administrator_reads_it_at_the_command_line(
    centre: Centre, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_office(centre, Scope("H32.16"))
    where = ["--database", str(tmp_path / "centre.db"), "--keys", str(tmp_path / "keys")]

    def board_of(*more: str) -> Any:
        assert main(["board", *where, "--blobs", str(tmp_path / "blobs"), *more]) == 0
        return json.loads(capsys.readouterr().out)

    assert board_of("--refill")["name"] == "Toàn tỉnh"
    told = board_of("--scope", "H32.16", "--day", today())
    assert (told["name"], told["hours"]) == ("ỦY BAN NHÂN DÂN PHƯỜNG MẪU", [])
    assert main(["board", *where, "--scope", "H99"]) == 1
    assert "không phục vụ đơn vị này" in capsys.readouterr().err
