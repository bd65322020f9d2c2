"""What `counterctl` does on a counter: the screens' use-cases, without a window."""

from __future__ import annotations

import secrets
import threading
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from counter_app.bootstrap.station import Station, moment_now
from counter_app.commands import foresee, reception_file, scans
from counter_app.commands.days import open_days
from counter_app.commands.officers import act_as
from counter_app.devices.bundle import bundle
from counter_app.devices.pages import PageStore
from counter_app.devices.scanning.profile import ScanProfile
from counter_app.devices.scanning.scan_device import ScanDevice
from counter_app.devices.slip_printer import FolderPrinter
from counter_app.storage import verification, waiting
from counter_app.storage.archive_return import take_up_again
from counter_app.storage.archives import files, verify_files
from counter_app.storage.engine import transaction
from counter_app.storage.epochs import standing_of
from counter_app.storage.escrow import kept
from counter_app.storage.journal import Journal
from counter_app.storage.projection import rebuild
from counter_app.usecases.archive_errors import absent_words
from counter_app.usecases.case import Bundle
from counter_app.usecases.clock_words import clock_words
from counter_app.usecases.errors import NoSuchDossier
from counter_app.usecases.lines import CustomerLine, DossierLine, Officer
from domain.errors import RuleBroken, Unavailable
from domain.identifiers import PROVINCE
from domain.moment import Moment, local
from domain.slip import AppointmentSlip


def enrol(station: Station, told: Namespace) -> Mapping[str, Any]:
    """`init` and `enrol`: make the store, and with a code make it known to the centre."""
    if told.centre and told.code:
        station.enrol(told.centre, told.code)
        station.link_round()()
    elif station.identity is None and (told.centre or told.code):
        raise RuleBroken("Ghi danh cần cả --centre và --code; hãy gõ đủ hai mục.")
    identity = station.identity
    return {
        "profile": str(station.settings.profile),
        "enrolled": identity is not None,
        "office": identity.scope if identity else "",
        "counter": identity.counter if identity else "",
        "device": identity.device.hex() if identity else "",
    }


def receive(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Receive a dossier from a file, by the same rules as the screen."""
    file = reception_file.read(told.file, station.queries)
    act_as(station, told.officer or file.officer)
    reception = replace(file.reception, bundles=_attach(station, file.files))
    similar = station.queries.similar(reception.customer)
    known = reception.customer.known is not None
    received = station.receive(reception)
    customer = station.queries.customer(received.customer)
    return {
        "code": received.code,
        "due": _minute(received.due),
        "receipt": received.receipt or "",
        "dossier": received.dossier.hex(),
        "customer": received.customer.hex(),
        "customer_found": known,
        "username": (customer.username if customer else None) or "",
        "similar": [customer_told(each.customer) for each in similar],
        "reserve_used": received.reserve_used,
    }


def _attach(station: Station, files: Mapping[int, Sequence[Path]]) -> tuple[Bundle, ...]:
    bundles = []
    for component, paths in files.items():
        store = PageStore(station.settings.scans / secrets.token_hex(8), station.vault)
        for path in paths:
            store.take_file(path, component)
        bundled = bundle(store.of_component(component))
        sha256 = station.blobs.put(bundled.pdf)
        bundles.append(
            Bundle(component=component, sha256=sha256, size=len(bundled.pdf), pages=bundled.pages)
        )
        store.clear()
    return tuple(bundles)


def scan(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Scan the feeder's pile into a folder of JPEG pages and one PDF."""
    told.out.mkdir(parents=True, exist_ok=True)
    store = PageStore(station.settings.scans / secrets.token_hex(8), station.vault)
    device = ScanDevice()
    name = told.device or station.settings.scanner or device.list()[0].name
    try:
        device.scan(
            ScanProfile(device=name), store.sink(), threading.Event(), lambda p: _took(store, p)
        )
    finally:
        pages = [store.jpeg(page.number) for page in store.pages()]
        written = [_write(told.out / f"page-{n:03}.jpg", data) for n, data in enumerate(pages, 1)]
    bundled = bundle(pages)
    pdf = _write(told.out / "scan.pdf", bundled.pdf)
    store.clear()
    return {
        "device": name,
        "pages": len(written),
        "files": written,
        "pdf": pdf,
        "sha256": bundled.sha256.hex(),
    }


def _took(store: PageStore, path: Path) -> None:
    store.arrived(path)


def _write(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def slip(station: Station, told: Namespace) -> Mapping[str, Any]:
    """The slip of a dossier as a PDF that was read back; counts as a print of it."""
    act_as(station, told.officer)
    line = station.queries.dossier_by_code(told.code)
    if line is None:
        raise NoSuchDossier
    sample = station.queries.office().demonstration
    printer = _SaveAs(FolderPrinter(told.out.parent, sample=sample), told.out)
    printed = station.print_slip(printer)(line.id, _name(station))
    return {"code": line.code, "copy": printed.copy, "file": str(told.out)}


class _SaveAs:
    """Saves the slip under the name asked for."""

    def __init__(self, printer: FolderPrinter, out: Path) -> None:
        self._printer, self._out = printer, out

    def print(self, slip: AppointmentSlip) -> str:
        Path(self._printer.print(slip)).replace(self._out)
        return "file"


def sync(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Everything with the centre: facts, officers, files; its progress is told on the way."""
    if told.dry_run:
        return foresee.dry_run(station)
    try:
        station.link_round(scans.progress(station))()
    finally:
        scans.end_line()
    return status(station, told)


def status(station: Station, _told: Namespace) -> Mapping[str, Any]:
    """Who this counter is, what waits, and the last proof."""
    identity = station.enrolled
    waits = waiting.waits(station.engine, identity.scope, identity.device)
    province = waiting.waits(station.engine, PROVINCE, identity.device)
    numbers = station.queries.numbers_left(identity.scope, moment_now())
    return {
        "office": identity.scope,
        "counter": identity.counter,
        "centre": identity.centre_url,
        "waiting_facts": waits.facts,
        "waiting_money": waits.money,
        **scans.waiting(station),
        "shared_facts": waits.shared,
        "proven": waits.proven_at is not None
        and waits.facts == 0
        and waits.seal == waits.proven_seal,
        "proven_at": _minute(waits.proven_at) if waits.proven_at else "",
        "seal": waits.seal,
        **_health(station),
        "province_facts": province.shared,
        "clock": clock_words(station.clock_ahead_ms),
        "numbers_left": numbers.left if numbers else None,
        "next_receipt": numbers.next_receipt if numbers else "",
        "open_days": open_days(station),
        "key_kept_at_centre": bool(kept(station.engine).recovery),
    }


def _health(station: Station) -> Mapping[str, Any]:
    """When everything was last hashed anew, what is missing, and whether this store may write."""
    look = verification.last_look(station.engine)
    halted = standing_of(station.engine)
    known = files(station.engine, station.archives)
    return {
        "archives": len(known),
        "archives_absent": [str(station.archives.path(e.name)) for e in known if e.absent],
        "verified_since": _minute(look.since) if look.since else "",
        "missing_facts": look.missing,
        "halted": halted.decode() if halted else "",
    }


def verify(station: Station, _told: Namespace) -> Mapping[str, Any]:
    """Re-hash everything stored. Raises NotWhole where something is missing or changed."""
    engine, archives = station.engine, station.archives
    take_up_again(engine, archives, moment_now())
    failing = verify_files(engine, archives, moment_now())
    found = verification.verify(engine, station.blobs.get, moment_now())
    if failing:
        raise ArchivesMissing([archives.path(name).name for name in failing], found.problems)
    if found.problems:
        raise NotWhole(found.problems)
    return {
        "facts": found.facts,
        "chains": found.chains,
        "files": found.files,
        "archives": len(files(engine, archives)),
        "equal": True,
    }


class ArchivesMissing(Unavailable):
    """Archives cannot be read; what lay there is missing, and named."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        named, problems = self.args
        return f"{absent_words(', '.join(named))} ({'; '.join(problems[:3])})".removesuffix(" ()")


class NotWhole(RuleBroken):
    """The store differs from what was once written."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        told = "; ".join(self.args[0][:3])
        return f"Kho dữ liệu không nguyên vẹn: {told}. Hãy đồng bộ để lấy lại từ trung tâm."


def rebuild_tables(station: Station, _told: Namespace) -> Mapping[str, Any]:
    """Compute every read table anew from the journal."""
    with transaction(station.engine) as connection:
        subjects = rebuild(connection, Journal(connection, secrets.token_bytes))
        connection.commit()
    return {"subjects": subjects}


def find(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Customers and dossiers that the words find, without accents."""
    customers = station.queries.find_customers(told.text)
    dossiers = station.queries.find_dossiers(told.text, 20)
    procedures = station.queries.find_procedures(told.text)
    return {
        "customers": [customer_told(each) for each in customers],
        "dossiers": [dossier_told(each) for each in dossiers],
        "procedures": [{"code": each.code, "name": each.name} for each in procedures],
    }


def customer_told(line: CustomerLine) -> Mapping[str, Any]:
    """A customer as an answer tells it."""
    shown = {name.value: text for name, text in line.fields.items() if text}
    return {"id": line.id.hex(), "kind": line.kind.value, **shown, "username": line.username or ""}


def dossier_told(line: DossierLine) -> Mapping[str, Any]:
    """A dossier as an answer tells it."""
    return {
        "code": line.code,
        "customer": line.customer_name,
        "procedure": line.procedure_name,
        "status": line.status,
        "due": _minute(line.due),
        "slip": line.slip,
        "shared": line.shared,
    }


def _minute(at: Moment) -> str:
    return local(at).strftime("%Y-%m-%dT%H:%M")


def _name(station: Station) -> str:
    officer: Officer | None = station.officer
    return officer.name if officer else ""
