"""Requests of any form, signed by a counter that the centre knows."""

from __future__ import annotations

import base64
import hashlib
from uuid import uuid4

import requests
from http_message_signatures import HTTPMessageSigner, algorithms

from counter_app.storage.identity import Identity
from sync.client.http_link import COVERED, _Key

COVERING = ("Signature", "Signature-Input", "Content-Digest", "Request-Id", "Device-Certificate")


def signed_anew(prepared: requests.PreparedRequest, identity: Identity) -> None:
    """Put a true signature in the place of whatever stands for one in a made-up request."""
    for name in COVERING:
        prepared.headers.pop(name, None)
    body = prepared.body or b""
    raw = body.encode() if isinstance(body, str) else body
    digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
    prepared.headers["Content-Digest"] = f"sha-256=:{digest}:"
    prepared.headers["Request-Id"] = uuid4().hex
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519, key_resolver=_Key(identity.private_key())
    )
    signer.sign(
        prepared,
        key_id=identity.device.hex(),
        covered_component_ids=COVERED,
        label="device",
        use_existing_digest=True,
    )
