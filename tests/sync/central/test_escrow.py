"""Store keys kept at the centre: only the recovery key opens them, and only for their device."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.storage.escrow import KeepKey, kept
from sync.central import escrow
from sync.central.errors import NotFound, SetUpWrong
from sync.client.http_link import Refusal
from sync.protocol.errors import PeerBrokeProtocol
from tests.sync.central.service import KEY, Counter, Service, counters

PASSWORD = "mot hai ba bon nam"


@pytest.fixture
def counter(service: Service, tmp_path: Path) -> Iterator[Counter]:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        yield one


@pytest.fixture
def recovery(service: Service, tmp_path: Path) -> Path:
    """The private half of a fresh recovery key."""
    out = tmp_path / "recovery.pem"
    escrow.make_recovery_key(service.centre, out, PASSWORD, replace=True)
    return out


def keep(counter: Counter) -> KeepKey:
    return KeepKey(engine=counter.engine, store_key=KEY, now=counter.now)


def test_the_recovery_key_opens_what_the_counter_sent(
    service: Service, counter: Counter, recovery: Path
) -> None:
    keep(counter)(counter.link, counter.identity)

    opened = escrow.store_key_of(service.centre, counter.identity.device, recovery, PASSWORD)

    with pytest.raises(SetUpWrong, match="không đúng"):
        escrow.store_key_of(service.centre, counter.identity.device, recovery, "mat khau khac han")
    assert opened == KEY
    assert recovery.stat().st_mode & 0o077 == 0
    assert kept(counter.engine).recovery == service.centre.keys.recovery


def test_it_is_asked_for_now_and_then_and_sent_again_for_another_recovery_key(
    service: Service, counter: Counter, recovery: Path, tmp_path: Path
) -> None:
    keep(counter)(counter.link, counter.identity)
    other = tmp_path / "other.pem"
    escrow.make_recovery_key(service.centre, other, PASSWORD, replace=True)

    keep(counter)(counter.link, counter.identity)
    before = kept(counter.engine).recovery
    counter.ahead_ms = 3_700_000
    keep(counter)(counter.link, counter.identity)

    assert before != service.centre.keys.recovery == kept(counter.engine).recovery
    device = counter.identity.device
    assert escrow.store_key_of(service.centre, device, other, PASSWORD) == KEY
    with pytest.raises(SetUpWrong, match="không đúng"):
        escrow.store_key_of(service.centre, device, recovery, PASSWORD)


def test_a_counter_takes_no_recovery_key_that_its_centre_did_not_sign(
    counter: Counter, recovery: Path
) -> None:
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes_raw()

    with pytest.raises(PeerBrokeProtocol, match="không phải của trung tâm"):
        keep(counter)(counter.link, replace(counter.identity, centre_key=stranger))

    assert kept(counter.engine).recovery == b""


def test_nothing_is_kept_for_another_key_or_in_another_form(
    service: Service, counter: Counter, recovery: Path
) -> None:
    for sealed, key, status in (
        (bytes(80), bytes(32), 409),
        (bytes(79), service.centre.keys.recovery, 400),
    ):
        with pytest.raises(Refusal) as refused:
            counter.link.post_value("/v1/escrow", {"key": key, "sealed": sealed})
        assert refused.value.status == status

    with pytest.raises(NotFound):
        escrow.store_key_of(service.centre, counter.identity.device, recovery, PASSWORD)


def test_what_one_device_sealed_opens_for_no_other(
    service: Service, counter: Counter, recovery: Path, tmp_path: Path
) -> None:
    """A counter that sends another's sealed key as its own gains nothing."""
    keep(counter)(counter.link, counter.identity)
    sealed = escrow.sealed_of(service.centre, counter.identity.device)
    folder = tmp_path / "other"
    folder.mkdir()
    with counters(service, counter.identity.scope, folder, 1) as (thief,):
        told = {"key": service.centre.keys.recovery, "sealed": sealed}
        thief.link.post_value("/v1/escrow", told)

        with pytest.raises(SetUpWrong, match="không đúng"):
            escrow.store_key_of(service.centre, thief.identity.device, recovery, PASSWORD)


def test_a_recovery_key_is_not_made_lightly(service: Service, recovery: Path) -> None:
    make, centre = escrow.make_recovery_key, service.centre

    with pytest.raises(SetUpWrong, match="ít nhất 12"):
        make(centre, recovery.with_name("short"), "ngan", replace=True)
    with pytest.raises(SetUpWrong, match="--replace"):
        make(centre, recovery.with_name("second"), PASSWORD)
    told = centre.keys.recovery
    with pytest.raises(SetUpWrong, match="chọn tên khác"):
        make(centre, recovery, PASSWORD, replace=True)

    assert centre.keys.recovery == told


def test_without_a_recovery_key_nothing_leaves_the_counter(
    service: Service, counter: Counter
) -> None:
    (service.centre.keys.folder / "recovery.pub").unlink(missing_ok=True)

    keep(counter)(counter.link, counter.identity)

    assert kept(counter.engine).recovery == b""
    assert kept(counter.engine).device == counter.identity.device
