"""Scans go after the facts that name them, in parts, and are whole only when the hash says so."""

from __future__ import annotations

import hashlib
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.dossier import ScanAttached
from sync.client.files import PART_BYTES, send_file
from sync.client.http_link import HttpLink, Refusal
from tests.sync.central.service import Service, enrolled, link_to
from tests.sync.central.writer import Writer

DATA = secrets.token_bytes(2 * PART_BYTES + 300_000)
HASH = hashlib.sha256(DATA).digest()


@contextmanager
def named(service: Service, data: bytes) -> Iterator[HttpLink]:
    """A counter whose office has a fact that names this scan."""
    writer = Writer(enrolled(service, service.office()))
    sha256 = hashlib.sha256(data).digest()
    writer.write(ScanAttached(component=1, sha256=sha256, size=len(data), pages=3))
    with link_to(service.url, writer.identity.private_key(), writer.identity.device) as link:
        link.ask(writer.push())
        yield link


def test_a_scan_cut_in_the_middle_goes_on_where_it_stood(service: Service) -> None:
    with named(service, DATA) as link:
        link.put_blob(HASH, 0, DATA[:PART_BYTES], len(DATA))
        cut_in_the_middle_of_a_part(service)
        reached: list[int] = []

        send_file(link, HASH, DATA, reached.append)

        assert reached == [2 * PART_BYTES, len(DATA)]
        assert link.blob_offset(HASH) is None
        assert link._send("GET", f"/v1/blobs/{HASH.hex()}", b"", {}).body == DATA


def cut_in_the_middle_of_a_part(service: Service) -> None:
    """A request that promises more than it sends, and goes away."""
    host, _, port = service.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as plug:
        head = (
            f"PUT /v1/blobs/{HASH.hex()} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 900000\r\n\r\n"
        )
        plug.sendall(head.encode() + DATA[:5_000])


def test_a_wrong_offset_is_told_the_right_one(service: Service) -> None:
    with named(service, DATA) as link:
        link.put_blob(HASH, 0, DATA[:1000], len(DATA))

        with pytest.raises(Refusal) as refused:
            link.put_blob(HASH, 0, DATA[:1000], len(DATA))

        assert refused.value.status == 409
        assert link.blob_offset(HASH) == 1000


def test_other_bytes_than_the_name_says_begin_again(service: Service) -> None:
    with named(service, DATA[:5000]) as link:
        sha256 = hashlib.sha256(DATA[:5000]).digest()

        with pytest.raises(Refusal) as refused:
            link.put_blob(sha256, 0, DATA[1:5001], 5000)

        assert refused.value.status == 422
        assert link.blob_offset(sha256) == 0
        send_file(link, sha256, DATA[:5000], lambda _: None)
        assert link.blob_offset(sha256) is None


def test_a_scan_that_no_fact_of_the_office_names_is_refused(service: Service) -> None:
    with named(service, DATA) as mine, named(service, b"other") as foreign:
        send_file(mine, HASH, DATA, lambda _: None)

        for refused in (
            lambda: foreign.blob_offset(HASH),
            lambda: foreign.put_blob(HASH, 0, DATA[:100], len(DATA)),
            lambda: foreign._send("GET", f"/v1/blobs/{HASH.hex()}", b"", {}),
        ):
            with pytest.raises(Refusal) as error:
                refused()
            assert error.value.status == 404


def test_a_size_that_the_fact_does_not_name_is_refused(service: Service) -> None:
    with named(service, DATA) as link:
        with pytest.raises(Refusal) as other_size:
            link.put_blob(HASH, 0, b"x", 1)
        with pytest.raises(Refusal) as too_large:
            link.put_blob(HASH, 0, b"x", 65 * 1024 * 1024)

    assert (other_size.value.status, too_large.value.status) == (422, 413)
