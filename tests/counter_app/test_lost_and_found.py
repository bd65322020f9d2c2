"""What was lost or has drifted is named by its record at the closing screen, and comes back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random

import pytest

from counter_app.bootstrap.closing_screen import closing_screen
from counter_app.bootstrap.link_watch import LinkWatch
from counter_app.bootstrap.reception import DeskServices
from counter_app.bootstrap.station import moment_now, open_station
from counter_app.ctl import main
from counter_app.storage.file_queue import scans_of
from counter_app.usecases.day_figures import DayFace, DayState, Step, unwatched
from counter_app.usecases.errors import ClosingStopped, ScanNowhere, ScansLostThere
from counter_app.usecases.open_matters import Mend, NumberAsked, OpenMatter, PaperToScan
from domain.day_matters import Account
from domain.dossier import DossierReceived, FeeTaken
from domain.identifiers import DossierId
from domain.moment import day
from domain.session import SessionOpened
from sync.client.http_link import ASKED_AT_ONCE
from sync.protocol.frame import Sealed
from sync.store.day_sums import entry_of
from tests.centres import TestedCentre, new_centre
from tests.counter_app.test_open_matters import Closing
from tests.office import person, reception
from tests.planting import Side, at_centre, at_counter, scan_file


@contextmanager
def counter_of(centre: TestedCentre, folder: Path) -> Iterator[Closing]:
    """One whole dossier, which both sides have."""
    station = open_station(folder / "counter")
    station.enrol(centre.url, centre.enrol_code("Quầy 3", "Q3"))
    station.link_round()()
    link = LinkWatch(station, lambda: None)
    made = Closing(station, link, closing_screen(station, link, DeskServices(station).print_slip))
    made.whole()
    made.exchange()
    yield made
    station.close()


@pytest.fixture
def counter(centre: TestedCentre, tmp_path: Path) -> Iterator[Closing]:
    with counter_of(centre, tmp_path) as made:
        yield made


def here(counter: Closing) -> AbstractContextManager[Side]:
    who = counter.station.enrolled
    return at_counter(counter.station.settings.profile, who.scope, who.device)


def there(counter: Closing, centre: TestedCentre) -> AbstractContextManager[Side]:
    who = counter.station.enrolled
    return at_centre(centre, who.scope, who.device)


def of_kind(side: Side, kind: str) -> list[Sealed]:
    return [each for each in side.of_day(day(moment_now())) if each.frame.kind == kind]


def the_fact(side: Side, kind: str) -> Sealed:
    [found] = of_kind(side, kind)
    return found


def close(counter: Closing) -> DayFace:
    return counter.services.close(unwatched)


def only(matters: list[OpenMatter]) -> OpenMatter:
    [found] = matters
    return found


@pytest.mark.parametrize("bare", [True, False])
def test_what_drifted_here_is_named_by_its_record_and_given_back(
    counter: Closing, bare: bool
) -> None:
    with here(counter) as side:
        fee = the_fact(side, FeeTaken.kind)
        side.drift(fee, Random(0), bare=bare)

    lost = only(counter.open())
    assert (lost.key, lost.title, lost.mend) == ("holes", "1 việc lưu ở quầy đã hỏng", Mend.SEND)
    assert lost.note.startswith(f"Thu lệ phí, biên lai {counter.receipt(1)}, hồ sơ H32.16-")
    counter.exchange()

    assert counter.open() == []
    assert ("Đã lấy lại việc bị hỏng", f"quầy lấy lại {lost.note.partition(' · ')[0]}") in list(
        counter.matters().done
    )
    with here(counter) as side:
        assert the_fact(side, FeeTaken.kind) == fee
    assert close(counter).state is DayState.SEALED


def test_a_receipt_whose_fact_is_gone_is_named_by_what_the_read_tables_know(
    counter: Closing,
) -> None:
    with here(counter) as side:
        side.lose(the_fact(side, FeeTaken.kind))

    lost = only(counter.open())

    assert lost.note.startswith(f"Thu lệ phí, biên lai {counter.receipt(1)}, hồ sơ H32.16-")


def test_a_fee_taken_long_after_its_reception_is_named_as_well(counter: Closing) -> None:
    first = counter.whole()
    counter.whole()
    again = FeeTaken(receipt=counter.receipt(4), amount=20_000, method="cash")
    with counter.station.desk.begin() as work:
        work.record(first, again)
        work.commit()
    counter.whole()
    counter.exchange()
    with here(counter) as side:
        [late] = [each for each in of_kind(side, FeeTaken.kind) if entry_of(each).fact == again]
        side.lose(late)

    [lost] = counter.open("holes")

    line = counter.station.queries.dossier(first)
    assert line is not None
    assert lost.note.startswith(f"Thu lệ phí, biên lai {again.receipt}, hồ sơ {line.code} ·")


def test_what_is_lost_comes_before_what_cannot_be_looked_at_without_it(tmp_path: Path) -> None:
    centre = new_centre(tmp_path / "centre")  # of its own: its office keeps sessions from now on
    centre.start()
    try:
        with counter_of(centre, tmp_path) as counter:
            counter.station.sessions.open(((100_000, 1),))
            counter.exchange()
            with here(counter) as side:
                side.lose(the_fact(side, SessionOpened.kind))

            lost, unseen, *_others = counter.open()
            assert lost.key == "holes"
            assert unseen.key == "unseen:phiên quầy"
            counter.exchange()

            assert "session" in {each.key.partition(":")[0] for each in counter.open()}
    finally:
        centre.stop()


def test_what_the_centre_lost_is_named_once_it_has_it_back(
    centre: TestedCentre, counter: Closing
) -> None:
    with there(counter, centre) as side:
        received = the_fact(side, DossierReceived.kind)
        side.lose(received)

    assert close(counter).state is DayState.SEALED

    told = dict(counter.matters().done)["Đã lấy lại việc bị hỏng"]
    assert told.startswith("trung tâm nhận lại Tiếp nhận hồ sơ, hồ sơ H32.16-")
    with there(counter, centre) as side:
        assert the_fact(side, DossierReceived.kind) == received


def test_what_drifted_at_the_centre_is_named_in_the_dispute(
    centre: TestedCentre, counter: Closing
) -> None:
    with there(counter, centre) as side:
        side.drift(the_fact(side, FeeTaken.kind), Random(0), bare=False)

    disputed = close(counter)
    again = close(counter)

    assert disputed.state is DayState.DISPUTED
    record = f"Thu lệ phí, biên lai {counter.receipt(1)}, hồ sơ H32.16-"
    assert f"việc lưu ở trung tâm đã bị đổi: {record}" in disputed.cause
    assert again.state is DayState.SEALED


def test_what_a_copy_of_the_store_numbered_too_is_named_with_both_papers(
    counter: Closing, tmp_path: Path
) -> None:
    shutil.copytree(counter.station.settings.profile, tmp_path / "copy")
    copy = open_station(tmp_path / "copy")
    theirs = copy.receive(reception(person("Trần Văn Bản", "056188099001", phone="")))
    copy.link_round().facts()
    copy.close()

    ours = counter.whole()
    counter.exchange()
    matters = counter.open("number:")

    line = counter.station.queries.dossier(ours)
    assert line is not None
    assert line.code == theirs.code
    assert [each.title for each in matters] == [
        f"Số hồ sơ {line.code[-4:]} có trên hai giấy",
        f"Biên lai {theirs.receipt} có trên hai giấy",
    ]
    for each in matters:
        assert "Trần Văn Bản" in each.note
        assert "Lê Thị Sen" in each.note
        assert isinstance(each.target, NumberAsked)
        counter.services.explain(each.target, Account.TWICE, "máy bị sao chép, hai giấy đã phát")
    assert counter.open("number:") == []


def a_scan(counter: Closing) -> bytes:
    """One that the day's dossier names as its paper 1."""
    with here(counter) as side:
        dossier = the_fact(side, DossierReceived.kind).frame.subject
    found = scans_of(counter.station.engine, dossier)  # type: ignore[arg-type]  # of a frame: bytes
    return next(sha256 for component, sha256, _, _ in found if component == 1)


def test_a_scan_that_is_gone_here_is_brought_back(counter: Closing) -> None:
    sha256 = a_scan(counter)
    scan_file(counter.station.settings.blobs, sha256).unlink()

    gone = only(counter.open())
    assert gone.title.startswith("Tệp quét giấy tờ 1 của H32.16-")
    assert (gone.mend, gone.needs_link) == (Mend.FETCH, True)
    assert isinstance(gone.target, PaperToScan)
    assert counter.services.fetch(gone.target) == 1

    assert counter.open() == []
    assert counter.station.blobs.whole(sha256)


def test_a_scan_that_the_centre_lost_is_named_before_the_day_is_closed(
    centre: TestedCentre, counter: Closing
) -> None:
    sha256 = a_scan(counter)
    scan_file(centre.folder / "blobs", sha256).unlink()

    with pytest.raises(ScansLostThere, match="giấy tờ 1 của H32"):
        close(counter)
    waits = only(counter.open())
    assert (waits.key, waits.mend) == ("scans", Mend.SEND)
    assert waits.note.startswith("giấy tờ 1 của H32.16-")
    counter.exchange()

    assert close(counter).state is DayState.SEALED
    assert scan_file(centre.folder / "blobs", sha256).exists()


def test_a_day_of_many_scans_is_asked_for_in_parts_and_can_be_stopped(
    centre: TestedCentre, counter: Closing
) -> None:
    with here(counter) as side:
        dossier = DossierId(the_fact(side, DossierReceived.kind).frame.subject)  # type: ignore[arg-type]  # of a frame: bytes
    counter.scan(dossier, *[4] * (2 * ASKED_AT_ONCE))
    counter.exchange()
    found = scans_of(counter.station.engine, dossier)
    last = max(sha256 for component, sha256, _, _ in found if component == 4)
    scan_file(centre.folder / "blobs", last).unlink()
    told: list[tuple[int, int]] = []

    def stop(step: Step, done: int = 0, of: int = 0) -> None:
        assert step is Step.SCANS
        told.append((done, of))
        if done:
            raise ClosingStopped

    with pytest.raises(ClosingStopped):
        counter.services.close(stop)
    assert told == [(0, len(found)), (ASKED_AT_ONCE, len(found))]
    assert counter.face().state is DayState.OPEN
    with pytest.raises(ScansLostThere, match="giấy tờ 4 của H32"):
        close(counter)


def test_a_day_that_waited_is_sealed_once_the_centre_has_its_scans_again(
    centre: TestedCentre, counter: Closing
) -> None:
    sha256 = a_scan(counter)
    centre.stop()
    try:
        assert close(counter).state is DayState.PENDING
        scan_file(centre.folder / "blobs", sha256).unlink()
    finally:
        centre.start()

    counter.station.link_round()()  # finds it lost, and sends it
    assert counter.face().state is DayState.PENDING
    assert scan_file(centre.folder / "blobs", sha256).exists()

    counter.station.link_round()()
    assert counter.face().state is DayState.SEALED


def test_the_command_that_closes_a_day_asks_for_its_scans_too(
    centre: TestedCentre, counter: Closing, capsys: pytest.CaptureFixture[str]
) -> None:
    scan_file(centre.folder / "blobs", a_scan(counter)).unlink()

    status = main(["--profile", str(counter.station.settings.profile), "day-close"])

    assert status == 1
    assert "Trung tâm đã mất tệp quét giấy tờ 1" in capsys.readouterr().err


def test_a_scan_that_nobody_has_is_to_be_scanned_again(
    centre: TestedCentre, counter: Closing
) -> None:
    sha256 = a_scan(counter)
    for folder in (counter.station.settings.blobs, centre.folder / "blobs"):
        scan_file(folder, sha256).unlink()
    gone = only(counter.open())
    assert isinstance(gone.target, PaperToScan)

    with pytest.raises(ScanNowhere):
        counter.services.fetch(gone.target)

    again = only(counter.open())
    assert (again.mend, again.target) == (Mend.SCAN, gone.target)
