"""The link to the centre: HTTP with signed requests (RFC 9421), one pooled session."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import requests
import urllib3
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms
from requests.adapters import HTTPAdapter

from sync.protocol.cbor import Value, decode, encode
from sync.protocol.errors import LinkLost, NotContinued, NotDeterministic, PeerBrokeProtocol
from sync.protocol.messages import (
    MAX_MESSAGE,
    OLDEST,
    VERSION,
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
NOT_SIGNED: Final = 401
CONFLICT: Final = 409
OTHER_VERSION: Final = 426
ASKED_AT_ONCE: Final = 64
"""Blobs in one question whether they still stand."""

WORTH_TELLING_S: Final = 60
"""Clocks closer than this are taken as equal."""

_CONTENT_RANGE: Final = re.compile(r"bytes (\d{1,12})-\d{1,12}/(\d{1,12})")
_DATE_CHARACTERS: Final = len("Sun, 22 Nov 2026 09:42:00 GMT")
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class Refusal(PeerBrokeProtocol):
    """The centre answered with a reason of its own."""

    def __init__(self, status: int, reason: str, told: Mapping[str, str] | None = None) -> None:
        super().__init__(reason or f"trung tâm trả lời {status}")
        self.status = status
        self.told = told or {}  # the headers of the refusal


class Discontinuous(Refusal, NotContinued):
    """The centre lacks what lies before the runs sent, or holds something else there."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """Who is meant by a number; nobody, where `subject` is empty."""

    subject: bytes
    several: bool = False


class _Key(HTTPSignatureKeyResolver):
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:  # noqa: ARG002 - one key
        return self._key


class HttpLink:
    """Speaks to one centre as one device. Not thread-safe: the link has a thread of its own."""

    def __init__(
        self,
        base: str,
        device: bytes,
        key: Ed25519PrivateKey,
        trusted: str = "",
        certificate: Callable[[], bytes] = bytes,
        clock: Callable[[], float] = time.time,
        carrier: HTTPAdapter | None = None,
        read_timeout_s: float = READ_TIMEOUT_S,
    ) -> None:
        """`trusted`: a file of certificates, empty for the system's. `clock`: Unix seconds.
        `carrier`: what takes the requests there, for whoever counts them.

        `certificate`: the centre's word on this device, shown where the centre has forgotten it.
        Raises PeerBrokeProtocol for plain HTTP to another machine.
        """
        parts = urlsplit(base)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise PeerBrokeProtocol("địa chỉ trung tâm phải là https")
        self._base = base.rstrip("/")
        self._device = device.hex()
        self._clock = clock
        self._certificate = certificate
        self._version = VERSION
        self._read_timeout_s = read_timeout_s
        self._lead_s = 0.0  # our clock before the centre's, as far as signatures know
        self.ahead_ms = 0
        self._session = requests.Session()
        self._session.verify = trusted or True
        self._session.headers["Accept-Encoding"] = "zstd"
        if carrier is not None:
            self._session.mount(self._base, carrier)
        self._signer = HTTPMessageSigner(
            signature_algorithm=algorithms.ED25519, key_resolver=_Key(key)
        )

    def ask(self, message: SyncRequest | ReconcileRequest) -> SyncAnswer | ReconcileAnswer:
        """The centre's answer. Raises SyncError.

        Afterwards `ahead_ms` says how far this machine's clock is before the centre's: negative
        when it is behind, 0 when there is nothing worth telling.
        """
        path = "/v1/sync" if isinstance(message, SyncRequest) else "/v1/reconcile"
        answer = from_bytes(self._post_message(path, message))
        if not isinstance(answer, SyncAnswer | ReconcileAnswer):
            raise PeerBrokeProtocol("trung tâm trả lời sai loại thông điệp")
        if isinstance(answer, SyncAnswer):
            ahead_ms = round(self._clock() * 1000) - answer.clock
            self.ahead_ms = ahead_ms if abs(ahead_ms) > WORTH_TELLING_S * 1000 else 0
        return answer

    def _post_message(self, path: str, message: SyncRequest | ReconcileRequest) -> bytes:
        """Both sides speak the lower of their versions."""
        try:
            return self.post(path, to_bytes(message, self._version))
        except Refusal as error:
            theirs = int(error.told.get("Protocol-Version", "0") or 0)
            if error.status != OTHER_VERSION or not OLDEST <= theirs < self._version:
                raise
            self._version = theirs
        return self.post(path, to_bytes(message, self._version))

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

    def introduce(self, question: Mapping[str, Value]) -> Introduction:
        """Whom the centre shows for a number and a reason; its fact comes by the next exchange.

        Raises SyncError: Refusal where it is asked too often or wrongly.
        """
        match self.post_value("/v1/introduce", dict(question)):
            case {"found": True, "subject": bytes(subject)}:
                return Introduction(subject)
            case {"found": False, "several": bool(several)}:
                return Introduction(b"", several)
            case _:
                raise PeerBrokeProtocol("trung tâm trả lời sai dạng")

    def blob_offset(self, sha256: bytes) -> int | None:
        """How many bytes of a blob the centre has; None when it is whole there."""
        answer = self._send("HEAD", f"/v1/blobs/{sha256.hex()}", b"", {})
        if answer.headers.get("Upload-Complete") == "?1":
            return None
        return int(answer.headers.get("Upload-Offset", "0"))

    def lost_blobs(self, asked: Sequence[bytes]) -> list[bytes]:
        """Which of these blobs, sent before, are not whole there. At most ASKED_AT_ONCE."""
        match self.post_value("/v1/blobs", {"scans": list(asked)}):
            case {"lost": list(lost)}:
                return [each for each in lost if each in asked]
            case _:
                raise PeerBrokeProtocol("trung tâm trả lời sai dạng về tệp quét")

    def put_blob(self, sha256: bytes, offset: int, part: bytes, size: int) -> int:
        """Send the bytes from `offset` on; the offset reached."""
        headers = {
            "Content-Type": "application/octet-stream",
            "Upload-Offset": str(offset),
            "Upload-Length": str(size),
        }
        answer = self._send("PUT", f"/v1/blobs/{sha256.hex()}", part, headers)
        return int(answer.headers["Upload-Offset"])

    def get_blob(self, sha256: bytes, offset: int, most: int) -> tuple[bytes, int]:
        """At most so many bytes of a blob from `offset` on, and its size."""
        span = {"Range": f"bytes={offset}-{offset + most - 1}"}
        answer = self._send("GET", f"/v1/blobs/{sha256.hex()}", b"", span)
        told = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        if told is None or int(told[1]) != offset or len(answer.body) > most:
            raise PeerBrokeProtocol("trung tâm gửi sai đoạn của tệp")
        return answer.body, int(told[2])

    def wanted_blobs(self, known: bytes) -> tuple[bytes, list[bytes]] | None:
        """Blobs that the centre wants, and the mark of this list; None when `known` marks it."""
        found: list[bytes] = []
        after = b""
        while True:
            told = self.get(f"/v1/blobs?after={after.hex()}&known={known.hex()}")
            match told:
                case {"mark": bytes(mark), "wanted": list(wanted), "more": bool(more)}:
                    found += [each for each in wanted if isinstance(each, bytes)]
                    if not more or not found or found[-1] <= after:
                        return mark, found
                    after, known = found[-1], b""
                case {"mark": bytes()}:
                    return None
                case _:
                    raise PeerBrokeProtocol("danh sách tệp quét còn thiếu sai dạng")

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer; with a wrong clock the question is signed by the centre's, and asked again.

        Only signatures follow the centre's clock. What happened at the counter keeps the
        machine's own time: who mends the clock must be able to see that it was wrong.
        """
        try:
            return self._send_once(method, path, body, headers)
        except Refusal as error:
            wanted = error.told.get("Device-Certificate") == "wanted" and self._certificate()
            if wanted:
                shown = base64.b64encode(wanted).decode()
                headers = {**headers, "Device-Certificate": shown}
            elif not self._learn_clock(error):
                raise
        return self._send_once(method, path, body, headers)

    def _learn_clock(self, error: Refusal) -> bool:
        """Whether the refusal tells that our clock is off by more than we knew."""
        date = error.told.get("Date", "")
        if error.status != NOT_SIGNED or not date:
            return False
        try:
            centre = parsedate_to_datetime(date[:_DATE_CHARACTERS]).timestamp()
        except ValueError:
            return False
        lead = self._clock() - centre
        if abs(lead - self._lead_s) < WORTH_TELLING_S:
            return False
        self._lead_s = lead
        return True

    def _send_once(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        request = requests.Request(method, self._base + path, data=body, headers=dict(headers))
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        request.headers["Content-Digest"] = f"sha-256=:{digest}:"
        request.headers["Request-Id"] = uuid4().hex
        try:
            prepared = self._session.prepare_request(request)
            self._signer.sign(
                prepared,
                key_id=self._device,
                created=datetime.fromtimestamp(self._clock() - self._lead_s, UTC),
                covered_component_ids=COVERED,
                label="device",
                use_existing_digest=True,
            )
            settings = self._session.merge_environment_settings(
                prepared.url, {}, True, self._session.verify, None
            )
            timeout = (min(CONNECT_TIMEOUT_S, self._read_timeout_s), self._read_timeout_s)
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
    if response.request.method != "HEAD" and _torn(response, len(data)):
        raise LinkLost("trả lời bị cắt giữa chừng")
    if not response.ok:
        kind = Discontinuous if response.status_code == CONFLICT else Refusal
        raise kind(response.status_code, _reason(data), response.headers)
    if response.headers.get("Content-Encoding") == "zstd":
        data = unpacked(data)
    return Answer(response.headers, data)


def _torn(response: requests.Response, got: int) -> bool:
    """Whether the answer ended early. One cut in its headers looks whole, but names no length."""
    expected = response.headers.get("Content-Length")
    if expected is None:
        return response.headers.get("Transfer-Encoding") != "chunked"
    return int(expected) != got


def unpacked(data: bytes) -> bytes:
    """The body, never more than MAX_MESSAGE. Raises NotDeterministic for a broken or longer one.

    Read as a stream: a packet names its own size, and a small one may name a huge one.
    """
    packed = zstandard.ZstdDecompressor(max_window_size=MAX_MESSAGE)
    try:
        data = packed.stream_reader(io.BytesIO(data)).read(MAX_MESSAGE + 1)
    except zstandard.ZstdError as error:
        raise NotDeterministic("gói nén hỏng") from error
    if len(data) > MAX_MESSAGE:
        raise NotDeterministic("gói nén quá lớn")
    return data


def _reason(data: bytes) -> str:
    try:
        told: Any = json.loads(data)
    except ValueError:
        return ""
    return str(told.get("detail", ""))[:200] if isinstance(told, dict) else ""
