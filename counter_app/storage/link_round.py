"""One round with the centre: facts of both scopes, officers, then scans."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Engine, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counter_app.storage.accounts import SqlAccounts
from counter_app.storage.asking import AskOverLink
from counter_app.storage.day_close import DayClosing
from counter_app.storage.day_scans import lost_there
from counter_app.storage.engine import reading, transaction
from counter_app.storage.epochs import ask_epoch, standing_of
from counter_app.storage.escrow import KeepKey
from counter_app.storage.file_queue import FileQueue
from counter_app.storage.foreseen import foretell, settle
from counter_app.storage.identity import Identity
from counter_app.storage.link_words import why
from counter_app.storage.lost_facts import named
from counter_app.storage.open_matters import StoreMatters
from counter_app.storage.replica import Replica, chains
from counter_app.storage.standing import SET_BACK
from counter_app.storage.store_mark import StoreMark
from counter_app.storage.tables import exchange_log
from counter_app.storage.tables import setting as settings
from counter_app.storage.unsent import shared_to
from counter_app.storage.verification import note_damage
from domain.identifiers import PROVINCE, DeviceId, OfficerId, Scope, SubjectId
from domain.moment import Moment
from domain.usernames import LegalForms
from sync.client.driver import exchange
from sync.client.http_link import HttpLink
from sync.client.schedule import QUIET_S, pressing_after
from sync.protocol.chains import Hole
from sync.protocol.errors import PeerBrokeProtocol, SyncError
from sync.store.sql_chains import DamagedHere

KEPT_LOG: Final = 200
CLOCK_AHEAD: Final = "clock ahead of the centre, ms"


@dataclass(frozen=True, slots=True)
class _Exchanged:
    """Both sides were proven equal: after how many repairs, and which records were mended."""

    repairs: int = 0
    mended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRound:
    """Everything that counter and centre have to say to each other. Raises SyncError."""

    engine: Engine
    who: Callable[[], Identity]
    mark: StoreMark
    link: HttpLink
    files: FileQueue
    keep_key: KeepKey
    now: Callable[[], Moment]
    announce: Callable[[frozenset[SubjectId]], None]
    clock_told: Callable[[int], None]  # ms by which this machine's clock is before the centre's
    officer: Callable[[], SubjectId]  # who sits here now
    regranted: Callable[[Identity], None]  # the store goes on under another epoch
    forms: Callable[[], LegalForms]
    after: Callable[[HttpLink], None] = field(default=lambda _link: None)  # a proven exchange
    tidy: Callable[[], object] = field(default=lambda: None)  # before and after an exchange

    def __call__(self) -> None:
        """Everything, to the last file; facts go in between whenever it is their turn."""
        self.facts(asked=True)
        while self.files(pressing_after(QUIET_S, Event())):
            self.facts()

    def facts(self, *, asked: bool = False) -> None:
        """Facts first, then accounts; a failure leaves the rest for the next round.

        `asked`: somebody waits for this round, so nothing is put off.
        """
        before = self._shared()
        try:
            self.tidy()
            scope, centres_now = self.who().scope, Moment(self.now() - self.link.ahead_ms)
            foretell(self.engine, scope, self.forms(), centres_now)
            office = self._exchange(scope)
            settle(self.engine, scope)
            self.tidy()
            self._go_on()
            self._exchange(PROVINCE)
        except SyncError as error:
            self._log("lost", why(error), before)
            raise
        if office.repairs:
            self.files.ask_again()
        self._log("repaired" if office.repairs else "proven", office.mended, before)
        self._clock()
        self._days()
        self._officers()
        self.keep_key(self.link, self.who(), asked=asked)
        self.after(self.link)

    def _exchange(self, scope: Scope) -> _Exchanged:
        identity = self.who()
        replica = Replica(
            engine=self.engine,
            scope=scope,
            device=identity.device,
            epoch=identity.epoch,
            sign=identity.sign,
            now=self.now,
            announce=self.announce,
        )
        lost_here = self._lost(scope)
        try:
            repairs = exchange(replica, self.link).repairs
        except DamagedHere as damaged:  # named now; the next round heals it from the centre
            note_damage(self.engine, scope, damaged.branch, self.now())
            raise
        if not repairs:
            return _Exchanged()
        back = [hole for hole in lost_here if hole not in self._lost(scope)]
        return _Exchanged(repairs, self._mended(scope, back, sorted(replica.lost_there, key=_top)))

    def _lost(self, scope: Scope) -> Sequence[Hole]:
        with reading(self.engine) as connection:
            return chains(connection, scope).holes()

    def _mended(self, scope: Scope, here: Sequence[Hole], there: Sequence[Hole]) -> str:
        """Which records came back here, and which the centre got back, in words."""
        with reading(self.engine) as connection:
            told = [
                f"{side} {named(connection, [(scope, hole) for hole in holes])}"
                for side, holes in (("quầy lấy lại", here), ("trung tâm nhận lại", there))
                if holes
            ]
        return "; ".join(told)

    @property
    def asking(self) -> AskOverLink:
        """Asks for citizens of other offices over this link."""
        return AskOverLink(link=self.link, officer=self.officer, exchange=self._office)

    @property
    def closing(self) -> DayClosing:
        """Closes days over this link."""
        return DayClosing(
            engine=self.engine,
            who=self.who,
            post=self.link.post,
            exchange=self._office,
            now=self.now,
        )

    def _office(self) -> None:
        before = self._shared()
        office = self._exchange(self.who().scope)
        if office.mended:
            self._log("repaired", office.mended, before)
        self._go_on()

    def _days(self) -> None:
        """Days that were closed without the centre are sealed now, unless it has lost scans of
        theirs: those go first, and the next round asks again. Its word on the days is fetched."""
        since = self.closing.waits_since()
        if since and lost_there(StoreMatters(self.engine, self.who(), since), self.files):
            return
        if self.closing.resume():
            self._office()

    def _go_on(self) -> None:
        """A store that was set back asks for an epoch of its own before it writes again."""
        if standing_of(self.engine) == SET_BACK:
            self.regranted(ask_epoch(self.engine, self.link, self.who(), self.mark))
            self.announce(frozenset())

    def _clock(self) -> None:
        if self.link.ahead_ms != clock_ahead_ms(self.engine):
            keep_clock_ahead(self.engine, self.link.ahead_ms)
        self.clock_told(self.link.ahead_ms)

    def _officers(self) -> None:
        accounts = SqlAccounts(self.engine, self.now)
        told: dict[OfficerId, str] = {}
        for officer, hashed in accounts.pending().items():
            self.link.post_value("/v1/officers/password", {"officer": officer, "password": hashed})
            told[officer] = hashed
        answer = self.link.get(f"/v1/officers?version={accounts.version()}")
        listed = _accounts(answer)
        if listed or told:
            accounts.take(listed, told)
            self.announce(frozenset())

    def _shared(self) -> tuple[int, int]:
        """How many facts both sides hold: of this counter's, and of everybody else's."""
        identity, own, others = self.who(), 0, 0
        with reading(self.engine) as connection:
            for scope in (identity.scope, PROVINCE):
                for branch in chains(connection, scope).branches():
                    held = max(0, shared_to(branch) - branch.since + 1)
                    ours = branch.device == identity.device
                    own, others = own + held * ours, others + held * (not ours)
        return own, others

    def _log(self, outcome: str, note: str, before: tuple[int, int]) -> None:
        own, others = self._shared()
        with transaction(self.engine) as connection:
            connection.execute(
                insert(exchange_log).values(
                    at=self.now(),
                    outcome=outcome,
                    note=note,
                    up=max(0, own - before[0]),
                    down=max(0, others - before[1]),
                )
            )
            connection.exec_driver_sql(
                f"DELETE FROM exchange_log WHERE no <= (SELECT max(no) - {KEPT_LOG} "  # noqa: S608
                "FROM exchange_log)"  # KEPT_LOG is our own number
            )
            connection.commit()


def _top(hole: Hole) -> tuple[bytes, int, int]:
    return hole.device, hole.epoch, hole.last


def clock_ahead_ms(engine: Engine) -> int:
    """How far this machine's clock was before the centre's at the last exchange; 0 if equal."""
    with reading(engine) as connection:
        told = connection.execute(
            select(settings.c.value).where(settings.c.name == CLOCK_AHEAD)
        ).scalar()
    return int.from_bytes(told, "big", signed=True) if told else 0


def keep_clock_ahead(engine: Engine, ahead_ms: int) -> None:
    """Remember it, so that facts written before the next exchange tell how sure their time is."""
    put = upsert(settings).values(name=CLOCK_AHEAD, value=ahead_ms.to_bytes(8, "big", signed=True))
    with transaction(engine) as connection:
        connection.execute(
            put.on_conflict_do_update(index_elements=["name"], set_={"value": put.excluded.value})
        )
        connection.commit()


def enrol(link: HttpLink, code: str, url: str, key: Ed25519PrivateKey) -> Identity:
    """Exchange a one-time code for an identity. Raises SyncError."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    told = link.post_value("/v1/enrol", {"code": code, "key": public})
    match told:
        case {
            "device": bytes(device),
            "epoch": int(epoch),
            "scope": str(scope),
            "counter": str(counter),
            "centre_key": bytes(centre_key),
            "certificate": bytes(certificate),
        }:
            return Identity(
                device=DeviceId(device),
                epoch=epoch,
                scope=Scope(scope),
                counter=counter,
                secret=key.private_bytes_raw(),
                centre_url=url,
                centre_key=centre_key,
                certificate=certificate,
            )
        case _:
            raise PeerBrokeProtocol("trung tâm trả lời ghi danh sai dạng")


def _accounts(answer: Any) -> list[Mapping[str, Any]]:
    match answer:
        case {"version": int(version), "accounts": list(accounts)}:
            return [_account(each, version) for each in accounts]
        case _:
            raise PeerBrokeProtocol("danh sách cán bộ sai dạng")


def _account(each: Any, version: int) -> Mapping[str, Any]:
    match each:
        case {
            "id": bytes(id_),
            "username": str(username),
            "password": str(password),
            "must_change": bool(must_change),
        }:
            return {
                "id": id_,
                "username": username,
                "password": password,
                "must_change": int(must_change),
                "version": int(each.get("version", version)),
            }
        case _:
            raise PeerBrokeProtocol("tài khoản cán bộ sai dạng")
