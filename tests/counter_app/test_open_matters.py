"""Close until zero, on a real store with a real centre: found, named, mended, sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import update

from counter_app.bench.invented_office import HOUSEHOLD_BUSINESS
from counter_app.bootstrap.closing_screen import closing_screen
from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.reception import DeskServices
from counter_app.bootstrap.station import Station, moment_now, open_station
from counter_app.demo.centre import CentreProcess
from counter_app.storage.engine import reading, transaction
from counter_app.storage.file_queue import HELD
from counter_app.storage.journal import Journal
from counter_app.storage.open_matters import StoreMatters
from counter_app.storage.projection import rebuild
from counter_app.storage.tables import READ, blob
from counter_app.ui.closing.services import ClosingServices
from counter_app.usecases.case import Bundle
from counter_app.usecases.day_figures import Agreement, DayFace, DayState, Step, unwatched
from counter_app.usecases.errors import CannotDefer, ClosingStopped, ReasonMissing
from counter_app.usecases.mend_matters import AttachScans
from counter_app.usecases.open_matters import (
    Capability,
    Matters,
    Mend,
    NumberAsked,
    OpenMatter,
    OpenMatters,
    PaperToScan,
    Told,
    bounded,
)
from domain.day_matters import Account
from domain.dossier import DossierReceived, FeeTaken
from domain.errors import RuleBroken
from domain.identifiers import Day, DossierId, ReceiptNumber, SubjectId
from domain.moment import day
from tests.counter_app.test_desk_services import station_of
from tests.office import person, reception, tables


@dataclass
class Closing:
    """A counter at the end of its day."""

    station: Station
    link: LinkWatch
    services: ClosingServices

    def receive(self, name: str = "Lê Thị Sen") -> DossierId:
        asked = reception(person(name, f"0561880{uuid4().int % 100_000:05}", phone=""))
        return self.station.receive(replace(asked, procedure=HOUSEHOLD_BUSINESS)).dossier

    def scan(self, dossier: DossierId, *components: int) -> None:
        bundles = []
        for component in components:
            data = uuid4().bytes * 64
            sha256 = self.station.blobs.put(data)
            bundles.append(Bundle(component=component, sha256=sha256, size=len(data), pages=1))
        AttachScans(begin=self.station.desk.begin)(dossier, bundles)

    def exchange(self) -> None:
        around = self.station.link_round()
        around()
        around.files(lambda _size: False)

    def matters(self) -> Matters:
        self.link.count()
        return self.services.look()[0]

    def face(self) -> DayFace:
        return self.services.look()[1]

    def open(self, start: str = "") -> list[OpenMatter]:
        return [each for each in self.matters().open if each.key.startswith(start)]

    def receipt(self, number: int) -> ReceiptNumber:
        """A number of this counter's own series."""
        scope = self.station.enrolled.scope
        left = self.station.queries.numbers_left(scope, moment_now())
        assert left is not None
        return ReceiptNumber(f"{left.next_receipt.rpartition('-')[0]}-{number:06}")

    def whole(self) -> DossierId:
        """One dossier with nothing left to do about it."""
        dossier = self.receive()
        self.scan(dossier, 1, 2, 3, 4)
        self.station.print_slip()(dossier, "Lê Minh Châu")
        return dossier


@pytest.fixture
def counter(centre: CentreProcess, tmp_path: Path) -> Iterator[Closing]:
    station = open_station(tmp_path / "counter")
    station.enrol(centre.url, centre.enrol_code("Quầy 3", "Q3"))
    station.link_round()()
    link = LinkWatch(station, lambda: None)
    yield Closing(station, link, closing_screen(station, link, DeskServices(station).print_slip))
    station.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Closing]:
    """The same without a centre."""
    station = station_of(tmp_path)
    link = LinkWatch(station, lambda: None)
    yield Closing(station, link, closing_screen(station, link, DeskServices(station).print_slip))
    station.close()


def test_a_day_goes_to_zero_and_is_sealed(counter: Closing) -> None:
    dossier = counter.receive()
    opened = {each.key.partition(":")[0] for each in counter.open()}
    papers = counter.open("paper:")
    assert opened == {"unsent", "slip", "paper"}
    assert all(each.target == PaperToScan(dossier=dossier, component=at) for at, each in
               zip((1, 2, 3, 4), papers, strict=False))  # fmt: skip

    [slip] = counter.open("slip:")
    assert isinstance(slip.target, str)
    counter.services.print_slip(slip.target)  # type: ignore[arg-type]  # its mend is PRINT
    for each in papers:
        assert isinstance(each.target, PaperToScan)
        counter.scan(dossier, each.target.component)
    assert {each.key for each in counter.open()} == {"unsent", "scans"}
    assert all(each.needs_link for each in counter.open())
    counter.exchange()
    assert counter.open() == []
    assert ("Giấy tờ bắt buộc đã số hóa", "1 hồ sơ") in counter.matters().done

    steps: list[Step] = []
    before = counter.face()
    sealed = counter.services.close(lambda step, done=0, of=0: steps.append(step))  # noqa: ARG005 - as the closing tells
    assert before.state is DayState.OPEN
    assert steps == [Step.SCANS, Step.EXCHANGE, Step.COUNT, Step.ASK]
    assert (sealed.state, sealed.number) == (DayState.SEALED, 1)
    assert {each.agreement for each in sealed.figures} == {Agreement.EQUAL}
    assert [each.counter for each in sealed.figures] == [each.centre for each in sealed.figures]
    assert next(each for each in sealed.figures if each.name == "Tiền mặt").counter == "50.000 đ"

    counter.receive("Trần Văn Sau")
    again = counter.face()
    assert (again.state, again.again) == (DayState.OPEN, True)


def test_a_closing_that_is_stopped_goes_on_later(counter: Closing) -> None:
    counter.whole()
    counter.exchange()

    def stop(step: Step, done: int = 0, of: int = 0) -> None:
        if step is Step.ASK:
            raise ClosingStopped

    with pytest.raises(ClosingStopped):
        counter.services.close(stop)
    assert counter.face().state is DayState.PENDING
    assert counter.services.close(unwatched).state is DayState.SEALED


def test_without_a_link_the_day_closes_and_is_sealed_later(
    centre: CentreProcess, counter: Closing
) -> None:
    counter.whole()
    centre.stop()
    try:
        assert counter.matters().blocking(linked=False) == []
        pending = counter.services.close(unwatched)
        assert pending.state is DayState.PENDING
        assert pending.cause
    finally:
        centre.start()
    counter.exchange()
    counter.station.link_round()()
    assert counter.face().state is DayState.SEALED


def test_a_missing_receipt_is_named_and_explained(alone: Closing) -> None:
    dossier = alone.whole()
    with alone.station.desk.begin() as work:
        one = FeeTaken(receipt=alone.receipt(4), amount=20_000, method="cash")
        work.record(dossier, one)
        work.commit()
    [gap] = alone.open("number:receipts")
    series = alone.receipt(1).rpartition("-")[0]
    asked = NumberAsked(sort="receipts", series=series, first=2, last=3)
    assert (gap.target, gap.mend) == (asked, Mend.NUMBER)
    assert f"{series}-000002–000003" in gap.title

    with pytest.raises(ReasonMissing):
        alone.services.explain(asked, Account.SPOILT, " .. ")
    alone.services.explain(replace(asked, last=2), Account.SPOILT, "phiếu in nhòe, đã hủy")
    [left] = alone.open("number:")
    assert left.target == replace(asked, first=3)
    alone.services.explain(replace(asked, first=3), Account.UNUSED, "nhảy số, không có phiếu")
    assert alone.open("number:") == []


def test_a_number_on_two_papers_is_named_and_explained(alone: Closing) -> None:
    one, other = alone.whole(), alone.whole()
    with alone.station.desk.begin() as work:
        twice = FeeTaken(receipt=alone.receipt(1), amount=50_000, method="cash")
        work.record(other, twice)
        work.commit()
    [double] = alone.open("number:")
    assert double.title == f"Biên lai {alone.receipt(1)} có trên hai giấy"
    lines = [alone.station.queries.dossier(each) for each in (one, other)]
    assert double.note == " và ".join(f"{line.code} (Lê Thị Sen)" for line in lines if line)
    assert isinstance(double.target, NumberAsked)
    alone.services.explain(double.target, Account.TWICE, "viết tay trùng số, cả hai đã lưu")
    assert alone.open("number:") == []


def test_numbers_that_two_counters_used_are_named_with_both_papers(
    centre: CentreProcess, counter: Closing, tmp_path: Path
) -> None:
    ours = counter.whole()
    counter.exchange()
    other = open_station(tmp_path / "other")
    other.enrol(centre.url, centre.enrol_code("Quầy 5", "Q5"))
    other.link_round()()
    with reading(other.engine) as connection:
        facts = [each.fact for each in Journal(connection, bytes).about(SubjectId(ours))]
    told = [each for each in facts if isinstance(each, DossierReceived | FeeTaken)]
    with other.desk.begin() as work:
        work.record(work.new_subject(), *told)
        work.commit()
    other.link_round()()
    other.close()
    counter.exchange()

    code = counter.station.queries.dossier(ours)
    assert code is not None
    code_twice, receipt_twice = counter.open("shared:")

    both = f"{code.code} (Lê Thị Sen) và {code.code} (Lê Thị Sen)"
    assert code_twice.title == f"Mã hồ sơ {code.code} có cả ở Quầy 5"
    assert receipt_twice.title == f"Biên lai {counter.receipt(1)} có cả ở Quầy 5"
    assert all(each.note.startswith(both) for each in (code_twice, receipt_twice))
    code_asked, receipt_asked = code_twice.target, receipt_twice.target
    assert isinstance(code_asked, NumberAsked)
    assert isinstance(receipt_asked, NumberAsked)
    assert code_asked.words == code.code[-4:]
    assert receipt_asked.words == counter.receipt(1)
    counter.services.explain(code_asked, Account.TWICE, "quầy 5 viết tay nhầm số hồ sơ")
    assert counter.open("shared:") == [receipt_twice]
    counter.services.explain(receipt_asked, Account.TWICE, "quầy 5 viết tay nhầm biên lai")
    assert counter.open("shared:") == []
    counter.exchange()
    assert counter.services.close(unwatched).state is DayState.SEALED


def test_a_lost_scan_is_scanned_again(alone: Closing) -> None:
    dossier = alone.whole()
    with transaction(alone.station.engine) as connection:
        connection.execute(update(blob).values(done=HELD))
        connection.commit()
    lost = alone.open("scan:")
    assert [each.target for each in lost] == [
        PaperToScan(dossier=dossier, component=at) for at in (1, 2, 3, 4)
    ]
    alone.scan(dossier, 1, 3)
    assert len(alone.open("scan:")) == 2


def test_what_is_left_for_later_has_a_name_and_is_open_again_tomorrow(alone: Closing) -> None:
    alone.station.print_slip()(alone.receive(), "Lê Minh Châu")
    paper, *_others = alone.open("paper:")
    with pytest.raises(ReasonMissing):
        alone.services.defer(paper, "  ")
    alone.services.defer(paper, "khách mang bản gốc về")
    matters = alone.matters()
    assert paper.key not in {each.key for each in matters.open}
    [left] = matters.deferred
    assert (left.matter, left.reason) == (paper.key, "khách mang bản gốc về")

    alone.services.close(unwatched)  # waits for the centre
    tomorrow = date.fromisoformat(day(moment_now())) + timedelta(days=1)
    store = alone.station.engine
    then = StoreMatters(store, alone.station.enrolled, Day(tomorrow.isoformat()))
    assert paper.key in {each.key for each in then.papers().open}
    assert list(then.deferred()) == []

    before = tables(store, READ)
    with transaction(store) as connection:
        rebuild(connection, Journal(connection, bytes))
        connection.commit()
    assert tables(store, READ)["deferred"] == before["deferred"] != []


def test_what_cannot_be_looked_at_is_a_matter_itself() -> None:
    def broken() -> Told:
        raise RuleBroken("Đĩa không đọc được; hãy gọi cán bộ CNTT.")

    capabilities: dict[str, Capability] = {"bản quét": broken, "xong": lambda: Told(done="Xong")}
    [matter] = OpenMatters(capabilities, deferred=list)().open
    assert (matter.title, matter.deferrable) == ("Chưa xem được: bản quét", False)


def test_many_matters_are_shown_in_parts() -> None:
    line = OpenMatter(key="slip:0", icon="printer", title="thử", mend=Mend.PRINT, verb="In lại")
    told = bounded([replace(line, key=f"slip:{at}") for at in range(25)], "xong")
    assert len(told.open) == 21
    assert told.open[-1].title == "Còn 5 việc như trên"


def test_what_must_be_mended_is_not_left_for_later(alone: Closing) -> None:
    fixed = OpenMatter(
        key="x", icon="hash", title="thử", mend=Mend.READ, verb="Xem", deferrable=False
    )
    with pytest.raises(CannotDefer):
        alone.services.defer(fixed, "không kịp hôm nay")
