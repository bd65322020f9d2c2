"""The service is asked everything that its OpenAPI document allows, and much that it does not.

Every answer must be one that the document promises, and every refusal one sentence.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import requests
import schemathesis
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks
from sqlalchemy import delete

from counter_app.storage.identity import Identity
from domain.dossier import ScanAttached
from domain.facts import Fact
from domain.identifiers import DossierCode, Scope
from domain.moment import day
from domain.office import SUPERVISOR, OfficerGranted
from sync.central import admin
from sync.central.catalogue import publish
from sync.central.store.publications import held
from sync.central.store.tables import enrolment_try
from sync.client.http_link import Refusal
from sync.protocol.cbor import decode
from sync.protocol.frame import seal
from sync.protocol.messages import SyncAnswer
from sync.store.escrow import SEALED_BYTES
from tests.sync.central import fuzzing
from tests.sync.central.asking import COVERING, signed_anew
from tests.sync.central.service import Service, enrolled, link_to
from tests.sync.central.writer import Writer

EXAMPLES: Final = int(os.environ.get("FUZZ", "8"))
VECTORS: Final = Path(__file__).parents[2] / "data" / "certificate_vectors.json"
SLOWEST_S: Final = 10
SOON_S: Final = 3
GROWN_MB: Final = 64
ENDPOINTS: Final = (
    "POST /v1/sync",
    "POST /v1/reconcile",
    "POST /v1/close-day",
    "POST /v1/epoch",
    "POST /v1/introduce",
    "POST /v1/counter-state",
    "POST /v1/board",
    "POST /v1/board/dossiers",
    "POST /v1/enrol",
    "GET /v1/officers",
    "POST /v1/officers/password",
    "GET /v1/escrow",
    "POST /v1/escrow",
    "GET /v1/blobs",
    "POST /v1/blobs",
    "HEAD /v1/blobs/{name}",
    "PUT /v1/blobs/{name}",
    "GET /v1/blobs/{name}",
    "GET /tra-cuu",
    "GET /health",
)
STRONG: Final = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21l$aGFzaGhhc2hoYXNoaGFzaGhhc2g"
OF_DEVICES: Final = [each for each in ENDPOINTS if "/v1" in each and "enrol" not in each]
VIETNAMESE: Final = re.compile("[à-ỹđ]", re.IGNORECASE)
PROMISES: Final[list[Any]] = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
COVERED: Final = dict.fromkeys(COVERING, "")  # put in their places by `signed_anew`
asked = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def identity(service: Service) -> Identity:
    return enrolled(service, service.office())


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        yield made


def operation_of(service: Service, endpoint: str) -> APIOperation[Any, Any, Any, Any]:
    schema = schemathesis.openapi.from_url(f"{service.url}/openapi.json")
    operations: list[Any] = [each.ok() for each in schema.get_all_operations()]  # type: ignore[union-attr]  # all are whole
    found = {each.label: each for each in operations}
    assert sorted(found) == sorted(ENDPOINTS)  # a new endpoint is fuzzed too
    operation: APIOperation[Any, Any, Any, Any] = found[endpoint]
    return operation


def send(
    session: requests.Session,
    service: Service,
    case: Case[Any],
    identity: Identity | None,
    *,
    rightly: bool = True,
) -> requests.Response:
    """The answer to a made-up request, signed where an identity is given; whole and prompt."""
    told = case.as_transport_kwargs(base_url=service.url)
    told.pop("cert", None)
    request = requests.Request(
        told["method"],
        told["url"],
        headers=told.get("headers"),
        params=told.get("params"),
        data=told.get("data"),
    )
    prepared = session.prepare_request(request)
    fuzzing.packed(prepared, rightly=rightly)
    prepared.headers["Host"] = service.url.removeprefix("http://")
    if identity is not None:
        signed_anew(prepared, identity)
    return session.send(prepared, timeout=SLOWEST_S, allow_redirects=False)


def check(case: Case[Any], answer: requests.Response) -> None:
    """What the document promises, and what the clerk is told."""
    case.validate_response(answer, checks=PROMISES)
    if answer.status_code >= 400 and case.method != "HEAD" and case.path != "/tra-cuu":
        detail = answer.json()["detail"]
        assert VIETNAMESE.search(detail), detail
        assert detail.endswith("."), detail
        assert "\n" not in detail


@pytest.mark.parametrize("service", ["sqlite"], indirect=True)  # no database is reached
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_what_is_not_signed_is_answered_as_promised(
    service: Service, session: requests.Session, endpoint: str
) -> None:
    operation = operation_of(service, endpoint)
    any_case = st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE])

    @settings(asked, max_examples=EXAMPLES // 2)
    @given(case=any_case.flatmap(lambda mode: operation.as_strategy(generation_mode=mode)))
    def ask(case: Case[Any]) -> None:
        answer = send(session, service, case, None)
        check(case, answer)
        if endpoint in OF_DEVICES:
            assert answer.status_code in (401, 413)

    with watched(service):
        ask()


def bodies(endpoint: str, service: Service, identity: Identity) -> st.SearchStrategy[bytes | None]:
    """Nearly right ones for an endpoint that takes a body."""
    last = {"epoch": 1, "seq": 0, "id": bytes(32), "mark": bytes(16)}
    chosen = {"officer": bytes(16), "password": STRONG}
    why = {"purpose": "receive", "reason": "Khách đến nộp hồ sơ", "officer": bytes(16)}
    sought = {"what": "phone", "number": "0905000118", **why}
    head = supervisor(service, identity.scope)
    looks = {"scope": identity.scope, "day": day(admin.system_clock()), "officer": head}
    writer = fuzzing.scribbler(Writer(identity))
    with link_to(service.url, identity.private_key(), identity.device) as link:
        link.ask(writer.push())
    return {
        "POST /v1/sync": fuzzing.syncs(writer),
        "POST /v1/reconcile": fuzzing.reconciles(writer),
        "POST /v1/close-day": fuzzing.values(another_counters_day(identity)),
        "POST /v1/epoch": fuzzing.values(last),
        "POST /v1/introduce": fuzzing.values(sought),
        "POST /v1/counter-state": fuzzing.values(fuzzing.STATE),
        "POST /v1/board": fuzzing.values(looks),
        "POST /v1/board/dossiers": fuzzing.values({**looks, "hour": 9, "field": ""}),
        "POST /v1/officers/password": fuzzing.values(chosen),
        "POST /v1/escrow": fuzzing.values({"key": bytes(32), "sealed": bytes(SEALED_BYTES)}),
        "POST /v1/blobs": fuzzing.values({"scans": [bytes(32), b"\1" * 32]}),
        "PUT /v1/blobs/{name}": st.binary(max_size=2 * fuzzing.SCAN_SIZE),
    }.get(endpoint, st.none())


def supervisor(service: Service, scope: Scope) -> bytes:
    """Somebody of the office who may look at the board."""
    granted = OfficerGranted(username="ha.trinh", name="Trịnh Thu Hà", roles=(SUPERVISOR,))
    with service.centre.store.writing() as transaction:
        publish(service.centre, transaction, scope, [("officer:ha.trinh", granted)])
        transaction.commit()
        return bytes(held(transaction, scope)["officer:ha.trinh"][0])


def another_counters_day(identity: Identity) -> dict[str, Any]:
    """A whole request to close a day, of a counter that is not the asker."""
    told = json.loads(VECTORS.read_text(encoding="utf-8"))["messages"]["request"]
    return {**decode(bytes.fromhex(told)), "s": identity.scope}


@pytest.mark.parametrize("endpoint", OF_DEVICES)
def test_what_a_counter_signs_is_answered_as_promised(
    service: Service, session: requests.Session, identity: Identity, endpoint: str
) -> None:
    operation = operation_of(service, endpoint)
    near = bodies(endpoint, service, identity)
    seen: set[int] = set()

    @asked
    @given(
        case=operation.as_strategy(headers=COVERED),
        body=near,
        scan=st.booleans(),
        rightly=st.integers(0, 4),
    )
    def ask(case: Case[Any], body: bytes | None, scan: bool, rightly: int) -> None:
        if body is not None:
            case.body = body
        if scan and case.path_parameters:
            case.path_parameters["name"] = fuzzing.SCAN.hex()
        answer = send(session, service, case, identity, rightly=bool(rightly))
        check(case, answer)
        seen.add(answer.status_code)

    with watched(service):
        ask()

    assert seen - {400, 401, 413, 429}  # the code behind the signature was reached
    assert admin.verify(service.centre).problems == []


def test_codes_of_all_forms_are_answered_as_promised(
    service: Service, session: requests.Session
) -> None:
    operation = operation_of(service, "POST /v1/enrol")
    scope = service.office()
    code, _ = admin.new_enrol_code(service.centre, scope, "Quầy 3")
    near = fuzzing.values({"code": code, "key": bytes(range(32))})

    @asked
    @given(case=operation.as_strategy(), body=near, rightly=st.integers(0, 4))
    def ask(case: Case[Any], body: bytes, rightly: int) -> None:
        with service.centre.store.writing() as transaction:
            transaction.execute(delete(enrolment_try))  # or ten wrong codes would end it
            transaction.commit()
        case.body = body
        check(case, send(session, service, case, None, rightly=bool(rightly)))

    with watched(service):
        ask()


@contextmanager
def watched(service: Service) -> Iterator[None]:
    """No worker dies, or needs more memory than a few of the largest messages."""
    before = {pid: memory_mb(pid) for pid in service.workers()}
    yield
    after = {pid: memory_mb(pid) for pid in service.workers()}
    assert before.keys() == after.keys()
    assert max(after[pid] - before[pid] for pid in after) < GROWN_MB


def memory_mb(pid: int) -> float:
    """The most that a process ever needed."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no such line")


def test_another_method_is_told_which_ones_there_are(service: Service) -> None:
    with requests.delete(f"{service.url}/v1/blobs/{bytes(32).hex()}", timeout=SLOWEST_S) as answer:
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) <= {"GET", "HEAD", "PUT"}
        assert answer.json()["detail"].endswith(".")


def many(count: int) -> bytes:
    """So many empty lists in one."""
    return b"\x9a" + count.to_bytes(4, "big") + b"\x80" * count


@pytest.mark.parametrize("endpoint", ["enrol", "sync"])
@pytest.mark.parametrize(
    "body", [many(8_000_000), bytes(8 << 20), bytes(9 << 20)], ids=["lists", "full", "too long"]
)
def test_a_small_packet_of_much_is_refused_soon_and_without_much_memory(
    service: Service, session: requests.Session, identity: Identity, endpoint: str, body: bytes
) -> None:
    packet = zstandard.compress(body)
    request = requests.Request(
        "POST",
        f"{service.url}/v1/{endpoint}",
        data=packet,
        headers={"Content-Encoding": "zstd", "Host": service.url.removeprefix("http://")},
    )
    prepared = session.prepare_request(request)
    signed_anew(prepared, identity)

    with watched(service):
        began = time.monotonic()
        answer = session.send(prepared, timeout=SLOWEST_S)

    assert len(packet) < 2_000
    assert answer.status_code in (400, 413)
    assert answer.json()["detail"].endswith(".")
    assert time.monotonic() - began < SOON_S


ODD_FACTS: Final = (
    replace(fuzzing.RECEIVED, code=DossierCode("H32.16-\0-0001")),
    replace(fuzzing.REGISTERED, name="Nguyễn\0Thị Mẫu"),
    replace(fuzzing.REGISTERED, identity_number="0561880\0004217"),
    replace(fuzzing.REGISTERED, name="Nguyễn " * 2_000),
    ScanAttached(component=1, sha256=bytes(3), size=-1, pages=0),
    ScanAttached(component=1, sha256=bytes(32), size=(1 << 63) - 1, pages=0),
)


@pytest.mark.parametrize("fact", ODD_FACTS, ids=lambda fact: fact.kind)
def test_an_odd_word_in_a_fact_is_taken_or_set_aside(
    service: Service, identity: Identity, fact: Fact
) -> None:
    writer = Writer(identity)
    writer.write(fact)

    with link_to(service.url, identity.private_key(), identity.device) as link:
        answer = link.ask(writer.push())

    assert isinstance(answer, SyncAnswer)
    assert answer.acknowledged[-1].id == writer.facts[-1].id


def test_an_odd_kind_is_refused_and_an_odd_day_is_taken(
    service: Service, identity: Identity
) -> None:
    said = {}
    for place in ("kind", "day"):
        writer = Writer(enrolled(service, identity.scope, place))
        frame = writer.write(fuzzing.REGISTERED).frame
        odd = replace(frame, kind="a\0b") if place == "kind" else replace(frame, day="a\0b")
        writer.facts = [seal(odd)]
        said[place] = asked_for_status(service, writer)

    assert said == {"kind": 400, "day": 200}


def asked_for_status(service: Service, writer: Writer) -> int:
    with link_to(service.url, writer.identity.private_key(), writer.identity.device) as link:
        try:
            link.ask(writer.push())
        except Refusal as refused:
            return refused.status
    return 200
