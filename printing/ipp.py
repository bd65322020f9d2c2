"""A printer's own IPP address, asked without a queue in between (RFC 8010, 8011).

pycups encodes and decodes; the HTTP request is ours, so that nothing global is set. Plain
`ipp://` and TLS `ipps://`; a printer's certificate is its own and is not checked, as CUPS has it.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from io import BytesIO
from typing import Any, Final
from urllib.parse import urlsplit

import cups

from printing.errors import (
    JobNotPrinted,
    MediaNotLoaded,
    PrinterBusy,
    PrinterOffline,
    PrinterStopped,
)
from printing.states import JobState, PrinterState

_PRINTER: Final = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "media-supported",
)
_JOB: Final = ("job-state", "job-state-reasons", "job-state-message")
_ACCEPTED_BELOW: Final = 0x0100
_NOT_ACCEPTING: Final = 0x0506
_NO_SUCH_VALUE: Final = 0x040B
_BUSY: Final = 0x0507


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    values: dict[str, tuple[Any, ...]]


class IppDevice:
    """A printer at an `ipp://` address. Every method raises PrinterOffline if it is silent."""

    def __init__(self, uri: str, *, timeout_s: float = 5.0) -> None:
        self.address = uri
        self._timeout_s = timeout_s

    def state(self) -> PrinterState:
        """What it says of itself now."""
        answer = self._ask(cups.IPP_OP_GET_PRINTER_ATTRIBUTES, [_wanted(_PRINTER)])
        return PrinterState(
            state=int(answer.values.get("printer-state", (5,))[0]),
            reasons=tuple(str(r) for r in answer.values.get("printer-state-reasons", ())),
            accepting=bool(answer.values.get("printer-is-accepting-jobs", (True,))[0]),
            media=tuple(str(m) for m in answer.values.get("media-supported", ())),
        )

    def submit(self, pdf: bytes, *, title: str, media: str, copies: int) -> int:
        """Hand the document over; the job's number. Raises PrinterStopped, PrinterBusy, …"""
        job = [
            _operation("job-name", cups.IPP_TAG_NAME, title),
            _operation("document-format", cups.IPP_TAG_MIMETYPE, "application/pdf"),
            cups.IPPAttribute(cups.IPP_TAG_JOB, cups.IPP_TAG_KEYWORD, "media", media),
            cups.IPPAttribute(cups.IPP_TAG_JOB, cups.IPP_TAG_INTEGER, "copies", copies),
        ]
        answer = self._ask(cups.IPP_OP_PRINT_JOB, job, pdf)
        if answer.status == _NOT_ACCEPTING:
            raise PrinterStopped(self.address)
        if answer.status == _BUSY:
            raise PrinterBusy(self.address)
        if answer.status == _NO_SUCH_VALUE:
            raise MediaNotLoaded(self.address, media)
        if answer.status >= _ACCEPTED_BELOW:
            raise JobNotPrinted(self.address, f"IPP status {answer.status:#06x}")
        return int(answer.values["job-id"][0])

    def job(self, job: int) -> JobState:
        """How far the job is."""
        number = _operation("job-id", cups.IPP_TAG_INTEGER, job)
        answer = self._ask(cups.IPP_OP_GET_JOB_ATTRIBUTES, [number, _wanted(_JOB)])
        return JobState(
            state=int(answer.values.get("job-state", (8,))[0]),
            reasons=tuple(str(r) for r in answer.values.get("job-state-reasons", ())),
        )

    def cancel(self, job: int) -> None:
        """Call the job back; one that has ended is left as it is."""
        self._ask(cups.IPP_OP_CANCEL_JOB, [_operation("job-id", cups.IPP_TAG_INTEGER, job)])

    def _ask(self, operation: int, attributes: Sequence[Any], document: bytes = b"") -> _Answer:
        request = cups.IPPRequest(operation)
        request.add(_operation("attributes-charset", cups.IPP_TAG_CHARSET, "utf-8"))
        request.add(_operation("attributes-natural-language", cups.IPP_TAG_LANGUAGE, "vi"))
        request.add(_operation("printer-uri", cups.IPP_TAG_URI, self.address))
        for attribute in attributes:
            request.add(attribute)
        asked = BytesIO()
        request.writeIO(asked.write)
        answered = cups.IPPRequest()
        answered.readIO(BytesIO(self._post(asked.getvalue() + document)).read)
        # pycups cannot hand over collections; only plain attributes were asked for
        values = {a.name: tuple(a.values) for a in answered.attributes if a.name}
        return _Answer(int(answered.statuscode), values)

    def _post(self, body: bytes) -> bytes:
        parts = urlsplit(self.address)
        host, port = parts.hostname or "", parts.port or 631
        link: HTTPConnection
        if parts.scheme == "ipps":
            unchecked = ssl._create_unverified_context()  # noqa: S323, SLF001 - see the module's text
            link = HTTPSConnection(host, port, timeout=self._timeout_s, context=unchecked)
        else:
            link = HTTPConnection(host, port, timeout=self._timeout_s)
        try:
            link.request("POST", parts.path or "/", body, {"Content-Type": "application/ipp"})
            return link.getresponse().read()
        except (OSError, HTTPException) as error:
            raise PrinterOffline(self.address, type(error).__name__) from error
        finally:
            link.close()


def _operation(name: str, tag: int, value: str | int) -> Any:
    return cups.IPPAttribute(cups.IPP_TAG_OPERATION, tag, name, value)


def _wanted(names: Sequence[str]) -> Any:
    return cups.IPPAttribute(
        cups.IPP_TAG_OPERATION, cups.IPP_TAG_KEYWORD, "requested-attributes", list(names)
    )
