"""The link to the centre: HTTP with signed requests (RFC 9421), one pooled session."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import requests
import urllib3
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

from sync.protocol.cbor import Value, decode, encode
from sync.protocol.errors import LinkLost, NotDeterministic, PeerBrokeProtocol
from sync.protocol.messages import (
    MAX_MESSAGE,
    ReconcileAnswer,
    ReconcileRequest,
    SyncAnswer,
    SyncRequest,
    from_bytes,
    to_bytes,
)

CONNECT_TIMEOUT_S: Final = 5
READ_TIMEOUT_S: Final = 60
CBOR: Final = "application/cbor"
COVERED: Final = ("@method", "@authority", "@request-target", "content-digest", "request-id")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class Refusal(PeerBrokeProtocol):
    """The centre answered with a reason of its own."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason or f"trung tâm trả lời {status}")
        self.status = status


class _Key(HTTPSignatureKeyResolver):
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:  # noqa: ARG002 - one key
        return self._key


class HttpLink:
    """Speaks to one centre as one device. Not thread-safe: the link has a thread of its own."""

    def __init__(self, base: str, device: bytes, key: Ed25519PrivateKey, trusted: str = "") -> None:
        """`trusted`: a file of certificates; empty for the system's.

        Raises PeerBrokeProtocol for plain HTTP to another machine.
        """
        parts = urlsplit(base)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise PeerBrokeProtocol("địa chỉ trung tâm phải là https")
        self._base = base.rstrip("/")
        self._device = device.hex()
        self._session = requests.Session()
        self._session.verify = trusted or True
        self._session.headers["Accept-Encoding"] = "zstd"
        self._signer = HTTPMessageSigner(
            signature_algorithm=algorithms.ED25519, key_resolver=_Key(key)
        )

    def ask(self, message: SyncRequest | ReconcileRequest) -> SyncAnswer | ReconcileAnswer:
        """The centre's answer. Raises SyncError."""
        path = "/v1/sync" if isinstance(message, SyncRequest) else "/v1/reconcile"
        answer = from_bytes(self.post(path, to_bytes(message)))
        if not isinstance(answer, SyncAnswer | ReconcileAnswer):
            raise PeerBrokeProtocol("trung tâm trả lời sai loại thông điệp")
        return answer

    def post(self, path: str, body: bytes) -> bytes:
        """A compressed CBOR body for another. Raises SyncError."""
        packed = zstandard.compress(body, 3)
        headers = {"Content-Type": CBOR, "Content-Encoding": "zstd"}
        return self._send("POST", path, packed, headers).body

    def get(self, path: str) -> Value:
        """A CBOR value. Raises SyncError."""
        return decode(self._send("GET", path, b"", {}).body)

    def post_value(self, path: str, value: Value) -> Value:
        """A CBOR value for another. Raises SyncError."""
        return decode(self.post(path, encode(value)))

    def blob_offset(self, sha256: bytes) -> int | None:
        """How many bytes of a blob the centre has; None when it is whole there."""
        answer = self._send("HEAD", f"/v1/blobs/{sha256.hex()}", b"", {})
        if answer.headers.get("Upload-Complete") == "?1":
            return None
        return int(answer.headers.get("Upload-Offset", "0"))

    def put_blob(self, sha256: bytes, offset: int, part: bytes, size: int) -> int:
        """Send the bytes from `offset` on; the offset reached."""
        headers = {
            "Content-Type": "application/octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Length": str(size),
        }
        answer = self._send("PUT", f"/v1/blobs/{sha256.hex()}", part, headers)
        return int(answer.headers["Upload-Offset"])

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        request = requests.Request(method, self._base + path, data=body, headers=dict(headers))
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        request.headers["Content-Digest"] = f"sha-256=:{digest}:"
        request.headers["Request-Id"] = uuid4().hex
        try:
            prepared = self._session.prepare_request(request)
            self._signer.sign(
                prepared,
                key_id=self._device,
                covered_component_ids=COVERED,
                label="device",
                use_existing_digest=True,
            )
            settings = self._session.merge_environment_settings(
                prepared.url, {}, True, self._session.verify, None
            )
            timeout = (CONNECT_TIMEOUT_S, READ_TIMEOUT_S)
            with self._session.send(prepared, timeout=timeout, **settings) as response:
                return _answer(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise LinkLost(type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: headers, and the body unpacked."""

    headers: Mapping[str, str]
    body: bytes


def _answer(response: requests.Response) -> Answer:
    """The whole answer, never more than MAX_MESSAGE. Raises Refusal, LinkLost, NotDeterministic."""
    data = response.raw.read(MAX_MESSAGE + 1, decode_content=False)
    expected = response.headers.get("Content-Length")
    if expected is not None and response.request.method != "HEAD" and int(expected) != len(data):
        raise LinkLost("trả lời bị cắt giữa chừng")
    if not response.ok:
        raise Refusal(response.status_code, _reason(data))
    if response.headers.get("Content-Encoding") == "zstd":
        data = unpacked(data)
    return Answer(response.headers, data)


def unpacked(data: bytes) -> bytes:
    """The body, never more than MAX_MESSAGE. Raises NotDeterministic for a broken one."""
    try:
        return zstandard.ZstdDecompressor().decompress(data, max_output_size=MAX_MESSAGE)
    except zstandard.ZstdError as error:
        raise NotDeterministic("gói nén hỏng hoặc quá lớn") from error


def _reason(data: bytes) -> str:
    try:
        told: Any = json.loads(data)
    except ValueError:
        return ""
    return str(told.get("detail", ""))[:200] if isinstance(told, dict) else ""
