"""The centre's end of closing a day: count anew from stored bytes, compare, countersign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.day import DaySealed, OfficeDaySealed
from domain.facts import Fact
from domain.identifiers import Day, DeviceId, SubjectId
from domain.moment import Moment
from sync.central import mending
from sync.central.centre import Centre
from sync.central.errors import Busy, NotAllowed
from sync.central.store import certificates, devices, recovery
from sync.central.store.devices import Device
from sync.central.store.feed import end_of
from sync.central.store.journal import Journal
from sync.central.store.tables import fact
from sync.protocol.cbor import encode
from sync.protocol.certificate import (
    Certificate,
    SealedDay,
    centre_statement,
    from_document,
    sealed_to_bytes,
    verify_signed,
)
from sync.protocol.close_messages import (
    MAX_PLACES,
    CloseDayAnswer,
    CloseDayRequest,
    Countersigned,
    Differs,
    Lacks,
    differs_to_plain,
)
from sync.protocol.errors import PeerBrokeProtocol, SyncError
from sync.protocol.heads import Head
from sync.protocol.intervals import Lineages
from sync.store.day_sides import NO_DISPUTE, compared, known_again, sealed_before
from sync.store.day_sums import counts_for, words_in
from sync.store.signatures import signed_by
from sync.store.sql_chains import DamagedHere

_WAITING: Final = (
    "Trung tâm vừa được phục hồi, đang chờ các quầy báo lại nên chưa chốt ngày; "
    "quầy sẽ tự gửi lại, không phải làm gì."
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question whose signatures were verified."""

    request: CloseDayRequest
    told: Certificate
    device: Device


def close_day(centre: Centre, device: Device, request: CloseDayRequest) -> CloseDayAnswer:
    """Seal a counter's day, or say what differs or what is not here, in one transaction under the
    scope's lock. A question asked again is answered again.

    Raises Busy while a restored centre waits for its counters; NotAllowed; PeerBrokeProtocol.
    """
    asked = _Asked(request, _verified(centre, device, request), device)
    try:
        with centre.store.writing() as transaction:
            journal = Journal(transaction, device.scope)
            held = certificates.numbered(transaction, device.scope, device.id, asked.told.number)
            if held is not None and held.document == request.document:
                return Countersigned(held.id, held.countersignature)
            forgotten = sealed_before(request, centre.keys.public, signed_by)
            if held is None and forgotten is not None:
                answer: CloseDayAnswer = _keep(centre, journal, forgotten, centre.now())
            elif recovery.recovering(transaction):
                raise Busy(_WAITING)
            else:
                answer = _answer(centre, journal, asked)
            journal.close()
            end = end_of(transaction, device.scope)
            transaction.commit()
    except DamagedHere as damaged:
        mending.note_damage(centre, device.scope, damaged)
        branch = damaged.branch
        return Lacks((Head(branch.device, branch.epoch, *branch.tip),))
    centre.marks.reach(device.scope, end)
    return answer


def _verified(centre: Centre, device: Device, request: CloseDayRequest) -> Certificate:
    """What this very device signed; its own certificate inside is ours."""
    told = from_document(request.document)
    mine = (device.scope, device.id)
    if (told.scope, told.device) != mine or request.scope != device.scope:
        raise NotAllowed("Quầy chỉ được chốt ngày của chính mình; hãy báo quản trị.")
    try:
        return verify_signed(request.document, request.signature, centre.keys.public, signed_by)
    except PeerBrokeProtocol as error:
        raise NotAllowed("Chữ ký trên chứng nhận ngày không đúng; hãy báo quản trị.") from error


def _answer(centre: Centre, journal: Journal, asked: _Asked) -> CloseDayAnswer:
    told, now = asked.told, centre.now()
    earlier = _before(centre, journal, asked, now)
    words = words_in(journal.transaction, fact, journal.scope)
    match compared(journal.chains, told, earlier, words):
        case None:
            return _seal(centre, journal, asked, now)
        case Lacks(places):
            return _lacks(journal, places)
        case Differs(fields=fields, drifted=drifted) as differs:
            if drifted or any(each.name not in NO_DISPUTE for each in fields):
                _dispute(journal, asked, differs, now)
            return differs


def _before(centre: Centre, journal: Journal, asked: _Asked, now: Moment) -> SealedDay | None:
    """The counter's last certificate; one that we have forgotten is known by our signature."""
    transaction, told = journal.transaction, asked.told
    held = certificates.newest(transaction, journal.scope, told.device)
    shown = known_again(told, held, asked.request.before, centre.keys.public, signed_by)
    if shown is None:
        return held
    _keep(centre, journal, shown, now)
    return shown


def _lacks(journal: Journal, places: tuple[Head, ...]) -> Lacks:
    """What should be here and is not is a hole from now on, so that the exchange heals it."""
    chains = {
        (place.device, place.epoch)
        for place in places
        if any(place.seq <= b.seq for b in journal.chains.of(place.device, place.epoch))
    }
    mending.note(journal, sorted(chains))
    return Lacks(places[:MAX_PLACES])


def _dispute(journal: Journal, asked: _Asked, differs: Differs, now: Moment) -> None:
    """For a person; bytes that drifted are set aside and come back with the next exchange."""
    told = asked.told
    row = {
        "scope": journal.scope,
        "device": told.device,
        "day": told.day,
        "document": asked.request.document,
        "differs": encode(differs_to_plain(differs)),
        "at": now,
    }
    certificates.dispute(journal.transaction, row)
    mending.note(journal, sorted({(told.device, drift.epoch) for drift in differs.drifted}))


def _seal(centre: Centre, journal: Journal, asked: _Asked, now: Moment) -> Countersigned:
    request, told = asked.request, asked.told
    countersignature = centre.keys.sign(centre_statement(request.document, request.signature))
    certificates.settle(journal.transaction, journal.scope, told.device)
    sealed = SealedDay(request.document, request.signature, countersignature)
    return _keep(centre, journal, sealed, now)


def _keep(centre: Centre, journal: Journal, sealed: SealedDay, now: Moment) -> Countersigned:
    told = from_document(sealed.document)
    certificates.keep(journal.transaction, sealed, now)
    journal.write(centre.keys, [_word(told, sealed)], now)
    for day in sorted({*certificates.office_open(journal.transaction, journal.scope), told.day}):
        _seal_office(centre, journal, Day(day), now)
    return Countersigned(sealed.id, sealed.countersignature)


def _word(told: Certificate, sealed: SealedDay) -> tuple[SubjectId, Fact]:
    word = DaySealed(
        day=Day(told.day),
        device=DeviceId(told.device),
        number=told.number,
        hash=sealed.id,
        certificate=sealed_to_bytes(sealed),
    )
    return SubjectId(told.device), word


def _seal_office(centre: Centre, journal: Journal, day: Day, now: Moment) -> None:
    """The office's certificate, once nothing of that day is unsealed at an active counter."""
    transaction, scope = journal.transaction, journal.scope
    hashes = certificates.of_day(transaction, scope, day)
    if b"".join(hashes) == certificates.office_told(transaction, scope, day):
        return
    if any(_unsealed(journal, each, day) for each in devices.of_scope(transaction, scope)):
        return
    told = OfficeDaySealed(day=day, certificates=tuple(hashes))
    certificates.keep_office(transaction, scope, told)
    journal.write(centre.keys, [(SubjectId(centre.keys.device(scope)), told)], now)


def _unsealed(journal: Journal, device: Device, day: Day) -> bool:
    """Whether an active counter wrote something of that day that no certificate names yet."""
    if device.state != "active":
        return False
    last = certificates.newest(journal.transaction, journal.scope, device.id)
    cut = from_document(last.document).cut if last else ()
    try:
        return Lineages(journal.chains, device.id).beyond(cut, counts_for(day))
    except SyncError:  # not all of it is here: then nobody can say that it is sealed
        return True
