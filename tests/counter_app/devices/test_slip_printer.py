from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.demo.rig import Fault, IppPrinter, start_ipp_printer
from counter_app.devices.slip_printer import READY, FolderPrinter, SystemPrinter
from counter_app.usecases import device_errors
from counter_app.usecases.device_errors import (
    DeviceError,
    PrinterJammed,
    PrinterOffline,
    SlipNotReadable,
    SlipNotSaved,
)
from printing.reading_back import read
from tests.rig.slips import SHORT


@pytest.fixture
def device(tmp_path: Path) -> Iterator[IppPrinter]:
    printer = start_ipp_printer(tmp_path)
    yield printer
    printer.stop()


@pytest.mark.rig
def test_a_slip_is_printed_and_the_answer_names_the_job(device: IppPrinter) -> None:
    printer = SystemPrinter(device.uri)

    said = printer.print(SHORT)

    assert said == f"{device.uri} #1"
    assert printer.state() == READY
    [paper] = device.printed()
    assert read(paper.read_bytes()).codes.count(SHORT.code) == 2


@pytest.mark.rig
def test_faults_reach_the_office_in_its_own_words(device: IppPrinter) -> None:
    printer = SystemPrinter(device.uri)
    device.fault(Fault.JAM)

    with pytest.raises(PrinterJammed) as failed:
        printer.print(SHORT)

    assert failed.value.sentence.startswith("Máy in bị kẹt giấy")
    assert printer.state() == "Máy in kẹt giấy"
    device.switch_off()
    assert printer.state() == "Máy in tắt hoặc mất kết nối"
    with pytest.raises(PrinterOffline):
        printer.print(SHORT)


def test_without_a_printer_slips_are_saved_and_a_reprint_overwrites_nothing(
    tmp_path: Path,
) -> None:
    printer = FolderPrinter(tmp_path / "giấy hẹn")

    first = printer.print(SHORT)
    second = printer.print(replace(SHORT, copy=2))

    assert Path(first).name == f"{SHORT.code}.pdf"
    assert "Bản in lại lần 1" in read(Path(second).read_bytes()).texts[0]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_bytes(b"")

    with pytest.raises(SlipNotSaved):
        FolderPrinter(tmp_path / "tệp").print(SHORT)


def test_a_name_that_the_font_cannot_write_is_refused_and_kept_out_of_the_detail(
    tmp_path: Path,
) -> None:
    with pytest.raises(SlipNotReadable) as failed:
        FolderPrinter(tmp_path).print(replace(SHORT, applicant="漢 Văn"))

    assert "漢" not in failed.value.detail


def test_every_device_error_says_one_sentence_of_its_own() -> None:
    kinds = [
        kind
        for kind in vars(device_errors).values()
        if isinstance(kind, type) and issubclass(kind, DeviceError) and not kind.__subclasses__()
    ]

    said = [
        kind("a.pdf", "tệp hỏng").sentence
        if kind is device_errors.FileUnreadable
        else kind().sentence
        for kind in kinds
    ]

    assert len(set(said)) == len(kinds) > 20
    assert all(words.endswith(".") and "hãy" in words for words in said)
