"""Days closed over real HTTP, on both databases: sealed, waiting, asked for again."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter_app.storage.day_closes import PENDING, SEALED
from domain.day import DaySealed
from domain.identifiers import SubjectId
from domain.moment import day
from sync.client.http_link import Refusal
from sync.protocol.cbor import encode
from sync.protocol.certificate import follows, verify_sealed
from sync.protocol.close_messages import (
    CloseDayRequest,
    Countersigned,
    answer_from_bytes,
    request_to_bytes,
)
from sync.protocol.errors import LinkLost
from sync.store.signatures import signed_by
from tests.sync.central.days import (
    closing,
    heard,
    kept,
    no_link,
    office_days,
    offline,
    receive,
    today,
)
from tests.sync.central.service import Service, counters

PATH = "/v1/close-day"


def test_a_day_is_sealed_by_both_and_every_counter_of_the_office_knows_it(
    service: Service, tmp_path: Path
) -> None:
    with counters(service, service.office(), tmp_path, 2) as (one, other):
        receive(one, 1)
        receive(one, 2, 20_000, "transfer")
        receive(one, 4, 30_000, no=3)

        sealed = closing(one).close(today())
        one.exchange()
        other.exchange()

        told = verify_sealed(sealed.sealed, service.centre.keys.public, signed_by)
        totals = told.sums.totals
        assert sealed.state == SEALED
        assert (told.number, told.sums.facts, told.day) == (1, 9, today())
        assert (totals["money.cash"], totals["money.transfer"]) == (80_000, 20_000)
        assert totals["kind.dossier.received"] == totals["fees.cash"] + totals["fees.transfer"] == 3
        assert (totals["receipts.Q3.count"], totals["receipts.Q3.last"]) == (3, 3)
        assert "receipts.Q3.missing" not in totals
        assert [n for name, n in totals.items() if name.endswith(".missing")] == [1]  # serial 3
        assert totals["blobs"] == 3
        assert heard(one) == heard(other) == [(one.identity.device, 1, today())]
        assert office_days(other) == {today(): sealed.sealed.id}
        assert one.exchange().digest == other.exchange().digest


def test_certificates_follow_each_other_and_a_day_with_nothing_new_stays_as_it_is(
    service: Service, tmp_path: Path
) -> None:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        receive(one, 1)
        first = closing(one).close(today())
        again = closing(one).close(today())
        receive(one, 3, no=5)
        second = closing(one).close(today())

        assert again == first
        assert follows(second.told, first.sealed)
        assert second.told.sums.facts == 3
        # the series goes on from the certificate before: 2 to 4 of the receipts are missing
        assert second.told.sums.totals["receipts.Q3.missing"] == 3
        one.exchange()
        assert set(office_days(one)) == {today()}
        assert len(office_days(one)[today()]) == 64


def test_the_office_is_sealed_when_the_last_counter_that_wrote_is(
    service: Service, tmp_path: Path
) -> None:
    with counters(service, service.office(), tmp_path, 3) as (one, other, idle):
        receive(one, 1)
        receive(other, 501)
        other.exchange()

        closing(one).close(today())
        idle.exchange()
        waiting = office_days(idle)
        closing(other).close(today())
        idle.exchange()

        assert waiting == {}
        hashes = sorted([kept(one).sealed.id, kept(other).sealed.id])
        assert office_days(idle) == {today(): b"".join(hashes)}


def test_a_day_closed_without_the_centre_waits_and_is_sealed_by_itself(
    service: Service, tmp_path: Path
) -> None:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        receive(one, 1)
        pending = offline(one).close(today())
        one.engine.dispose()

        sealed = closing(one).resume()

        assert (pending.state, pending.cause) == (PENDING, "chưa tới được trung tâm")
        assert sealed
        assert kept(one).state == SEALED
        assert kept(one).sealed.document == pending.sealed.document
        one.exchange()
        assert not closing(one).resume()


def test_several_days_closed_offline_are_sealed_in_their_order(
    service: Service, tmp_path: Path
) -> None:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        days = []
        for back in (2, 1, 0):
            one.ahead_ms = -back * 86_400_000
            receive(one, 1, no=3 - back)
            days.append(offline(one).close(day(one.now())))
        one.ahead_ms = 0

        asked: list[bytes] = []

        def once(path: str, body: bytes) -> bytes:
            asked.append(body)
            if len(asked) > 1:
                raise LinkLost("cut")
            return one.link.post(path, body)

        first_only = closing(one, post=once).resume()
        between = [kept(one, each.day).state for each in days]
        closing(one).resume()

        assert first_only
        assert between == [SEALED, PENDING, PENDING]
        assert [kept(one, each.day).state for each in days] == [SEALED] * 3
        assert closing(one).close(days[0].day) == kept(one, days[0].day)  # as it is
        numbers = [kept(one, each.day).told.number for each in days]
        assert numbers == [1, 2, 3]


def test_a_lost_answer_asked_again_gives_the_same_signature(
    service: Service, tmp_path: Path
) -> None:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        receive(one, 1)
        answers: list[bytes] = []

        def cut(path: str, body: bytes) -> bytes:
            answers.append(one.link.post(path, body))
            raise LinkLost("cut")

        waiting = closing(one, post=cut).close(today())
        sealed = closing(one).close(today())

        first = answer_from_bytes(answers[0])
        assert waiting.state == PENDING
        assert isinstance(first, Countersigned)
        assert sealed.sealed.countersignature == first.signature
        assert sealed.sealed.document == waiting.sealed.document
        assert heard(one) == [(one.identity.device, 1, today())]


def test_a_lost_answer_is_learnt_from_the_centres_fact_as_well(
    service: Service, tmp_path: Path
) -> None:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        receive(one, 1)

        def cut(path: str, body: bytes) -> bytes:
            one.link.post(path, body)
            raise LinkLost("cut")

        closing(one, post=cut).close(today())
        receive(one, 2)
        one.exchange()

        closing(one, post=no_link).resume()

        assert kept(one).state == SEALED
        assert kept(one).told.sums.facts == 3
        assert closing(one).close(today()).told.number == 2


def test_what_is_written_while_the_day_is_closed_is_left_for_the_next_certificate(
    service: Service, tmp_path: Path
) -> None:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        receive(one, 1)

        def post(path: str, body: bytes) -> bytes:
            if one.facts() < 100:
                receive(one, 2)
                one.exchange()
            return one.link.post(path, body)

        sealed = closing(one, post=post).close(today())

        assert sealed.state == SEALED
        assert sealed.told.sums.facts == 3
        assert closing(one).close(today()).told.sums.facts >= 3


def test_nobody_closes_the_day_of_another_counter(service: Service, tmp_path: Path) -> None:
    with counters(service, service.office(), tmp_path, 2) as (one, other):
        receive(one, 1)
        draft = offline(one).close(today())
        asked = request_to_bytes(
            CloseDayRequest(
                scope=one.identity.scope,
                document=draft.sealed.document,
                signature=draft.sealed.signature,
            )
        )

        with pytest.raises(Refusal, match="của chính mình"):
            other.link.post(PATH, asked)
        forged = request_to_bytes(
            CloseDayRequest(
                scope=one.identity.scope, document=draft.sealed.document, signature=bytes(64)
            )
        )
        with pytest.raises(Refusal, match="Chữ ký"):
            one.link.post(PATH, forged)
        with pytest.raises(Refusal, match="sai dạng"):
            one.link.post(PATH, encode({"t": "close-day", "v": 1}))


def test_a_counter_may_not_seal_a_day_by_its_own_word(service: Service, tmp_path: Path) -> None:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        word = DaySealed(
            day=today(), device=one.identity.device, number=1, hash=bytes(32), certificate=b""
        )
        one.write(word, subject=SubjectId(one.identity.device))

        one.exchange()

        assert heard(one) == []
        receive(one, 1)
        assert closing(one).close(today()).told.sums.totals["aside"] == 1
