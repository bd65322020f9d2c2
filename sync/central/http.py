"""The centre over HTTP: bodies in and out, who asks, and which work answers.

Every answer that is an error is JSON {"detail": one sentence for the clerk}.
"""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import zstandard
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from sync.central import (
    answering,
    board,
    close_day,
    counter_states,
    enrolment,
    epochs,
    escrow,
    introducing,
    officers,
    uploads,
)
from sync.central.centre import Centre
from sync.central.described import CBOR, ENDPOINTS, OCTETS
from sync.central.errors import CentreError, TooLarge, Unreadable
from sync.central.lookup import add_lookup
from sync.central.signed import Message, asking
from sync.central.store.devices import Device
from sync.protocol.cbor import Value, decode, encode
from sync.protocol.close_messages import answer_to_bytes, request_from_bytes
from sync.protocol.errors import NotContinued, OtherVersion, SyncError
from sync.protocol.messages import (
    MAX_MESSAGE,
    ReconcileRequest,
    SyncRequest,
    from_bytes,
    to_bytes,
)
from sync.protocol.messages import VERSION as PROTOCOL

VERSION: Final = "0.1.0"
MAX_BODY: Final = MAX_MESSAGE
"""Bytes of a request as sent; after unpacking never more than MAX_MESSAGE."""

MAX_SHORT: Final = 64 * 1024
"""The same for requests that say one thing, as that of whoever has no device yet."""

_LEVEL: Final = 3
_SAFE: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
_BROKEN: Final = "Yêu cầu sai dạng; hãy cập nhật chương trình ở quầy rồi đối soát lại."
_log = logging.getLogger("centre")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request whose sender is known."""

    device: Device
    body: bytes  # unpacked
    headers: Mapping[str, str]
    query: Mapping[str, str]
    name: str  # of the blob, else empty


@dataclass(frozen=True, slots=True)
class Answer:
    """Bytes of a kind, with headers."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = CBOR
    status: int = 200


Work = Callable[[Centre, Asked], Answer]
_TOO_LONG: Final = "Gói gửi lên quá lớn (tối đa {} {}); hãy cập nhật chương trình ở quầy."


def create_app(centre: Centre) -> FastAPI:
    """The service on an assembled centre."""
    app = FastAPI(
        title="Quầy Một Cửa – trung tâm",
        version=VERSION,
        docs_url=None,  # the usual pages load scripts from elsewhere
        redoc_url=None,
        exception_handlers={
            CentreError: _refused,
            NotContinued: _not_continued,
            OtherVersion: _other_version,
            SyncError: _unreadable,
            HTTPException: _no_such_place,
            ClientDisconnect: _cut_off,
        },
    )
    app.add_api_route("/health", _health, methods=["GET"], summary="Whether the service answers")
    app.add_api_route(
        "/v1/enrol", _enrolment(centre), methods=["POST"], **ENDPOINTS["POST /v1/enrol"]
    )
    for path, method, work in _SIGNED:
        told = ENDPOINTS[f"{method} {path}"]
        name = told["summary"]
        most = MAX_BODY if work in _LONG else MAX_SHORT
        app.add_api_route(path, _signed(centre, work, most), methods=[method], name=name, **told)
    add_lookup(app, centre)
    return app


def _sync(centre: Centre, asked: Asked) -> Answer:
    message = from_bytes(asked.body)
    if not isinstance(message, SyncRequest):
        raise Unreadable(_BROKEN)
    return Answer(to_bytes(answering.answer_sync(centre, asked.device, message)))


def _reconcile(centre: Centre, asked: Asked) -> Answer:
    message = from_bytes(asked.body)
    if not isinstance(message, ReconcileRequest):
        raise Unreadable(_BROKEN)
    return Answer(to_bytes(answering.answer_reconcile(centre, asked.device, message)))


def _close_day(centre: Centre, asked: Asked) -> Answer:
    request = request_from_bytes(asked.body)
    return Answer(answer_to_bytes(close_day.close_day(centre, asked.device, request)))


def _epoch(centre: Centre, asked: Asked) -> Answer:
    return Answer(encode(epochs.grant(centre, asked.device, decode(asked.body))))


def _introduce(centre: Centre, asked: Asked) -> Answer:
    return Answer(encode(introducing.introduce(centre, asked.device, decode(asked.body))))


def _counter_state(centre: Centre, asked: Asked) -> Answer:
    return Answer(encode(counter_states.take(centre, asked.device, decode(asked.body))))


def _board(centre: Centre, asked: Asked) -> Answer:
    return Answer(encode(board.board(centre, asked.device, decode(asked.body))))


def _board_dossiers(centre: Centre, asked: Asked) -> Answer:
    return Answer(encode(board.dossiers(centre, asked.device, decode(asked.body))))


def _officers(centre: Centre, asked: Asked) -> Answer:
    version = asked.query.get("version", "0")
    if not (version.isascii() and version.isdigit() and len(version) < 16):
        raise Unreadable(_BROKEN)
    return Answer(encode(officers.listed(centre, asked.device, int(version))))


def _password(centre: Centre, asked: Asked) -> Answer:
    return Answer(encode(officers.take_password(centre, asked.device, decode(asked.body))))


def _recovery_key(centre: Centre, asked: Asked) -> Answer:
    return Answer(encode(escrow.told(centre, asked.device)))


def _escrow(centre: Centre, asked: Asked) -> Answer:
    return Answer(encode(escrow.take(centre, asked.device, decode(asked.body))))


def _blob_state(centre: Centre, asked: Asked) -> Answer:
    return Answer(headers=uploads.state(centre, asked.device, asked.name))


def _blob_part(centre: Centre, asked: Asked) -> Answer:
    headers = uploads.take_part(centre, asked.device, asked.name, asked.headers, asked.body)
    return Answer(headers=headers)


def _blob(centre: Centre, asked: Asked) -> Answer:
    span = asked.headers.get("range", "")
    piece = uploads.read(centre, asked.device, asked.name, span)
    headers = {}
    if span:
        last = piece.first + len(piece.data) - 1
        headers["Content-Range"] = f"bytes {piece.first}-{last}/{piece.size}"
    return Answer(piece.data, headers, OCTETS, 206 if span else 200)


def _wanted(centre: Centre, asked: Asked) -> Answer:
    after, known = asked.query.get("after", ""), asked.query.get("known", "")
    return Answer(encode(uploads.wanted(centre, asked.device, after, known)))


def _gone(centre: Centre, asked: Asked) -> Answer:
    return Answer(encode(uploads.gone(centre, asked.device, decode(asked.body))))


_SIGNED: Final[tuple[tuple[str, str, Work], ...]] = (
    ("/v1/sync", "POST", _sync),
    ("/v1/reconcile", "POST", _reconcile),
    ("/v1/close-day", "POST", _close_day),
    ("/v1/epoch", "POST", _epoch),
    ("/v1/introduce", "POST", _introduce),
    ("/v1/counter-state", "POST", _counter_state),
    ("/v1/board", "POST", _board),
    ("/v1/board/dossiers", "POST", _board_dossiers),
    ("/v1/officers", "GET", _officers),
    ("/v1/officers/password", "POST", _password),
    ("/v1/escrow", "GET", _recovery_key),
    ("/v1/escrow", "POST", _escrow),
    ("/v1/blobs", "GET", _wanted),
    ("/v1/blobs", "POST", _gone),
    ("/v1/blobs/{name}", "HEAD", _blob_state),
    ("/v1/blobs/{name}", "PUT", _blob_part),
    ("/v1/blobs/{name}", "GET", _blob),
)


_LONG: Final = (_sync, _reconcile, _blob_part)


def _signed(centre: Centre, work: Work, most: int) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        raw = await _body(request, most)
        began = time.monotonic()
        return await run_in_threadpool(_run, centre, work, request, raw, began, most)

    return endpoint


def _run(
    centre: Centre, work: Work, request: Request, raw: bytes, began: float, most: int
) -> Response:
    device = asking(centre, _message(request, raw))
    asked = Asked(
        device=device,
        body=_unpacked(request, raw, most),
        headers=request.headers,
        query=request.query_params,
        name=request.path_params.get("name", ""),
    )
    answer = work(centre, asked)
    took = round((time.monotonic() - began) * 1000)
    _log.info("%s %s %s %d ms", request.method, work.__name__, device.id.hex(), took)
    if answer.kind != CBOR or not answer.body:
        headers = {**_SAFE, **answer.headers}
        return Response(answer.body, answer.status, headers, media_type=answer.kind)
    return _packed(request, answer.body)


def _enrolment(centre: Centre) -> Callable[[Request], Any]:
    def work(request: Request, raw: bytes) -> Response:
        address = request.client.host if request.client else ""
        told: Value = enrolment.enrol(centre, decode(_unpacked(request, raw, MAX_SHORT)), address)
        return _packed(request, encode(told))

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(work, request, await _body(request, MAX_SHORT))

    return endpoint


async def _health() -> dict[str, Any]:
    return {"ok": True, "version": VERSION}


async def _body(request: Request, most: int) -> bytes:
    """The raw body, refused as soon as it is too long."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > most:
            raise _too_large(most)
    return bytes(data)


def _message(request: Request, raw: bytes) -> Message:
    target: bytes = request.scope["raw_path"]
    if query := request.scope["query_string"]:
        target += b"?" + query
    host = request.headers.get("host", "")
    url = f"{request.url.scheme}://{host}{target.decode('latin-1')}"
    return Message(method=request.method, url=url, headers=request.headers, body=raw)


def _too_large(most: int) -> TooLarge:
    told = (most >> 20, "MB") if most >> 20 else (most >> 10, "KB")
    return TooLarge(_TOO_LONG.format(*told))


def _unpacked(request: Request, raw: bytes, most: int) -> bytes:
    """The body after zstd, read in a stream so that a small packet cannot fill the memory."""
    if request.headers.get("content-encoding", "") != "zstd":
        return raw
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=MAX_MESSAGE).stream_reader(
            io.BytesIO(raw)
        )
        data = reader.read(most + 1)
    except zstandard.ZstdError as error:
        raise Unreadable(_BROKEN) from error
    if len(data) > most:
        raise _too_large(most)
    return data


def _packed(request: Request, body: bytes) -> Response:
    headers = {**_SAFE, "Vary": "Accept-Encoding"}
    if "zstd" in request.headers.get("accept-encoding", ""):
        body = zstandard.compress(body, _LEVEL)
        headers["Content-Encoding"] = "zstd"
    return Response(body, headers=headers, media_type=CBOR)


async def _refused(_request: Request, error: CentreError) -> Response:
    headers = {**_SAFE, **error.headers}
    return JSONResponse({"detail": error.sentence}, error.status, headers=headers)


async def _not_continued(_request: Request, _error: NotContinued) -> Response:
    detail = "Trung tâm thiếu các việc trước đó; hãy bấm Đối soát để vá chuỗi."
    return JSONResponse({"detail": detail}, 409, headers=_SAFE)


async def _other_version(_request: Request, _error: OtherVersion) -> Response:
    """426, with the newest version that we speak: the asker says it again in that form."""
    detail = "Quầy và trung tâm dùng hai đời giao thức khác nhau; hãy cập nhật chương trình."
    headers = {**_SAFE, "Protocol-Version": str(PROTOCOL)}
    return JSONResponse({"detail": detail}, 426, headers=headers)


async def _unreadable(_request: Request, _error: SyncError) -> Response:
    return JSONResponse({"detail": _BROKEN}, 400, headers=_SAFE)


async def _no_such_place(_request: Request, error: HTTPException) -> Response:
    detail = "Không có địa chỉ này ở trung tâm; hãy kiểm tra lại địa chỉ."
    return JSONResponse(
        {"detail": detail}, error.status_code, headers={**_SAFE, **(error.headers or {})}
    )


async def _cut_off(_request: Request, _error: ClientDisconnect) -> Response:
    return Response(status_code=400)  # nobody hears it: the link was cut
