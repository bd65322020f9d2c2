"""What each side does with its own chains when a day is closed, whatever database keeps them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.identifiers import is_centre
from sync.protocol.certificate import (
    FIRST,
    NO_CERTIFICATE,
    Certificate,
    Difference,
    SealedDay,
    differences,
    follows,
    from_document,
    sealed_from_bytes,
    verify_sealed,
)
from sync.protocol.certified import Verify
from sync.protocol.chains import ChainStore, Hole
from sync.protocol.close_messages import MAX_PLACES, CloseDayRequest, Differs, Lacks
from sync.protocol.errors import SyncError
from sync.protocol.heads import Head, heads_to_plain
from sync.protocol.intervals import Cut, Lineages, NotHeld
from sync.store.day_sums import (
    AsideOf,
    WordsOf,
    aside,
    centre_tips,
    counts_for,
    named_by,
    sums_between,
)

PREVIOUS: Final = "previous"
"""The field that names the certificate before; it is compared before anything is counted."""

WORDS: Final = "words"
"""The field that names how far the centre's own chains were known; told where it has since set
something of the interval aside, or released it, so that the counter counts with that."""

NO_DISPUTE: Final = frozenset((PREVIOUS, WORDS))
"""The counter closes anew by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closer:
    """The counter that closes a day, as its certificate names it."""

    scope: str
    device: bytes
    enrolment: bytes  # the device's own certificate
    verified: int  # UTC ms at which its store was last verified as a whole


def drafted(
    store: ChainStore, closer: Closer, day: str, before: SealedDay | None, words_of: WordsOf
) -> Certificate | None:
    """The counter's end: what its stored bytes say of the day; None where some of them lack or
    have drifted. `before`: its last certificate, sealed or not.

    Raises NotHeld, DamagedHere.
    """
    last = from_document(before.document) if before else None
    since, totals = _last(last)
    cut = Lineages(store, closer.device).cut(since, counts_for(day))
    sums, found = sums_between(store, closer.device, (since, cut), day, totals, aside(words_of))
    if found.missing or found.drifted:
        return None
    return Certificate(
        scope=closer.scope,
        device=closer.device,
        enrolment=closer.enrolment,
        day=day,
        number=last.number + 1 if last else FIRST,
        previous=before.id if before else NO_CERTIFICATE,
        cut=cut,
        words=centre_tips(store),
        sums=sums,
        verified=closer.verified,
    )


def compared(
    store: ChainStore, told: Certificate, before: SealedDay | None, words_of: WordsOf
) -> Lacks | Differs | None:
    """The centre's end: what is against sealing this; None for nothing.

    Raises DamagedHere; PeerBrokeProtocol for a cut that is none.
    """
    if not follows(told, before):
        return Differs((_previous(told, before),))
    since, totals = _last(from_document(before.document) if before else None)
    try:
        aside_of, changed = _aside_as_both_know(store, told, words_of)
        ours, reading = sums_between(
            store, told.device, (since, told.cut), told.day, totals, aside_of
        )
        left_out = Lineages(store, told.device).left_out(told.cut, counts_for(told.day))
    except NotHeld as error:
        return Lacks(error.places)
    if reading.missing:
        return Lacks(tuple(map(_top, reading.missing)))
    if left_out:
        return Differs(left_out=tuple(left_out[:MAX_PLACES]))
    fields = differences(told.sums, ours)
    if changed and not fields:
        known = (heads_to_plain(told.words), heads_to_plain(centre_tips(store)))
        fields = (Difference(WORDS, *known),)
    if fields or reading.drifted:
        return Differs(fields, tuple(reading.drifted[:MAX_PLACES]))
    return None


def _aside_as_both_know(
    store: ChainStore, told: Certificate, words_of: WordsOf
) -> tuple[AsideOf, set[bytes]]:
    """What is set aside now, and a set that will have what was decided since the counter counted.

    Raises NotHeld where the centre has lost words of its own.
    """
    if unsaid := [_top(hole) for hole in store.holes() if is_centre(hole.device)]:
        raise NotHeld(unsaid)
    then, now = aside(words_of, named_by(store, told.words)), aside(words_of)
    changed: set[bytes] = set()

    def aside_of(subjects: Sequence[bytes]) -> Collection[bytes]:
        standing = now(subjects)
        changed.update({*then(subjects)}.symmetric_difference(standing))
        return standing

    return aside_of, changed


def sealed_before(request: CloseDayRequest, centre_key: bytes, verify: Verify) -> SealedDay | None:
    """This very certificate, shown as a file that the centre has signed; None for any other."""
    try:
        sealed = sealed_from_bytes(request.before)
        verify_sealed(sealed, centre_key, verify)
    except SyncError:
        return None
    return sealed if sealed.document == request.document else None


def known_again(
    told: Certificate, held: SealedDay | None, shown: bytes, centre_key: bytes, verify: Verify
) -> SealedDay | None:
    """The certificate before, which the counter shows as a file and the centre has forgotten.

    Known by the centre's own signature; None where nothing is shown, nothing was forgotten, or
    what is shown is not what this day follows. `held`: the last one that the centre knows.
    """
    number = from_document(held.document).number if held else 0
    if number >= told.number - 1 or not shown:
        return None
    try:
        sealed = sealed_from_bytes(shown)
        said = verify_sealed(sealed, centre_key, verify)
    except SyncError:
        return None
    return sealed if said.device == told.device and follows(told, sealed) else None


def _last(before: Certificate | None) -> tuple[Cut, Mapping[str, int]]:
    return (before.cut, before.sums.totals) if before else ((), {})


def _previous(told: Certificate, before: SealedDay | None) -> Difference:
    ours = [from_document(before.document).number, before.id] if before else [0, b""]
    return Difference(PREVIOUS, [told.number - 1, told.previous], ours)


def _top(hole: Hole) -> Head:
    return Head(hole.device, hole.epoch, hole.last, hole.id)
