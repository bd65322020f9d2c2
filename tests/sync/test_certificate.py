"""Certificates of days: one changed field or byte is noticed, and each names the one before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import certificate as certificates
from sync.protocol.cbor import decode, encode
from sync.protocol.certificate import (
    Difference,
    SealedDay,
    differences,
    follows,
    from_document,
    hash_of,
    sealed_from_bytes,
    sealed_to_bytes,
    to_document,
    verify_sealed,
)
from sync.protocol.close_messages import (
    CloseDayRequest,
    Countersigned,
    Differs,
    Lacks,
    answer_from_bytes,
    answer_to_bytes,
    request_from_bytes,
    request_to_bytes,
)
from sync.protocol.errors import OtherVersion, PeerBrokeProtocol, SyncError
from sync.protocol.heads import Head
from sync.protocol.intervals import Drift, Interval
from sync.store.signatures import signed_by
from tests.sync.day_certificates import (
    CENTRE_KEY,
    COUNTER,
    DEVICE,
    certificate,
    enrolment,
    hashed,
    sealed,
    sums,
)

CHANGES: list[dict[str, Any]] = [
    {"day": "2026-11-24"},
    {"number": 2},
    {"previous": hashed("another")},
    {"cut": (Head(DEVICE, 1, 9, hashed("another")),)},
    {"verified": 0},
    {"sums": sums(facts=10)},
    {"sums": sums(totals={"kind.fee.taken": 3, "money.cash": 150_001})},
    {"sums": sums(numbers=hashed("another"))},
    {"sums": sums(blobs=hashed("another"))},
    {"sums": sums(rules=2)},
    {"sums": sums(intervals=(Interval(1, 1, hashed("first"), 9, hashed("another")),))},
    {"enrolment": enrolment(name="Quầy 4")},
]


def test_a_document_is_read_as_it_was_written() -> None:
    told = certificate()

    assert from_document(to_document(told)) == told


@pytest.mark.parametrize("changed", CHANGES, ids=lambda change: next(iter(change)))
def test_any_changed_field_is_another_document_that_nobody_signed(changed: dict[str, Any]) -> None:
    genuine = sealed(certificate())
    document = to_document(certificate(**changed))

    assert hash_of(document) != genuine.id
    with pytest.raises(PeerBrokeProtocol):
        verify_sealed(replace(genuine, document=document), CENTRE_KEY, signed_by)


@given(st.data())
def test_any_changed_byte_of_a_file_is_noticed(data: st.DataObject) -> None:
    file = bytearray(sealed_to_bytes(sealed(certificate())))
    at = data.draw(st.integers(0, len(file) - 1))
    file[at] ^= data.draw(st.integers(1, 255))

    with pytest.raises(SyncError):
        verify_sealed(sealed_from_bytes(bytes(file)), CENTRE_KEY, signed_by)


@given(st.binary(max_size=300))
def test_no_bytes_at_all_do_harm(data: bytes) -> None:
    for reading in (from_document, sealed_from_bytes, answer_from_bytes, request_from_bytes):
        with pytest.raises(SyncError):
            reading(data)


def test_a_file_cut_short_or_of_another_centre_or_counter_is_refused() -> None:
    file = sealed_to_bytes(sealed(certificate()))
    others = enrolment(device=bytes(16))
    elsewhere = enrolment(scope="H32.17")

    assert verify_sealed(sealed_from_bytes(file), CENTRE_KEY, signed_by) == certificate()
    with pytest.raises(SyncError):
        sealed_from_bytes(file[:-1])
    with pytest.raises(PeerBrokeProtocol):
        verify_sealed(sealed_from_bytes(file), COUNTER.public_key().public_bytes_raw(), signed_by)
    for wrong in (others, elsewhere):
        with pytest.raises(PeerBrokeProtocol, match="quầy khác"):
            verify_sealed(sealed(certificate(enrolment=wrong)), CENTRE_KEY, signed_by)


def test_neither_signature_stands_for_the_other_nor_for_a_head() -> None:
    genuine = sealed(certificate())
    swapped = SealedDay(genuine.document, genuine.countersignature, genuine.signature)
    own = sealed(certificate(), countersigned_by=COUNTER)

    for wrong in (swapped, own, replace(genuine, countersignature=bytes(64))):
        with pytest.raises(PeerBrokeProtocol):
            verify_sealed(wrong, CENTRE_KEY, signed_by)
    statement = certificates.device_statement(genuine.document)
    assert decode(statement)[0] != "head"


def test_certificates_are_chained() -> None:
    first = sealed(certificate())
    second = certificate(number=2, previous=first.id)

    assert follows(certificate(), None)
    assert follows(second, first)
    assert not follows(second, None)
    assert not follows(certificate(number=3, previous=first.id), first)
    assert not follows(certificate(number=2, previous=hashed("another")), first)
    assert not follows(
        certificate(number=2, previous=first.id, device=bytes(16)), first
    )  # another counter's


def test_every_field_that_differs_is_told_with_both_values() -> None:
    ours = sums()
    theirs = sums(facts=8, totals={"kind.fee.taken": 3, "money.card": 5}, rules=2)

    assert differences(ours, ours) == ()
    assert differences(ours, theirs) == (
        Difference("facts", 9, 8),
        Difference("rules", 1, 2),
        Difference("money.card", 0, 5),
        Difference("money.cash", 150_000, 0),
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"day": "23/11/2026"},
        {"number": 0},
        {"previous": b""},
        {"verified": -1},
        {"enrolment": bytes(3_000)},
        {"cut": (Head(DEVICE, 1, 9, b"short"),)},
        {"cut": (Head(DEVICE, 2, 1, hashed("b")), Head(DEVICE, 1, 1, hashed("a")))},
        {"cut": tuple(Head(DEVICE, 1, n, hashed(str(n))) for n in range(1, 80))},
        {"sums": sums(totals={f"t{n}": n for n in range(300)})},
        {"sums": sums(totals={"t" * 65: 1})},
        {"sums": sums(totals={"t": True})},
        {"sums": sums(facts=-1)},
        {"sums": sums(intervals=(Interval(1, 5, hashed("a"), 4, hashed("b")),))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_beyond_a_limit_or_out_of_shape_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(PeerBrokeProtocol):
        to_document(certificate(**changed))


def test_other_fields_and_other_layouts_are_refused() -> None:
    plain = decode(to_document(certificate()))

    for wrong in ({**plain, "z": 1}, {**plain, "v": 2}, {**plain, "s": 1}, {**plain, "m": []}):
        with pytest.raises(PeerBrokeProtocol):
            from_document(encode(wrong))
    with pytest.raises(PeerBrokeProtocol):
        from_document(bytes(certificates.MAX_DOCUMENT + 1))


@pytest.mark.parametrize(
    "answer",
    [
        Countersigned(bytes(32), bytes(64)),
        Lacks((Head(DEVICE, 1, 9, hashed("last")),)),
        Differs(
            (Difference("money.cash", 1, 2), Difference("previous", [1, b"a"], [0, b""])),
            (Drift(1, 4, hashed("named"), hashed("found")),),
            (Head(DEVICE, 1, 9, hashed("last")),),
        ),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_every_answer_comes_back_as_it_was_said(answer: Any) -> None:
    assert answer_from_bytes(answer_to_bytes(answer)) == answer
    with pytest.raises(OtherVersion):
        answer_from_bytes(answer_to_bytes(answer, version=99))


def test_the_question_comes_back_as_it_was_said() -> None:
    asked = CloseDayRequest(
        scope="H32.16", document=to_document(certificate()), signature=bytes(64), before=b"before"
    )

    assert request_from_bytes(request_to_bytes(asked)) == asked
    with pytest.raises(PeerBrokeProtocol):
        request_from_bytes(request_to_bytes(replace(asked, signature=b"")))
    with pytest.raises(PeerBrokeProtocol):
        request_from_bytes(answer_to_bytes(Countersigned(bytes(32), bytes(64))))
