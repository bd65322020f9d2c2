"""Days at the simulated centre: compared as the real one does, sealed, and told as facts."""

from __future__ import annotations

from domain.day import DaySealed
from domain.identifiers import Day, DeviceId
from sync.protocol.certificate import (
    Certificate,
    SealedDay,
    centre_statement,
    sealed_to_bytes,
    verify_signed,
)
from sync.protocol.close_messages import (
    CloseDayAnswer,
    CloseDayRequest,
    Countersigned,
    Differs,
    Lacks,
)
from sync.protocol.errors import LinkLost
from sync.store.day_sides import NO_DISPUTE, compared, known_again, sealed_before
from tests.sync.simulation.centre_state import State, sign, write
from tests.sync.simulation.days import told_in
from tests.sync.simulation.facts import CENTRE_KEY, real, signed_by, words_among


def answered(state: State, device: bytes, request: CloseDayRequest) -> CloseDayAnswer:
    """As `sync.central.close_day` answers; what it compares is that module's own."""
    told = verify_signed(request.document, request.signature, CENTRE_KEY, signed_by)
    held = state.certificates.get((device, told.number))
    if held is not None and held.document == request.document:
        return Countersigned(held.id, held.countersignature)
    forgotten = sealed_before(request, CENTRE_KEY, signed_by)
    if held is None and forgotten is not None:
        return _seal(state, forgotten)
    if state.unheard:
        raise LinkLost("restored, and waits for the counters")
    return _sealed(state, told, request)


def keep(state: State, sealed: SealedDay) -> None:
    """Of two of one number the lower hash stands, as everywhere."""
    told = told_in(sealed.document)
    known = state.certificates.setdefault((told.device, told.number), sealed)
    if sealed.id < known.id:
        state.certificates[told.device, told.number] = sealed


def _sealed(state: State, told: Certificate, request: CloseDayRequest) -> CloseDayAnswer:
    device = told.device
    numbers = [number for by, number in state.certificates if by == device]
    earlier = state.certificates[device, max(numbers)] if numbers else None
    shown = known_again(told, earlier, request.before, CENTRE_KEY, signed_by)
    if shown is not None:
        _seal(state, shown)
        earlier = shown
    against = compared(state.chains, told, earlier, words_among(state.chains))
    if isinstance(against, Lacks):
        state.chains.note()
    if isinstance(against, Differs) and any(each.name not in NO_DISPUTE for each in against.fields):
        state.disputed.add(device)
    if against is not None:
        return against
    countersignature = sign(centre_statement(request.document, request.signature))
    sealed = SealedDay(request.document, request.signature, countersignature)
    state.disputed.discard(device)
    return _seal(state, sealed)


def _seal(state: State, sealed: SealedDay) -> Countersigned:
    told = told_in(sealed.document)
    keep(state, sealed)
    word = DaySealed(
        day=Day(told.day),
        device=DeviceId(told.device),
        number=told.number,
        hash=sealed.id,
        certificate=sealed_to_bytes(sealed),
    )
    write(state, told.device, real(word))
    return Countersigned(sealed.id, sealed.countersignature)
