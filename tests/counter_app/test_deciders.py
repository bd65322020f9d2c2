"""Who may decide: a supervisor everything, a clerk what arose at their own reception."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.usecases.decide import CompareCustomers, DecideConflict
from counter_app.usecases.errors import NotYoursToDecide
from domain.identifiers import CustomerId, SubjectId
from domain.office import CLERK, IT_OFFICER, SUPERVISOR
from tests.counter_app.test_decisions import change, compare, meet, received, registered
from tests.office import HA, Counter, decisions, grant, open_counter

CHAU, SON, MY_LE = (SubjectId(f"officer no 0000{no}".encode()) for no in (2, 3, 4))
REFUSED = "Việc này không do bạn tiếp nhận; hãy mời cán bộ phụ trách Trịnh Thu Hà quyết định."


@pytest.fixture
def counters(tmp_path: Path) -> Iterator[tuple[Counter, Counter]]:
    """Châu at the first, Mỹ Lệ at the second; Sơn keeps the machines."""
    made = []
    for number, clerk in ((3, CHAU), (2, MY_LE)):
        counter = open_counter(tmp_path / f"{number}.db", number)
        for officer, name, role in (
            (CHAU, "Lê Minh Châu", CLERK),
            (MY_LE, "Đặng Thị Mỹ Lệ", CLERK),
            (SON, "Bùi Thanh Sơn", IT_OFFICER),
        ):
            grant(counter.engine, counter.clock, officer, name, role)
        sits(counter, clerk)
        made.append(counter)
    yield made[0], made[1]
    for counter in made:
        counter.engine.dispose()


def sits(counter: Counter, officer: SubjectId) -> None:
    counter.author = replace(counter.author, actor=officer)


def refused(counter: Counter, officer: SubjectId, act: Callable[[], object]) -> str:
    """What is said to an officer who may not; nothing is written."""
    sits(counter, officer)
    counter.touched.clear()
    with pytest.raises(NotYoursToDecide) as error:
        act()
    assert counter.touched == []
    return error.value.sentence


def test_a_conflict_is_decided_by_who_wrote_a_version_or_a_supervisor(
    counters: tuple[Counter, Counter],
) -> None:
    three, two = counters
    sits(three, HA)
    who = registered(three, "Lê Thị Ngân")
    meet(three, two)
    sits(three, CHAU)
    change(three, who, "0905 000 181")
    change(two, who, "0905 000 777")
    meet(three, two)
    third = SubjectId(three.author.device)  # the counter itself, as a script without a name

    (dispute,) = decisions(three).disputes()
    decide = DecideConflict(begin=three.desk.begin)

    def act() -> None:
        decide(dispute.subject, dispute.matter, dispute.versions[0].fact, dispute.seen)

    said = {officer: refused(three, officer, act) for officer in (SON, third)}
    shown = {}
    for officer in (HA, CHAU, MY_LE, SON, third):
        sits(three, officer)
        shown[officer] = decisions(three).disputes()[0].withheld
    sits(three, MY_LE)
    act()

    assert said == {SON: REFUSED, third: REFUSED}
    assert shown == {HA: "", CHAU: "", MY_LE: "", **said}
    assert decisions(three).disputes() == []


def test_two_customers_are_compared_by_who_registered_one_of_them(
    counters: tuple[Counter, Counter],
) -> None:
    three, _ = counters
    sits(three, HA)
    born = "1988-03-02"
    first, second = (registered(three, "Lê Thị Ngân", born=born) for _ in range(2))
    sits(three, CHAU)
    mine = registered(three, "Trần Văn Việt", born=born)
    again = registered(three, "Trần Văn Việt", born=born, identity_number="056088000001")

    compare(three).later(first, second)  # anybody may put it off, and that makes it nobody's
    refusals = [
        refused(three, CHAU, lambda: compare(three).same(first, second)),
        refused(three, CHAU, lambda: compare(three).different(first, second)),
        refused(three, MY_LE, lambda: compare(three).same(mine, again)),
    ]
    sits(three, CHAU)
    shown = {frozenset((a.one.id, a.other.id)): a.withheld for a in decisions(three).alike()}
    compare(three).same(mine, again)
    compare(three).different(again, mine)
    compare(three).same(mine, again)
    sits(three, MY_LE)
    (merged,) = decisions(three).merged()
    compare(three).same(first, second, at_desk=True)  # of the citizen before her
    compare(three).different(first, second)  # her own word, taken back

    assert refusals == [REFUSED] * 3
    assert shown == {frozenset((first, second)): REFUSED, frozenset((mine, again)): ""}
    assert merged.withheld == REFUSED
    assert refused(three, SON, lambda: compare(three).same(first, second, at_desk=True)) == REFUSED


def test_one_paper_received_twice_is_decided_by_who_received_it(
    counters: tuple[Counter, Counter],
) -> None:
    three, two = counters
    ours, theirs = received(three), received(two)
    meet(three, two)
    sits(three, HA)
    CompareCustomers(begin=three.desk.begin).same(CustomerId(ours[0]), CustomerId(theirs[0]))
    (dispute,) = decisions(three).disputes()
    decide = DecideConflict(begin=three.desk.begin)

    def act() -> None:
        decide(dispute.subject, dispute.matter, dispute.versions[0].fact, dispute.seen)

    said = refused(three, SON, act)
    (shown,) = decisions(three).disputes()
    sits(three, MY_LE)
    act()

    assert said == shown.withheld == REFUSED
    assert decisions(three).disputes() == []


def test_the_roles_granted_last_count(counters: tuple[Counter, Counter]) -> None:
    three, _ = counters
    one, other = (registered(three, "Lê Thị Ngân") for _ in range(2))
    grant(three.engine, three.clock, CHAU, "Lê Minh Châu")  # the account is closed
    grant(three.engine, three.clock, HA, "Trịnh Thu Hà", CLERK)
    nobody = refused(three, CHAU, lambda: compare(three).same(one, other))
    grant(three.engine, three.clock, MY_LE, "Đặng Thị Mỹ Lệ", CLERK, SUPERVISOR)
    sits(three, MY_LE)

    compare(three).same(one, other)

    assert nobody == "Việc này không do bạn tiếp nhận; hãy mời cán bộ phụ trách quyết định."
    assert len(decisions(three).merged()) == 1
