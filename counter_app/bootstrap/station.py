"""A counter without its screens: store, use-cases, devices and link, put together once."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from counter_app.devices.bundle import BlobStore
from counter_app.devices.slip_paper import Paper
from counter_app.devices.slip_printer import FolderPrinter, SystemPrinter
from counter_app.devices.vault import Vault
from counter_app.settings import Settings, load
from counter_app.storage import identity as identities
from counter_app.storage import standing
from counter_app.storage.accounts import SqlAccounts
from counter_app.storage.archive_return import name_missing
from counter_app.storage.archives import erase_in_archives
from counter_app.storage.asking import WAIT_S
from counter_app.storage.attached import Beside
from counter_app.storage.decisions import Decisions
from counter_app.storage.drafts import Drafts
from counter_app.storage.engine import beside_of, open_engine, transaction
from counter_app.storage.epochs import leave, standing_of
from counter_app.storage.escrow import KeepKey
from counter_app.storage.file_queue import FileQueue
from counter_app.storage.identity import Identity
from counter_app.storage.journal import Author
from counter_app.storage.key_store import store_key
from counter_app.storage.link_round import LinkRound, clock_ahead_ms, enrol
from counter_app.storage.queries import Queries
from counter_app.storage.session_queries import SessionQueries
from counter_app.storage.store_mark import StoreMark, mark_beside
from counter_app.storage.work import Desk
from counter_app.usecases.decide import CompareCustomers, DecideConflict
from counter_app.usecases.errors import NotEnrolled, StorageUnavailable
from counter_app.usecases.hand_over import HandOver
from counter_app.usecases.introduce import Introduce
from counter_app.usecases.lines import Officer
from counter_app.usecases.print_slip import PrintSlip, SlipPrinter
from counter_app.usecases.receive_dossier import ReceiveDossier
from counter_app.usecases.session_acts import SessionActs
from counter_app.usecases.sign_in import ChangePassword, SignIn
from domain.identifiers import SubjectId
from domain.moment import Moment, day, moment
from domain.usernames import LegalForms, legal_forms
from resources.load import legal_forms_data
from sync.client.files import FileSender
from sync.client.http_link import READ_TIMEOUT_S, HttpLink
from sync.client.pace import Pace
from sync.protocol.errors import SyncError

QUIET_S: Final = 30.0


def now() -> datetime:
    """The only clock of the program; everything else is told the time."""
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Station:
    """One counter's parts. `officer` is who sits there now; None: the counter itself acts."""

    settings: Settings
    engine: Engine
    keep_key: KeepKey
    mark: StoreMark
    vault: Vault
    blobs: BlobStore
    archives: Beside
    identity: Identity | None
    officer: Officer | None = None
    worked_at: float = 0.0  # monotonic seconds of the last commit
    clock_ahead_ms: int = 0  # this machine's clock before the centre's, as last heard
    listeners: list[Callable[[frozenset[SubjectId]], None]] = field(default_factory=list)

    @property
    def enrolled(self) -> Identity:
        """Who this counter is. Raises NotEnrolled."""
        if self.identity is None:
            raise NotEnrolled
        return self.identity

    @property
    def desk(self) -> Desk:
        """Begins transactions in the officer's name."""
        return Desk(engine=self.engine, author=self._author, now=now, announce=self.announce)

    @property
    def queries(self) -> Queries:
        """What screens and commands read."""
        return Queries(self.engine, self.enrolled.device)

    @property
    def receive(self) -> ReceiveDossier:
        """The main act."""
        return ReceiveDossier(begin=self.desk.begin)

    @property
    def hand_over(self) -> HandOver:
        """A result leaves the office."""
        return HandOver(begin=self.desk.begin)

    @property
    def decide(self) -> DecideConflict:
        """A person's word on a conflict."""
        return DecideConflict(begin=self.desk.begin)

    @property
    def compare(self) -> CompareCustomers:
        """A person's word on two customers."""
        return CompareCustomers(begin=self.desk.begin)

    @property
    def decisions(self) -> Decisions:
        """What waits for such a word."""
        return Decisions(self.engine, self.enrolled.device, moment_now, self._actor)

    @property
    def sessions(self) -> SessionActs:
        """The drawer of this counter."""
        return SessionActs(begin=self.desk.begin, sign_in=self.sign_in)

    @property
    def session_queries(self) -> SessionQueries:
        """What lists read of sessions."""
        return SessionQueries(self.engine, self.enrolled.device)

    def print_slip(self, printer: SlipPrinter | None = None) -> PrintSlip:
        """Onto the printer of the settings, or the one given."""
        return PrintSlip(begin=self.desk.begin, printer=printer or self.printer())

    def printer(self) -> SystemPrinter | FolderPrinter:
        """The settings' printer; without one, slips are saved as files."""
        paper, sample = Paper(self.settings.slip_paper), self.queries.office().demonstration
        if not self.settings.printer:
            return FolderPrinter(self.settings.slips, paper=paper, sample=sample)
        server = self.settings.print_server
        return SystemPrinter(self.settings.printer, paper=paper, sample=sample, server=server)

    @property
    def accounts(self) -> SqlAccounts:
        """Officers' logins."""
        return SqlAccounts(self.engine, moment_now)

    @property
    def sign_in(self) -> SignIn:
        """Name and password to officer."""
        return SignIn(accounts=self.accounts, now=moment_now)

    @property
    def change_password(self) -> ChangePassword:
        """Old for new."""
        return ChangePassword(sign_in=self.sign_in)

    @property
    def drafts(self) -> Drafts:
        """Cases held."""
        return Drafts(self.engine, moment_now)

    @property
    def introduce(self) -> Introduce:
        """Asks for customers and dossiers of other offices, over a connection of its own."""
        asking = self.link_round(read_timeout_s=WAIT_S).asking
        return Introduce(ask=asking, customer=self.queries.customer, dossier=self.queries.dossier)

    def link(self, read_timeout_s: float = READ_TIMEOUT_S) -> HttpLink:
        """A connection of its own to the centre."""
        identity = self.enrolled
        return HttpLink(
            identity.centre_url,
            identity.device,
            identity.private_key(),
            self.settings.trusted_certificates,
            lambda: self.enrolled.certificate,
            read_timeout_s=read_timeout_s,
        )

    def link_round(
        self,
        part_sent: Callable[[], None] = lambda: None,
        read_timeout_s: float = READ_TIMEOUT_S,
        after: Callable[[HttpLink], None] = lambda _link: None,
    ) -> LinkRound:
        """Everything to say to the centre; `part_sent` is called after each part of a file,
        `after` at the end of each exchange."""
        link = self.link(read_timeout_s)
        limit = Pace(self.settings.scan_kbit_per_s * 1000 / 8)
        return LinkRound(
            engine=self.engine,
            who=lambda: self.enrolled,
            mark=self.mark,
            link=link,
            files=FileQueue(
                engine=self.engine,
                link=link,
                files=self.blobs,
                sender=FileSender(link=link, clock=time.monotonic, pace=limit),
                now=moment_now,
                announce=self.announce,
                part_sent=part_sent,
            ),
            keep_key=self.keep_key,
            now=moment_now,
            announce=self.announce,
            clock_told=self._clock_told,
            officer=self._actor,
            regranted=self._regranted,
            forms=forms,
            after=after,
            tidy=self._tidy,
        )

    def enrol(self, centre_url: str, code: str) -> Identity:
        """Exchange a one-time code for an identity, and keep it. Raises SyncError."""
        key = Ed25519PrivateKey.generate()
        link = HttpLink(centre_url, b"", key, self.settings.trusted_certificates)
        identity = enrol(link, code, centre_url, key)
        self._seal_last_days()
        with transaction(self.engine) as connection:
            if self.identity is not None:
                leave(connection, self.identity)
            identities.put(connection, identity)
            standing.go_on(connection)
            self.mark.accept(connection)
            connection.commit()
        self.identity = identity
        return identity

    def _seal_last_days(self) -> None:
        """A device that is given up closes its days while it has its key.

        What cannot be sealed now stays open: its facts go to the centre all the same.
        """
        if self.identity is not None and standing_of(self.engine) is None:
            with suppress(SyncError):
                self.link_round().closing.close(day(moment_now()))

    def announce(self, subjects: frozenset[SubjectId]) -> None:
        """Something was committed: screens re-read, the link wakes."""
        if subjects and self.identity is not None:
            self.worked_at = time.monotonic()
            self.mark.move(self.engine, self.identity)
        for listener in self.listeners:
            listener(subjects)

    def worked_lately(self) -> bool:
        """Whether somebody saved within the last half minute."""
        return time.monotonic() - self.worked_at < QUIET_S

    def close(self) -> None:
        """Let go of the store."""
        self.engine.dispose()

    def _tidy(self) -> None:
        """What archives lack is asked for, what was ordered of them is done."""
        name_missing(self.engine, moment_now())
        erase_in_archives(self.engine, self.archives)

    def _regranted(self, identity: Identity) -> None:
        self.identity = identity

    def _clock_told(self, ahead_ms: int) -> None:
        self.clock_ahead_ms = ahead_ms

    def _actor(self) -> SubjectId:
        return self.officer.id if self.officer else SubjectId(self.enrolled.device)

    def _author(self) -> Author:
        identity = self.enrolled
        return Author(
            scope=identity.scope,
            device=identity.device,
            epoch=identity.epoch,
            actor=self._actor(),
            uncertainty_ms=abs(self.clock_ahead_ms),
        )


@cache
def forms() -> LegalForms:
    """The legal forms that are no part of a name; read when first asked for."""
    return legal_forms(legal_forms_data())


def moment_now() -> Moment:
    """The clock as a moment."""
    return moment(now())


def open_station(profile: Path) -> Station:
    """The counter of a profile, made where it is missing.

    Raises SettingsBroken, KeyUnavailable, StorageUnavailable.
    """
    try:
        profile.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageUnavailable(str(error)) from error
    settings = load(profile)
    key = store_key(profile, made=not settings.database.exists())
    engine = open_engine(settings.database, key, settings.archive)
    vault = Vault(derived(key, b"scans"))
    identity, mark = identities.load(engine), mark_beside(profile)
    if identity is not None:
        mark.check(engine, identity)
    return Station(
        settings=settings,
        engine=engine,
        keep_key=KeepKey(engine=engine, store_key=key, now=moment_now),
        mark=mark,
        vault=vault,
        blobs=BlobStore(settings.blobs, vault, settings.archive),
        archives=beside_of(settings.database, key, settings.archive),
        identity=identity,
        clock_ahead_ms=clock_ahead_ms(engine),
    )


def derived(key: bytes, purpose: bytes) -> bytes:
    """A key of its own for each purpose, 32 bytes."""
    return hashlib.blake2b(key=key, person=purpose, digest_size=32).digest()
