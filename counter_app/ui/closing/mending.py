"""Mends that take their time: at a device, or asking the centre. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter_app.ui.closing.services import ClosingServices
from counter_app.usecases.open_matters import Mend, OpenMatter, PaperToScan
from domain.identifiers import Day, DossierCode


@dataclass(frozen=True, slots=True)
class LongMend:
    """What to do, where it waits, and what is said when it is done."""

    work: Callable[[], object]
    done: str
    at_device: bool = True  # else it waits for the centre


def long_mend(services: ClosingServices, matter: OpenMatter) -> LongMend | None:
    """None for a mend that is done at once, or on another screen."""
    match matter.mend, matter.target:
        case Mend.PRINT, str(code):
            return LongMend(lambda: services.print_slip(DossierCode(code)), "Đã in giấy hẹn")
        case Mend.SCAN, PaperToScan() as paper:
            return LongMend(lambda: services.scan(paper), "Đã quét và gắn vào hồ sơ")
        case Mend.FETCH, PaperToScan() as paper:
            return LongMend(
                lambda: services.fetch(paper), "Đã lấy tệp quét về quầy", at_device=False
            )
        case Mend.DAY, str(day):
            return LongMend(
                lambda: services.again(Day(day)), "Đã hỏi lại trung tâm", at_device=False
            )
        case _:
            return None
