"""Who asks: HTTP message signatures (RFC 9421), the body's digest, and no request twice."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import formatdate
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from sync.central.centre import Centre
from sync.central.errors import Busy, NotAllowed, NotSigned, TooMany
from sync.central.store import devices, recovery
from sync.central.store.apply import ASK_CERTIFICATE
from sync.central.store.devices import Device
from sync.protocol.frame import DEVICE_BYTES

COVERED: Final = ("@method", "@authority", "@request-target", "content-digest", "request-id")
LABEL: Final = "device"
CLOCK_WINDOW_S: Final = 5 * 60
KEEP_REQUESTS_MS: Final = 11 * 60 * 1000
"""Longer than a signature is good for, from five minutes ahead to five minutes behind."""

CERTIFICATE: Final = "device-certificate"
_LONGEST_CERTIFICATE: Final = 2_000
_REQUEST_ID: Final = re.compile("[0-9A-Za-z-]{16,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request as it came in: what the signature covers, and the raw body."""

    method: str
    url: str
    headers: Any  # a mapping whose items() tells every header line, as Starlette's does
    body: bytes


class _Keys(HTTPSignatureKeyResolver):
    """Resolves device ids by the store, and remembers whom it found."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self.device: Device | None = None
        self.outage: Busy | None = None  # the verifier takes any error for a wrong signature

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        """The device's key, also a revoked device's: why it is refused is told later."""
        if re.fullmatch(f"[0-9a-f]{{{2 * DEVICE_BYTES}}}", key_id) is None:
            return None
        try:
            with self._centre.store.reading() as snapshot:
                self.device = devices.find(snapshot, bytes.fromhex(key_id))
        except Busy as busy:
            self.outage = busy
        if self.device is None:
            return None
        return Ed25519PublicKey.from_public_bytes(self.device.public_key)


class _Verifier(HTTPMessageVerifier):
    """Leaves the age to us, so that a wrong clock can be told from a wrong signature."""

    max_clock_skew = timedelta(days=36_500)


def asking(centre: Centre, message: Message) -> Device:
    """The device that signed this request.

    Raises NotSigned (missing, wrong, too old or too new, repeated), NotAllowed (revoked), TooMany,
    Busy.
    """
    _take_certificate(centre, message.headers)
    keys = _Keys(centre)
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=keys)
    try:
        results = verifier.verify(
            message, max_age=None, require_components=COVERED, body=message.body
        )
    except HTTPMessageSignaturesException as error:
        if keys.outage is not None:
            raise keys.outage from error
        unknown = ASK_CERTIFICATE if keys.device is None else {}
        raise NotSigned(
            "Yêu cầu không có chữ ký đúng của quầy; hãy ghi danh lại quầy.", unknown
        ) from error
    device = keys.device
    if len(results) != 1 or results[0].label != LABEL or device is None:
        raise NotSigned("Yêu cầu phải mang đúng một chữ ký của quầy; hãy ghi danh lại quầy.")
    _check_clock(centre, results[0].parameters)
    if device.state != "active" or centre.keys.is_revoked(device.id):
        raise NotAllowed("Quầy này đã bị thu hồi; hãy xin quản trị ghi danh lại.")
    if not centre.allowance.may(device.id, centre.now()):
        raise TooMany("Quầy này hỏi trung tâm quá dồn dập; quầy sẽ tự thử lại sau ít phút.")
    _check_new(centre, device, message.headers)
    return device


def _take_certificate(centre: Centre, headers: Any) -> None:
    """A device that a restored database has forgotten shows what this centre once signed."""
    told = headers.get(CERTIFICATE, "")
    if not told or len(told) > _LONGEST_CERTIFICATE:
        return
    try:
        certificate = base64.b64decode(told, validate=True)
    except ValueError:
        return
    certified = centre.keys.certified(certificate)
    if certified is None or centre.keys.is_revoked(certified.device):
        return
    with centre.store.writing() as transaction:
        recovery.take_certificate(transaction, certified, certificate)
        transaction.commit()


def _check_clock(centre: Centre, parameters: Mapping[str, Any]) -> None:
    now = centre.now() / 1000
    ahead = round(parameters["created"] - now)
    if abs(ahead) > CLOCK_WINDOW_S:
        way = "nhanh" if ahead > 0 else "chậm"
        raise NotSigned(
            f"Đồng hồ máy quầy {way} {round(abs(ahead) / 60)} phút so với trung tâm;"
            " hãy chỉnh lại giờ của máy rồi đối soát lại.",
            {"Date": formatdate(now, usegmt=True)},
        )


def _check_new(centre: Centre, device: Device, headers: Any) -> None:
    request = headers.get("request-id", "")
    if _REQUEST_ID.fullmatch(request) is None:
        raise NotSigned("Mã yêu cầu sai dạng; hãy cập nhật chương trình ở quầy.")
    with centre.store.writing() as transaction:
        now = centre.now()
        if not devices.seen_first(transaction, device.id, request, now, KEEP_REQUESTS_MS):
            raise NotSigned("Yêu cầu này đã được gửi một lần rồi; hãy gửi lại với mã mới.")
        devices.was_seen(transaction, device.id, now)
        transaction.commit()
