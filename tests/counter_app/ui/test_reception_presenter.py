from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.ui.reception.desk_case import DeskCase, Paper, matters
from counter_app.ui.reception.draft import decode, encode
from counter_app.ui.reception.presenter import ReceptionPresenter
from counter_app.usecases.case import (
    CustomerKind,
    Entered,
    FieldName,
    Likeness,
    PaperTaken,
    PaymentMethod,
    ResultChannel,
    Source,
    Submitter,
)
from counter_app.usecases.lines import Similar
from domain.errors import Unavailable
from domain.identifiers import ProcedureCode
from tests.fakes.desk import NHUNG, NHUNG_CARD, VIET_CARD, FakeDesk
from tests.fakes.tasks import ImmediateTasks, PatientTasks, StillTimer

BUSINESS = ProcedureCode("1.001612")


class HeardScreen:
    """Remembers the last word of each verb."""

    def __init__(self) -> None:
        self.said: dict[str, tuple[Any, ...]] = {}
        self.spots: list[str] = []
        self.notices: list[tuple[str, Any]] = []

    def focus(self, spot: str) -> None:
        self.spots.append(spot)

    def notice(self, text: str, tone: Any = None, acts: Any = ()) -> None:
        self.notices.append((text, acts))

    def __getattr__(self, verb: str) -> Any:
        return lambda *told: self.said.__setitem__(verb, told)


def presenter_of(
    desk: FakeDesk, tasks: Any = None, asking: Any = None
) -> tuple[ReceptionPresenter, HeardScreen]:
    screen = HeardScreen()
    presenter = ReceptionPresenter(
        screen=screen,
        services=desk.services(),
        tasks=tasks or ImmediateTasks(),
        printer=ImmediateTasks(),
        asking=asking or ImmediateTasks(),
        later=lambda call: call(),
        quiet=lambda _ms, act: StillTimer(act),
        report=_defect,
    )
    return presenter, screen


def _defect(error: Exception) -> None:
    raise error


def ready(desk: FakeDesk) -> tuple[ReceptionPresenter, HeardScreen]:
    presenter, screen = presenter_of(desk)
    presenter.open()
    presenter.card(NHUNG_CARD)
    presenter.desk.choose(BUSINESS)
    presenter.desk.take_all()
    presenter.desk.take_fee()
    return presenter, screen


def test_a_card_fills_the_form_and_the_record_adds_what_it_lacks() -> None:
    presenter, _screen = presenter_of(FakeDesk())

    presenter.card(NHUNG_CARD)

    fields = presenter.room.case.fields
    assert fields[FieldName.NAME].source is Source.CARD
    assert fields[FieldName.PHONE].source is Source.RECORD
    assert presenter.room.case.known_id == NHUNG.id


def test_an_artefact_of_the_input_method_is_refused_with_a_sentence() -> None:
    presenter, screen = presenter_of(FakeDesk())

    presenter.card("056188004217 Nguyeexn Vawn An")

    assert presenter.room.case.untouched
    assert "bộ gõ" in screen.notices[-1][0]


def test_another_persons_card_is_asked_about_and_never_mixed_in() -> None:
    presenter, screen = presenter_of(FakeDesk())
    presenter.card(NHUNG_CARD)

    presenter.card(VIET_CARD)

    assert presenter.room.case.name == "Nguyễn Thị Hồng Nhung"
    text, acts = screen.notices[-1]
    assert "người khác" in text
    acts[0][1]()
    assert presenter.room.case.name == "Phạm Quốc Việt"


def test_a_failed_printer_never_undoes_a_reception() -> None:
    desk = FakeDesk(printer_error=Unavailable("Máy in hết giấy; nạp giấy rồi nhấn F9."))
    presenter, _screen = ready(desk)

    presenter.submit(with_paper=True)

    case = presenter.room.case
    assert case.saved is not None
    assert case.paper is Paper.FAILED

    desk.printer_error = None
    presenter.submit(with_paper=True)
    assert len(desk.received) == 1
    assert len(desk.printed) == 1


def test_save_only_prints_nothing() -> None:
    desk = FakeDesk()
    presenter, _screen = ready(desk)

    presenter.submit(with_paper=False)

    assert len(desk.received) == 1
    assert desk.printed == []


def test_the_next_card_waits_until_the_paper_of_the_last_is_settled() -> None:
    desk = FakeDesk(printer_error=Unavailable("Máy in tắt."))
    presenter, _screen = ready(desk)
    presenter.submit(with_paper=True)

    presenter.card(VIET_CARD)

    assert presenter.room.case.saved is not None


def test_a_late_answer_of_an_older_keystroke_is_dropped() -> None:
    tasks = PatientTasks()
    presenter, screen = presenter_of(FakeDesk(), tasks)
    presenter.desk.search("dang")
    presenter.desk.search("dang ky khai")

    tasks.deliver(1)
    newest = screen.said["suggest_procedures"]
    tasks.deliver(0)

    assert screen.said["suggest_procedures"] == newest
    assert newest[1] == "dang ky khai"


def test_an_answer_for_a_case_no_longer_on_the_desk_is_dropped() -> None:
    tasks = PatientTasks()
    presenter, _screen = presenter_of(FakeDesk(), tasks)
    presenter.desk.choose(BUSINESS)
    presenter.next_citizen()

    while tasks.waiting:
        tasks.deliver()

    assert presenter.room.case.procedure is None


def test_a_held_case_comes_back_as_it_was() -> None:
    desk = FakeDesk()
    presenter, _screen = ready(desk)
    before = presenter.room.case

    presenter.hold()
    assert presenter.room.case.untouched
    presenter.resume(before.case)

    after = presenter.room.case
    assert after.fields == before.fields
    assert after.papers == before.papers
    assert after.procedure == before.procedure
    assert after.paid


def test_an_unfinished_case_is_drafted_when_it_is_quiet_and_offered_at_the_next_start() -> None:
    desk = FakeDesk()
    presenter, _screen = presenter_of(desk)
    presenter.card(VIET_CARD)

    presenter.room.save_draft()
    again, screen = presenter_of(desk)
    again.open()

    [tab] = screen.said["show_tabs"][0]
    assert tab.name == "Phạm Quốc Việt"


def test_a_look_alike_must_be_decided_and_the_outcome_is_kept() -> None:
    alike = Similar(customer=NHUNG, alike=(FieldName.BORN,), certain=False)
    presenter, _screen = presenter_of(FakeDesk(look_alikes=[alike]))
    presenter.card(VIET_CARD)
    assert any(one.spot == "compare" for one in matters(presenter.room.case))

    presenter.customer.comparing.decide(Likeness.DIFFERENT)

    assert not any(one.spot == "compare" for one in matters(presenter.room.case))
    assert presenter.room.case.compared[NHUNG.id].outcome is Likeness.DIFFERENT


def test_a_card_value_is_not_changed_without_a_reason() -> None:
    presenter, _screen = ready(FakeDesk())

    presenter.customer.edit(FieldName.NAME, "Nguyễn Thị Hồng Nhưng")
    assert matters(presenter.room.case)[0].spot == "reason:name"

    presenter.customer.reason(FieldName.NAME, "thẻ in sai dấu")
    assert not matters(presenter.room.case)


def test_one_more_dossier_for_the_same_citizen_keeps_who_and_nothing_else() -> None:
    desk = FakeDesk()
    presenter, _screen = ready(desk)
    presenter.submit(with_paper=True)

    presenter.same_citizen()

    case = presenter.room.case
    assert case.name == "Nguyễn Thị Hồng Nhung"
    assert case.procedure is None
    assert case.saved is None


def test_a_fee_by_the_page_follows_the_count_and_must_be_taken_anew() -> None:
    presenter, _screen = presenter_of(FakeDesk())
    presenter.card(NHUNG_CARD)
    presenter.desk.choose(ProcedureCode("2.000815"))
    presenter.desk.take_fee()

    presenter.desk.quantity(5)

    assert presenter.room.case.fee == 10_000
    assert not presenter.room.case.paid


@pytest.mark.parametrize("text", ["", "abc", "12,5x"])
def test_what_is_no_amount_leaves_the_fee_open(text: str) -> None:
    presenter, _screen = presenter_of(FakeDesk())
    presenter.desk.choose(ProcedureCode("1.009999"))

    presenter.desk.amount(text)

    assert any(one.spot == "amount" for one in matters(presenter.room.case))


TEXT = st.text(max_size=20)
ENTERED = st.builds(Entered, text=TEXT, source=st.sampled_from(Source), before=TEXT, reason=TEXT)


@given(
    fields=st.dictionaries(st.sampled_from(FieldName), ENTERED),
    kind=st.sampled_from(CustomerKind),
    papers=st.lists(st.tuples(st.integers(1, 30), st.booleans()), unique_by=lambda p: p[0]),
    method=st.sampled_from(PaymentMethod),
    channel=st.sampled_from(ResultChannel),
    submitter=st.none() | st.builds(Submitter, name=TEXT, phone=TEXT),
    money=st.integers(0, 10**9),
)
def test_a_draft_is_read_back_as_it_was_written(
    fields: dict[FieldName, Entered],
    kind: CustomerKind,
    papers: list[tuple[int, bool]],
    method: PaymentMethod,
    channel: ResultChannel,
    submitter: Submitter | None,
    money: int,
) -> None:
    case = DeskCase(case="a", kind=kind, fields=fields, method=method, channel=channel)
    case.papers = {no: PaperTaken(no=no, ticked=on) for no, on in papers}
    case.submitter, case.tendered, case.fee = submitter, money, money

    assert decode("a", encode(case)) == (case, None)


@given(st.binary(max_size=40))
def test_what_is_no_draft_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # JSON's own kinds are ValueErrors too
        decode("a", content)


def test_coming_back_takes_new_words_of_the_record_and_leaves_what_was_edited() -> None:
    desk = FakeDesk()
    presenter, _screen = presenter_of(desk)
    presenter.customer.begin_with(NHUNG)
    presenter.customer.edit(FieldName.SEX, "")
    told = {**NHUNG.fields, FieldName.PHONE: "0905 000 118"}
    desk.customers[:] = [replace(NHUNG, fields=told)]

    presenter.come_back()

    case = presenter.room.case
    assert case.text(FieldName.PHONE) == "0905 000 118"
    assert case.fields[FieldName.PHONE].source is Source.RECORD
    assert case.text(FieldName.SEX) == ""
    assert case.fields[FieldName.SEX].source is Source.EDITED
