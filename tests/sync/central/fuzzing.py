"""Bodies for the centre's endpoints that are nearly right, and what every answer must be."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

import requests
import schemathesis
import zstandard
from hypothesis import strategies as st

from domain.customer import CustomerRegistered
from domain.dossier import DossierReceived, FeeTaken, ScanAttached, SlipSent
from domain.identifiers import (
    CustomerId,
    DossierCode,
    FactId,
    ProcedureCode,
    ReceiptNumber,
    SubjectId,
)
from domain.moment import Moment
from sync.protocol.cbor import decode, encode
from sync.protocol.chains import Hole
from sync.protocol.errors import SyncError
from sync.protocol.frame import run_from_plain
from sync.protocol.heads import Head, statement
from sync.protocol.messages import Cursor, ReconcileRequest, SyncRequest, to_bytes
from tests.sync.central.writer import Writer

SCAN_SIZE = 40
SCAN = hashlib.sha256(bytes(SCAN_SIZE)).digest()
MOST = (1 << 63) - 1

ODD_NUMBERS = st.sampled_from([0, 1, -1, 2, 1 << 31, 1 << 32, MOST - 1, MOST, -MOST - 1])
ODD_TEXT = st.one_of(st.sampled_from(["", "\0", "a\0b", "H32.16", "x" * 3_000]), st.text())
ODD_BYTES = st.one_of(
    st.sampled_from([b"", bytes(16), bytes(32), b"\xff" * 16, b"\x80" * 70_000]),
    st.binary(max_size=40),
)
ODD: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), ODD_NUMBERS, st.integers(-MOST, MOST), ODD_TEXT, ODD_BYTES),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)

RECEIVED = DossierReceived(
    case=bytes(16),
    code=DossierCode("H32.16-261123-0001"),
    procedure=ProcedureCode("1.001612"),
    procedure_fact=FactId(bytes(32)),
    customer=CustomerId(SubjectId(bytes(16))),
    due=Moment(1_795_000_000_000),
    limit=0,
    calendar="2026",
    papers=((1, 1, 1), (2, 1, 0)),
    channel="counter",
    submitter=("Trần Văn Mẫu", "001099000001", "0905000118", ""),
)
STATE = {
    "waiting": 0,
    "oldest": 0,
    "scans": 3,
    "printer": "Máy in kẹt giấy",
    "printer_ready": False,
    "scanner": "Máy quét sẵn sàng",
    "scanner_ready": True,
    "version": "0.1.0",
    "officer": b"",
}
REGISTERED = CustomerRegistered(sort="individual", name="Nguyễn Thị Mẫu", phone="0905000118")

schemathesis.openapi.media_type("application/cbor", st.binary(max_size=200))


def mutations(plain: Any, most: int = 3) -> st.SearchStrategy[Any]:
    """The value with a few of its parts changed, left out or doubled."""

    @st.composite
    def changed(draw: st.DrawFn) -> Any:
        value = copy.deepcopy(plain)
        for _ in range(draw(st.integers(0, most))):
            value = _changed(draw, value)
        return value

    return changed()


def _changed(draw: st.DrawFn, value: Any) -> Any:
    inner = _inside(value)
    if inner is not None and draw(st.integers(0, 5)):
        return encode(_changed(draw, inner))
    if isinstance(value, dict) and value and draw(st.integers(0, 5)):
        key = draw(st.sampled_from(sorted(value)))
        return _one_part(draw, value, key)
    if isinstance(value, list) and value and draw(st.integers(0, 5)):
        return _one_part(draw, value, draw(st.integers(0, len(value) - 1)))
    if type(value) is int and draw(st.booleans()):
        return value + draw(st.sampled_from([-1, 1]))
    return draw(ODD)


def _one_part(draw: st.DrawFn, value: Any, key: Any) -> Any:
    what = draw(st.sampled_from(["change", "change", "change", "leave out", "double"]))
    if what == "change":
        value[key] = _changed(draw, value[key])
    elif what == "leave out":
        del value[key]
    elif isinstance(value, list):
        value.insert(key, copy.deepcopy(value[key]))
    return value


def _inside(value: Any) -> Any:
    """A body within a fact, opened."""
    try:
        opened = decode(value) if isinstance(value, bytes) else None
    except SyncError:
        return None
    return opened if isinstance(opened, dict) and opened else None


def syncs(writer: Writer) -> st.SearchStrategy[bytes]:
    """Pushes of a counter's chain, changed and then often signed anew, so that they are taken."""
    scope, device = writer.identity.scope, writer.identity.device
    sizes = st.integers(0, len(writer.facts) - 1)

    @st.composite
    def made(draw: st.DrawFn) -> bytes:
        start = draw(sizes)
        plain = decode(to_bytes(writer.push(start)))
        if draw(st.booleans()):
            plain["r"] = [_vouched(writer, draw(mutations(run))) for run in plain["r"]]
        else:
            plain = draw(mutations(plain))
        return _encoded(plain)

    quiet = SyncRequest(scope=scope, cursor=Cursor(bytes(8), 3), runs=(), digest=bytes(16))
    return st.one_of(made(), mutations(decode(to_bytes(quiet))).map(_encoded), _torn(device))


def _vouched(writer: Writer, plain: Any) -> Any:
    """The run as changed, its chain computed anew, and the device's true signature under it."""
    try:
        run = run_from_plain(plain)
    except SyncError:
        return plain
    head = Head(run.device, run.epoch, run.last.frame.seq, run.last.id)
    signature = writer.identity.sign(statement(run.scope, head))
    return plain | {"g": signature, "v": [run.last.frame.seq, run.last.id]}


def reconciles(writer: Writer) -> st.SearchStrategy[bytes]:
    """Comparisons with true and false heads, holes and rungs."""
    device = writer.identity.device
    heads = tuple(Head(device, 1, each.frame.seq, each.id) for each in writer.facts)
    hole = Hole(device=device, epoch=1, first=1, last=heads[-1].seq, id=heads[-1].id)
    asked = ReconcileRequest(
        scope=writer.identity.scope, heads=heads[-1:], holes=(hole,), rungs=heads[:-1]
    )
    return st.one_of(mutations(decode(to_bytes(asked)), most=4).map(_encoded), _torn(device))


def values(plain: Any) -> st.SearchStrategy[bytes]:
    """A plain request, nearly right or torn."""
    return st.one_of(mutations(plain).map(_encoded), _torn(encode(plain)))


def _torn(data: bytes) -> st.SearchStrategy[bytes]:
    cut = st.integers(0, len(data)).map(lambda end: data[:end])
    return st.one_of(cut, st.binary(max_size=60), st.binary(max_size=9).map(lambda end: data + end))


def _encoded(plain: Any) -> bytes:
    try:
        return encode(plain)
    except SyncError:  # a number that grew past 64 bits
        return b""


def scribbler(writer: Writer) -> Writer:
    """The writer, with a chain in which there is something of every sort to change."""
    writer.write(REGISTERED)
    writer.write(ScanAttached(component=1, sha256=SCAN, size=SCAN_SIZE, pages=1))
    writer.write(RECEIVED)
    writer.write(FeeTaken(receipt=ReceiptNumber("Q3-000001"), amount=50_000, method="cash"))
    writer.write(SlipSent(copy=1))
    return writer


def packed(prepared: requests.PreparedRequest, *, rightly: bool) -> None:
    """Pack the body where the request says that it is packed, or leave what it says wrong."""
    told = prepared.headers.get("Content-Encoding") == "zstd"
    if told and rightly and isinstance(prepared.body, bytes):
        prepared.body = zstandard.compress(prepared.body)
        prepared.headers["Content-Length"] = str(len(prepared.body))
