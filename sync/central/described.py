"""What the OpenAPI document says of each endpoint: bodies, headers, and every status there may be.

The document is how the service is fuzzed, so what it leaves out is a defect like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Response

CBOR: Final = "application/cbor"
OCTETS: Final = "application/octet-stream"

_BYTES: Final = {"type": "string", "format": "binary"}
_WHY: Final = {
    400: "Not in the form agreed",
    401: "No signature, a wrong one, a wrong clock, or a repeated request",
    403: "A revoked device, another office's scope, or a code that does not stand",
    404: "No such office, officer or scan for this device",
    409: "What lies before is not here; or another offset of a scan",
    413: "Beyond a limit",
    422: "Not the hash or the size of its name",
    426: "Another version of the protocol",
    429: "Too many tries",
    503: "Busy, out of room or mending; nothing was changed",
}
_ALWAYS: Final = (400, 413, 429, 503)
_OF_DEVICES: Final = (*_ALWAYS, 401, 403)

_REFUSED: Final = {
    "application/json": {
        "schema": {
            "type": "object",
            "required": ["detail"],
            "properties": {"detail": {"type": "string", "minLength": 1}},
            "additionalProperties": False,
        }
    }
}
_REFUSED_WITH: Final = {
    401: {"Device-Certificate": "`wanted`: the device's certificate may mend this"},
    403: {"Device-Certificate": "`wanted`: the device's certificate may mend this"},
    409: {"Upload-Offset": "Where a scan stands", "Upload-Complete": "`?1` when whole"},
    422: {"Upload-Offset": "Where a scan stands", "Upload-Complete": "`?1` when whole"},
    426: {"Protocol-Version": "The newest version that the centre speaks"},
}
_STANDS: Final = {"Upload-Offset": r"^\d+$", "Upload-Complete": r"^\?[01]$"}

Words = Mapping[str, Any]
"""Arguments of `add_api_route`."""


def _signed(
    summary: str,
    *refusals: int,
    body: str = "",
    answers: Mapping[int, str] | None = None,
    stands: bool = False,
    given: tuple[Words, ...] = (),
) -> Words:
    """An endpoint for devices. `answers`: the kinds of what comes back, empty for no body.

    `stands`: the answer's headers tell how far a scan has come.
    """
    told = answers if answers is not None else {200: CBOR}
    headers = (*given, *_SIGNATURE)
    return _words(summary, told, (*_OF_DEVICES, *refusals), body, headers, stands=stands)


def _unsigned(summary: str, *refusals: int, body: str) -> Words:
    """An endpoint for whoever has a code."""
    return _words(summary, {200: CBOR}, (*_ALWAYS, *refusals), body, (_ENCODING,))


def _of_path(name: str, pattern: str) -> Words:
    """A part of the path."""
    return _parameter("path", name, pattern, required=True)


def _of_query(name: str, pattern: str) -> Words:
    """Behind the question mark, where it is told."""
    return _parameter("query", name, pattern)


def _of_header(name: str, pattern: str, *, required: bool = False) -> Words:
    """A header of the request."""
    return _parameter("header", name, pattern, required=required)


def _parameter(place: str, name: str, pattern: str, *, required: bool = False) -> Words:
    schema = {"type": "string", "pattern": pattern}
    return {"in": place, "name": name, "required": required, "schema": schema}


_ENCODING: Final = {
    "in": "header",
    "name": "Content-Encoding",
    "required": False,
    "description": "The body is packed; left out for a plain one",
    "schema": {"type": "string", "enum": ["zstd"]},
}
_SIGNATURE: Final = (
    _ENCODING,
    _of_header("Request-Id", "^[0-9A-Za-z-]{16,64}$", required=True),
    _of_header("Content-Digest", "^sha-256=:[0-9A-Za-z+/]{43}=:$", required=True),
    _of_header("Signature-Input", r"^device=\([ -~]+$", required=True),
    _of_header("Signature", "^device=:[0-9A-Za-z+/]{86}==:$", required=True),
    _of_header("Device-Certificate", "^[0-9A-Za-z+/]+={0,2}$"),
)


def _words(
    summary: str,
    answers: Mapping[int, str],
    refusals: tuple[int, ...],
    body: str,
    parameters: tuple[Words, ...],
    *,
    stands: bool = False,
) -> Words:
    responses: dict[int | str, Any] = {
        status: {"description": _WHY[status], "content": _REFUSED, **_with(status)}
        for status in sorted(refusals)
    }
    for status, kind in answers.items():
        told: dict[str, Any] = {"description": "As asked"}
        if kind:
            told["content"] = {kind: {"schema": _BYTES}}
        if stands:
            told["headers"] = {
                name: {"required": True, "schema": {"type": "string", "pattern": pattern}}
                for name, pattern in _STANDS.items()
            }
        responses[status] = told
    extra: dict[str, Any] = {"parameters": list(parameters)}
    if body:
        extra["requestBody"] = {"required": True, "content": {body: {"schema": _BYTES}}}
    return {
        "summary": summary,
        "responses": responses,
        "response_class": Response,
        "openapi_extra": extra,
    }


def _with(status: int) -> Words:
    """Headers that a refusal may carry."""
    told = _REFUSED_WITH.get(status, {})
    named = {
        name: {"description": words, "schema": {"type": "string"}} for name, words in told.items()
    }
    return {"headers": named} if named else {}


_NAME: Final = _of_path("name", "^[0-9a-f]{64}$")
_WHOLE: Final = "^[0-9]{1,10}$"
_OFFSET: Final = _of_header("Upload-Offset", _WHOLE, required=True)
_LENGTH: Final = _of_header("Upload-Length", _WHOLE, required=True)
_SPAN: Final = _of_header("Range", "^bytes=[0-9]{1,12}-[0-9]{0,12}$")
_NEWER: Final = _of_query("version", "^[0-9]{1,15}$")
_AFTER: Final = _of_query("after", "^([0-9a-f]{64})?$")
_KNOWN: Final = _of_query("known", "^([0-9a-f]{16})?$")
_PIECE: Final = {200: OCTETS, 206: OCTETS}

ENDPOINTS: Final[Mapping[str, Words]] = {
    "POST /v1/enrol": _unsigned("A device for a one-time code", 403, 404, 409, body=CBOR),
    "POST /v1/sync": _signed("Push new facts, pull the feed", 404, 409, 426, body=CBOR),
    "POST /v1/reconcile": _signed("Compare heads, get what is lacking", 404, 426, body=CBOR),
    "POST /v1/close-day": _signed("Seal a day, or say what differs", 404, 409, 426, body=CBOR),
    "POST /v1/epoch": _signed("Another epoch for a store that was set back", 404, 409, body=CBOR),
    "POST /v1/introduce": _signed(
        "A citizen or a dossier of another office, for a stated purpose", 404, body=CBOR
    ),
    "POST /v1/counter-state": _signed("How a counter is, in place of its last word", body=CBOR),
    "POST /v1/board": _signed("The supervisor's figures of a day", 404, body=CBOR),
    "POST /v1/board/dossiers": _signed("The dossiers behind a figure of the office", body=CBOR),
    "GET /v1/officers": _signed("Accounts of the office newer than a version", given=(_NEWER,)),
    "POST /v1/officers/password": _signed("An officer's new password hash", 404, body=CBOR),
    "GET /v1/escrow": _signed("The recovery key, and whether the asker's store key is kept"),
    "POST /v1/escrow": _signed("A store key, sealed for the recovery key", 409, body=CBOR),
    "GET /v1/blobs": _signed(
        "Scans that facts of the office name and the centre lacks", given=(_AFTER, _KNOWN)
    ),
    "POST /v1/blobs": _signed("Which of these scans are not whole here", body=CBOR),
    "HEAD /v1/blobs/{name}": _signed(
        "How far a scan has come", 404, answers={200: ""}, stands=True, given=(_NAME,)
    ),
    "PUT /v1/blobs/{name}": _signed(
        "The next part of a scan",
        *(404, 409, 422),
        body=OCTETS,
        answers={200: ""},
        stands=True,
        given=(_NAME, _OFFSET, _LENGTH),
    ),
    "GET /v1/blobs/{name}": _signed(
        "A scan that a fact of the office names, or a part of it",
        *(404, 422),
        answers=_PIECE,
        given=(_NAME, _SPAN),
    ),
}
