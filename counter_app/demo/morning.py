"""One scripted morning at a counter, without a screen: real scanner driver, printer and centre."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from counter_app.bootstrap.station import Station, moment_now, open_station
from counter_app.demo.centre import CLERK, PASSWORD, CentreProcess, new_centre
from counter_app.demo.people import NAMESAKE, NHUNG, VIET, organisation
from counter_app.demo.pictures import picture
from counter_app.demo.rig import IppPrinter, start_ipp_printer
from counter_app.demo.scanner import FEEDER, scanner_environment
from counter_app.devices.scan_session import DeskScan
from counter_app.devices.scanning.scan_device import ScanDevice
from counter_app.devices.slip_printer import SystemPrinter
from counter_app.storage import verification, waiting
from counter_app.usecases.card_fields import card_fields
from counter_app.usecases.case import (
    Bundle,
    CustomerForm,
    Entered,
    PaperTaken,
    Payment,
    PaymentMethod,
    Received,
    Reception,
    Source,
)
from counter_app.usecases.errors import PapersMissing
from domain.identifiers import ProcedureCode
from domain.moment import local
from domain.procedure import fee_for
from sync.protocol.errors import SyncError

HOUSEHOLD: Final = ProcedureCode("1.001612")
TRANSCRIPT: Final = ProcedureCode("2.000635")
WORK_PERMIT: Final = ProcedureCode("2.000205")


@dataclass(slots=True, kw_only=True)
class Morning:
    """The parts of the morning, and what happened."""

    out: Path
    station: Station
    centre: CentreProcess
    printer: IppPrinter
    say: Callable[[str], None]
    steps: list[Mapping[str, Any]] = field(default_factory=list)
    scans: int = 0

    def step(self, name: str, act: Callable[[], Mapping[str, Any]]) -> None:
        """Do one thing, time it, and write it down."""
        begun = time.perf_counter()
        told = act()
        took = round((time.perf_counter() - begun) * 1000)
        self.steps.append({"step": name, "ms": took, **told})
        shown = " · ".join(str(value) for value in told.values() if isinstance(value, str | int))
        self.say(f"{took:6} ms  {name}: {shown}")

    def with_card(self, payload: str) -> CustomerForm:
        """The customer of a card: known here, or new."""
        told = card_fields(payload)
        known = self.station.queries.customer_by_number(*list(told.values())[:2])
        fields = {name: Entered(text=text, source=Source.CARD) for name, text in told.items()}
        if known is None:
            return CustomerForm(fields=fields)
        record = {n: Entered(text=t, source=Source.RECORD) for n, t in known.fields.items()}
        return CustomerForm(known=known.id, seen=known.newest, fields=record)

    def scan(self, case: str) -> tuple[Bundle, ...]:
        """The whole pile through the feeder, into the first component; pages kept in `out`."""
        session = DeskScan(
            self.station.settings.scans / case,
            self.station.vault,
            self.station.blobs,
            ScanDevice(),
            FEEDER,
        )
        session.scan_now()
        for page in session.pages():
            session.assign(page.name, 1)
            self.scans += 1
            name = self.out / "scans" / f"{self.scans:02}-trang-{page.name}.jpg"
            name.write_bytes(session.image(page.name, 1200))
        return session.bundles()

    def receive(
        self, customer: CustomerForm, code: ProcedureCode, *, scanned: bool = False
    ) -> tuple[Received, Mapping[str, Any]]:
        """One reception: everything required is on the desk, the fee in cash."""
        procedure = self.station.queries.procedure(code)
        if procedure is None:
            raise LookupError(code)
        case = str(uuid4())
        bundles = self.scan(case) if scanned else ()
        fee = fee_for(procedure) or 0
        received = self.station.receive(
            Reception(
                case=case,
                customer=customer,
                procedure=code,
                papers=tuple(
                    PaperTaken(no=c.no, originals=c.original or 0, copies=c.copy or 0)
                    for c in procedure.components
                    if c.required
                ),
                bundles=bundles,
                payment=Payment(method=PaymentMethod.CASH, amount=fee) if fee else None,
            )
        )
        return received, {
            "code": received.code,
            "due": local(received.due).strftime("%H:%M %d/%m/%Y"),
            "receipt": received.receipt or "",
            "found": customer.known is not None,
            "pages": sum(bundle.pages for bundle in bundles),
        }

    def print(self, received: Received) -> Mapping[str, Any]:
        """The slip on the real IPP printer program; its paper kept in `out`."""
        printer = SystemPrinter(self.printer.uri, sample=True)
        officer = self.station.officer
        printed = self.station.print_slip(printer)(
            received.dossier, officer.name if officer else ""
        )
        paper = self.printer.printed()[-1]
        kept = self.out / "slips" / f"{received.code}_{printed.copy}{paper.suffix}"
        shutil.copyfile(paper, kept)
        pictures = picture(kept)
        return {"slip": str(kept.name), "where": printed.where, "pictures": pictures}


def morning(out: Path, say: Callable[[str], None]) -> int:
    """Run it; 0 when every step did what it should."""
    for name in ("slips", "scans", "screenshots", "work"):
        shutil.rmtree(out / name, ignore_errors=True)
        (out / name).mkdir(parents=True)
    work = out / "work"
    os.environ["SANE_CONFIG_DIR"] = scanner_environment(work / "sane")["SANE_CONFIG_DIR"]
    say("Dựng trung tâm, máy in và máy quét …")
    centre = new_centre(work / "centre", workers=2)
    printer = start_ipp_printer(work / "printer")
    station = open_station(work / "quay-3")
    try:
        centre.start()
        station.enrol(centre.url, centre.enrol_code("Quầy 3", "Q3"))
        station.link_round()()
        station.officer = station.sign_in(CLERK, PASSWORD)
        told = Morning(out=out, station=station, centre=centre, printer=printer, say=say)
        _script(told)
        _report(told)
        _screens(told)
    finally:
        printer.stop()
        centre.stop()
        station.close()
    say(
        f"Xong. Giấy hẹn: {out / 'slips'}, bản quét: {out / 'scans'}, màn hình: "
        f"{out / 'screenshots'}, tổng kết: {out / 'report.json'}"
    )
    return 0


def _script(told: Morning) -> None:
    slips: list[Received] = []

    def receive(
        customer: CustomerForm, code: ProcedureCode, *, scanned: bool = False
    ) -> Mapping[str, Any]:
        received, facts = told.receive(customer, code, scanned=scanned)
        slips.append(received)
        return {**facts, **told.print(received)}

    told.step(
        "thẻ căn cước, khách mới", lambda: receive(told.with_card(NHUNG), HOUSEHOLD, scanned=True)
    )
    told.step("cùng khách trở lại", lambda: receive(told.with_card(NHUNG), TRANSCRIPT))
    told.step("người trùng họ tên", lambda: receive(told.with_card(NAMESAKE), TRANSCRIPT))
    told.step("trao đổi với trung tâm", lambda: _exchange(told))
    told.step("tổ chức", lambda: receive(organisation(), WORK_PERMIT))
    told.step("hồ sơ thiếu giấy bị từ chối", lambda: _refused(told))
    told.step("cắt mạng", lambda: _cut(told))
    told.step(
        "tiếp nhận khi mất mạng", lambda: receive(told.with_card(VIET), HOUSEHOLD, scanned=True)
    )
    told.step("lượt trao đổi khi mất mạng", lambda: _not_reached(told))
    told.step("nối mạng lại và trao đổi", lambda: _back(told))
    told.step("in lại một giấy hẹn", lambda: told.print(slips[0]))
    told.step("trao đổi lần cuối", lambda: _exchange(told))
    told.step("băm lại toàn bộ, hai bên", lambda: _verified(told))


def _exchange(told: Morning) -> Mapping[str, Any]:
    told.station.link_round()()
    identity = told.station.enrolled
    found = waiting.waits(told.station.engine, identity.scope, identity.device)
    if found.facts or found.seal != found.proven_seal:
        raise AssertionError("sau lượt trao đổi hai bên phải khớp")
    customers = told.station.queries.find_customers("nguyen thi hong nhung")
    return {
        "proven": found.proven_seal,
        "shared": found.shared,
        "files_waiting": found.files,
        "usernames": sorted(c.username for c in customers if c.username),
    }


def _refused(told: Morning) -> Mapping[str, Any]:
    try:
        told.station.receive(
            Reception(case=str(uuid4()), customer=told.with_card(NHUNG), procedure=HOUSEHOLD)
        )
    except PapersMissing as error:
        return {"sentence": error.sentence}
    raise AssertionError("hồ sơ thiếu giấy đã được nhận")


def _cut(told: Morning) -> Mapping[str, Any]:
    told.centre.stop()
    return {"centre": "đã tắt"}


def _not_reached(told: Morning) -> Mapping[str, Any]:
    identity = told.station.enrolled
    try:
        told.station.link_round()()
    except SyncError as error:
        waits = waiting.waits(told.station.engine, identity.scope, identity.device)
        return {"cause": type(error).__name__, "waiting": waits.facts, "money": waits.money}
    raise AssertionError("trung tâm đã tắt mà vẫn trả lời")


def _back(told: Morning) -> Mapping[str, Any]:
    told.centre.start()
    return _exchange(told)


def _verified(told: Morning) -> Mapping[str, Any]:
    found = verification.verify(told.station.engine, told.station.blobs.get, moment_now())
    if found.problems:
        raise AssertionError("; ".join(found.problems))
    centre = told.centre.run("verify").strip().splitlines()
    return {"counter_facts": found.facts, "files": found.files, "centre": centre[-1]}


def _report(told: Morning) -> None:
    names = {
        kind: sorted(path.name for path in (told.out / kind).iterdir())
        for kind in ("slips", "scans")
    }
    report = {"run": secrets.token_hex(4), "steps": told.steps, **names}
    (told.out / "report.json").write_text(
        json.dumps(report, ensure_ascii=False, indent=2), encoding="utf-8"
    )


def _screens(told: Morning) -> None:
    from counter_app.demo.screens import shoot

    told.say("Chụp các màn hình …")
    shot = shoot(told.station, told.out / "screenshots", told.centre, told.printer)
    report = json.loads((told.out / "report.json").read_text(encoding="utf-8"))
    report["screenshots"] = shot
    (told.out / "report.json").write_text(
        json.dumps(report, ensure_ascii=False, indent=2), encoding="utf-8"
    )
