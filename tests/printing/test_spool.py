"""Against a real IPP printer program, directly and through a real CUPS server."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from counter_app.demo.print_server import PrintServer, start_print_server
from counter_app.demo.rig import Fault, IppPrinter, start_ipp_printer
from counter_app.devices.slip_form import compose
from printing.errors import (
    JobNotPrinted,
    MediaNotLoaded,
    NoPrintSystem,
    PrinterCoverOpen,
    PrinterError,
    PrinterJammed,
    PrinterOffline,
    PrinterOutOfPaper,
    PrinterUnknown,
)
from printing.reading_back import read
from printing.spool import Patience, look, print_document, printer_at, queues
from printing.states import JobState, Printer, PrinterState
from tests.rig.slips import SHORT

A5 = "iso_a5_148x210mm"
HASTE = Patience(deadline_s=10, trouble_s=0.6, poll_s=0.05)
PDF = compose(SHORT).pdf()


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IppPrinter]:
    printer = start_ipp_printer(tmp_path_factory.mktemp("printer"))
    yield printer
    printer.stop()


@pytest.fixture(scope="module")
def server(device: IppPrinter) -> Iterator[PrintServer]:
    cups = start_print_server(device.uri)
    for _ in range(3):
        if settled(printer_at(cups.queue, cups.address)):
            break
        cups.stop()
        cups = start_print_server(device.uri)
    yield cups
    cups.stop()


def settled(printer: Printer) -> bool:
    """Now and then a fresh CUPS server aborts every job it gets; then another one is taken."""
    try:
        send(printer)
    except JobNotPrinted:
        return False
    return True


@pytest.fixture(params=["direct", "queue"])
def printer(request: pytest.FixtureRequest, device: IppPrinter) -> Iterator[Printer]:
    if request.param == "direct":
        yield printer_at(device.uri)
    else:
        cups: PrintServer = request.getfixturevalue("server")
        yield printer_at(cups.queue, cups.address)
    device.fault(None)


def send(printer: Printer, media: str = A5) -> int:
    return print_document(printer, PDF, title=SHORT.code, media=media, patience=HASTE)


@pytest.mark.rig
def test_what_comes_out_is_what_was_sent(printer: Printer, device: IppPrinter) -> None:
    before = len(device.printed())

    send(printer)

    paper = read(device.printed()[before].read_bytes())
    assert "NGUYỄN THỊ ÁNH TUYẾT" in paper.texts[0]
    assert SHORT.code in paper.codes


@pytest.mark.rig
def test_a_jam_that_ends_as_completed_is_not_believed(printer: Printer, device: IppPrinter) -> None:
    before = len(device.printed())
    device.fault(Fault.JAM)

    with pytest.raises(PrinterJammed):
        send(printer)

    assert len(device.printed()) == before
    assert isinstance(look(printer), PrinterJammed)


@pytest.mark.rig
def test_after_the_mend_the_next_slip_comes_out(printer: Printer, device: IppPrinter) -> None:
    device.fault(Fault.COVER_OPEN)
    with pytest.raises(PrinterCoverOpen):
        send(printer)
    device.fault(None)
    before = len(device.printed())

    send(printer)

    assert len(device.printed()) == before + 1


@pytest.mark.rig
def test_out_of_paper_calls_the_job_back_and_it_never_comes_out_later(
    printer: Printer, device: IppPrinter
) -> None:
    before = len(device.printed())
    device.fault(Fault.PAPER_OUT)

    with pytest.raises(PrinterOutOfPaper):
        send(printer)
    device.fault(None)

    assert len(device.printed()) == before


@pytest.mark.rig
def test_a_tray_filled_in_time_goes_on_with_the_same_job(device: IppPrinter) -> None:
    before = len(device.printed())
    device.fault(Fault.PAPER_OUT)
    filled = threading.Timer(0.3, device.fault, [None])
    filled.start()

    send(printer_at(device.uri))
    filled.join()

    assert len(device.printed()) == before + 1


@pytest.mark.rig
def test_a_paper_size_that_the_printer_has_not_is_refused_before(printer: Printer) -> None:
    with pytest.raises(MediaNotLoaded):
        send(printer, "iso_a3_297x420mm")


@pytest.mark.rig
def test_a_printer_that_is_off_is_named_so(printer: Printer, device: IppPrinter) -> None:
    device.switch_off()
    try:
        with pytest.raises(PrinterOffline):
            send(printer)
    finally:
        device.switch_on()


@pytest.mark.rig
def test_the_servers_queues_are_listed_and_a_wrong_name_is_unknown(server: PrintServer) -> None:
    assert [queue.name for queue in queues(server.address)] == [server.queue]
    with pytest.raises(PrinterUnknown):
        send(printer_at("khong-co", server.address))


def test_no_print_system_is_named_so() -> None:
    with pytest.raises(NoPrintSystem):
        queues("127.0.0.1:9")


class StuckPrinter:
    """Takes a job and never ends it."""

    address = "stuck"

    def __init__(self) -> None:
        self.cancelled: list[int] = []

    def state(self) -> PrinterState:
        return PrinterState(4, ("none",), accepting=True)

    def submit(self, pdf: bytes, *, title: str, media: str, copies: int) -> int:
        return 7

    def job(self, job: int) -> JobState:
        return JobState(5, ())

    def cancel(self, job: int) -> None:
        self.cancelled.append(job)


def test_a_job_past_its_deadline_is_cancelled() -> None:
    stuck = StuckPrinter()
    times = iter(range(1000))

    with pytest.raises(PrinterError):
        print_document(
            stuck, PDF, title="x", media=A5, clock=lambda: next(times), sleep=lambda _: None
        )

    assert stuck.cancelled == [7]
