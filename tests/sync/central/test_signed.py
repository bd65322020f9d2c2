"""Whoever is not who it says, says it twice, or asks for another's, is refused."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, algorithms

from counter_app.storage.identity import Identity
from sync.central import admin
from sync.client.http_link import CBOR, COVERED, HttpLink, _Key
from sync.protocol.cbor import encode
from sync.protocol.messages import Cursor, SyncRequest, to_bytes
from tests.sync.central.service import Service, enrolled


@dataclass(frozen=True)
class Said:
    status: int
    detail: str


def signed(
    url: str, identity: Identity, body: bytes, *, late: timedelta = timedelta(0)
) -> requests.PreparedRequest:
    """A signed POST of this body, as sent `late` by the counter's clock."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    headers = {
        "Content-Type": CBOR,
        "Content-Digest": f"sha-256=:{digest}:",
        "Request-Id": uuid4().hex,
        "Host": url.removeprefix("http://").partition("/")[0],
    }
    prepared = requests.Request("POST", url, data=body, headers=headers).prepare()
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519, key_resolver=_Key(identity.private_key())
    )
    signer.sign(
        prepared,
        key_id=identity.device.hex(),
        covered_component_ids=COVERED,
        label="device",
        created=datetime.now(UTC) + late,
        use_existing_digest=True,
    )
    return prepared


def say(prepared: requests.PreparedRequest) -> Said:
    with requests.Session() as session, session.send(prepared) as response:
        if response.ok:
            return Said(response.status_code, "")
        return Said(response.status_code, response.json()["detail"])


def question(scope: str) -> bytes:
    return to_bytes(SyncRequest(scope=scope, cursor=Cursor(), runs=(), digest=b""))


def test_an_unsigned_request_is_refused(service: Service) -> None:
    with requests.post(f"{service.url}/v1/sync", data=question("H32.16")) as response:
        assert response.status_code == 401
        assert response.json()["detail"].endswith(".")


def test_a_changed_body_address_or_header_is_refused(service: Service) -> None:
    identity = enrolled(service, service.office())
    body = question(identity.scope)
    changed_body = signed(f"{service.url}/v1/sync", identity, body)
    changed_body.body = question(identity.scope + "0")
    changed_body.headers["Content-Length"] = str(len(changed_body.body))
    changed_path = signed(f"{service.url}/v1/sync", identity, body)
    changed_path.url = f"{service.url}/v1/reconcile"
    changed_id = signed(f"{service.url}/v1/sync", identity, body)
    changed_id.headers["Request-Id"] = uuid4().hex

    assert [say(each).status for each in (changed_body, changed_path, changed_id)] == [401] * 3


def test_a_request_counts_once(service: Service) -> None:
    identity = enrolled(service, service.office())
    prepared = signed(f"{service.url}/v1/sync", identity, question(identity.scope))

    first, second = say(prepared), say(prepared)

    assert first.status == 200
    assert second.status == 401
    assert "một lần" in second.detail


def test_a_wrong_clock_is_named(service: Service) -> None:
    identity = enrolled(service, service.office())
    fast = timedelta(hours=26)

    said = say(signed(f"{service.url}/v1/sync", identity, question(identity.scope), late=fast))
    slightly = signed(
        f"{service.url}/v1/sync", identity, question(identity.scope), late=timedelta(minutes=4)
    )

    assert said.status == 401
    assert "Đồng hồ máy quầy nhanh 1560 phút" in said.detail
    assert say(slightly).status == 200


def test_another_offices_scope_is_refused(service: Service) -> None:
    identity, other = enrolled(service, service.office()), service.office()

    said = say(signed(f"{service.url}/v1/sync", identity, question(other)))

    assert said.status == 403


def test_a_revoked_or_unknown_device_is_refused(service: Service) -> None:
    identity = enrolled(service, service.office())
    admin.revoke_device(service.centre, identity.device)

    said = say(signed(f"{service.url}/v1/sync", identity, question(identity.scope)))
    key = Ed25519PrivateKey.generate().private_bytes_raw()
    stranger = Identity(
        device=identity.device,
        epoch=1,
        scope=identity.scope,
        counter="",
        secret=key,
        centre_url="",
        centre_key=b"",
        certificate=b"",
    )

    assert said.status == 403
    assert "thu hồi" in said.detail
    assert say(signed(f"{service.url}/v1/sync", stranger, b"")).status == 401


def test_a_body_that_is_no_message_is_refused(service: Service) -> None:
    identity = enrolled(service, service.office())

    for body in (b"", b"\xff", encode({"v": 1, "t": "other"}), encode([1, 2])):
        assert say(signed(f"{service.url}/v1/sync", identity, body)).status == 400


def test_another_form_of_the_protocol_is_told_which_one_is_spoken(service: Service) -> None:
    identity = enrolled(service, service.office())

    asked = signed(f"{service.url}/v1/sync", identity, encode({"v": 9, "t": "sync"}))
    with requests.Session() as session, session.send(asked) as response:
        assert response.status_code == 426
        assert response.headers["Protocol-Version"] == "1"


def test_officers_accounts_come_by_version_and_only_of_the_office(service: Service) -> None:
    scope, other = service.office(), service.office()
    identity = enrolled(service, scope)
    told = admin.NewOfficer(
        scope=scope,
        username=f"chau.{scope}",
        name="Lê Thị Minh Châu",
        roles=("clerk",),
        password="Mat-khau-thu-nghiem",
        must_change=True,
    )
    admin.add_officer(service.centre, told)
    link = HttpLink(service.url, identity.device, identity.private_key())
    listed = link.get("/v1/officers?version=0")
    chosen = listed["accounts"][0]
    taken = link.post_value(
        "/v1/officers/password", {"officer": chosen["id"], "password": chosen["password"]}
    )
    later = link.get(f"/v1/officers?version={listed['version']}")
    link._session.close()
    foreign = enrolled(service, other)
    body = encode({"officer": chosen["id"], "password": chosen["password"]})
    plain = encode({"officer": chosen["id"], "password": "trần trụi"})

    assert chosen["must_change"] is True
    assert taken == {"taken": True}
    assert [each["must_change"] for each in later["accounts"]] == [False]
    assert say(signed(f"{service.url}/v1/officers/password", foreign, body)).status == 404
    assert say(signed(f"{service.url}/v1/officers/password", identity, plain)).status == 400
