"""The link's own cares: answers that are broken, clocks that are wrong, certificates."""

from __future__ import annotations

import datetime
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from ipaddress import ip_address
from pathlib import Path

import pytest
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from counter_app.storage.link_round import enrol
from domain.identifiers import Scope
from sync.central import admin
from sync.client.http_link import HttpLink, Refusal, unpacked
from sync.protocol.errors import LinkLost, NotDeterministic
from sync.protocol.messages import MAX_MESSAGE, Cursor, SyncRequest
from tests.sync.central.service import ROOT, Service, enrolled, make_office, serving
from tests.sync.central.writer import Writer

HOUR_S = 3600
SCOPE = Scope("H32.77")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("centre")
    with serving(str(folder / "centre.db"), folder, workers=1) as made:
        yield made


@contextmanager
def link_with(link: HttpLink) -> Iterator[HttpLink]:
    try:
        yield link
    finally:
        link._session.close()


@pytest.mark.parametrize("named", [True, False])
def test_a_small_packet_cannot_fill_the_memory(named: bool) -> None:
    bomb = zstandard.ZstdCompressor(write_content_size=named).compress(bytes(MAX_MESSAGE + 1))

    with pytest.raises(NotDeterministic):
        unpacked(bomb)

    whole = zstandard.ZstdCompressor(write_content_size=named).compress(bytes(MAX_MESSAGE))
    assert len(unpacked(whole)) == MAX_MESSAGE


@pytest.mark.parametrize(
    "torn",
    [
        b"HTTP/1.1 200 OK\r\ndate: Sun, 22 Nov 2026 09",
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n12345",
        b"",
    ],
)
def test_an_answer_cut_anywhere_is_a_lost_link(torn: bytes) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]

        def answer() -> None:
            near, _ = server.accept()
            with near:
                near.recv(65_536)
                near.sendall(torn)

        threading.Thread(target=answer, daemon=True).start()
        link = HttpLink(f"http://127.0.0.1:{port}", bytes(16), Ed25519PrivateKey.generate())

        with link_with(link), pytest.raises(LinkLost):
            link.get("/v1/officers?version=0")


@pytest.mark.parametrize("ahead_s", [-26 * HOUR_S, 20 * 60, 120, 3])
def test_a_wrong_clock_is_told_and_hinders_no_exchange(service: Service, ahead_s: int) -> None:
    scope = service.office()
    identity = enrolled(service, scope)
    writer = Writer(identity)
    writer.customers(1)
    link = HttpLink(
        service.url,
        identity.device,
        identity.private_key(),
        clock=lambda: time.time() + ahead_s,
    )

    with link_with(link):
        link.ask(writer.push())
        link.get("/v1/officers?version=0")

    assert service.facts(scope) > 0
    assert link.ahead_ms == pytest.approx(ahead_s * 1000 if ahead_s != 3 else 0, abs=10_000)


def test_a_clock_put_right_while_the_link_is_open_is_noticed(service: Service) -> None:
    scope = service.office()
    identity = enrolled(service, scope)
    ahead = [HOUR_S]
    link = HttpLink(
        service.url, identity.device, identity.private_key(), clock=lambda: time.time() + ahead[0]
    )
    question = SyncRequest(scope=scope, cursor=Cursor(), runs=(), digest=b"")
    with link_with(link):
        link.ask(question)

        ahead[0] = 0
        link.ask(question)

    assert link.ahead_ms == 0


def test_a_wrong_signature_is_refused_once_whatever_the_clock(service: Service) -> None:
    identity = enrolled(service, service.office())
    link = HttpLink(service.url, identity.device, Ed25519PrivateKey.generate())

    with link_with(link), pytest.raises(Refusal, match="chữ ký") as refused:
        link.get("/v1/officers?version=0")

    assert refused.value.status == 401


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A self-signed certificate for loopback, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    told = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = datetime.datetime.now(datetime.UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder()
        .subject_name(told)
        .issuer_name(told)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(alternative, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / f"{name}.pem", folder / f"{name}.key"
    cert.write_bytes(signed.public_bytes(Encoding.PEM))
    private.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    )
    return cert, private


def test_a_centre_behind_tls_is_trusted_by_its_certificate_and_by_no_other(tmp_path: Path) -> None:
    cert, private = certificate(tmp_path, "centre")
    stranger, _ = certificate(tmp_path, "stranger")
    database = str(tmp_path / "centre.db")
    centre = admin.open_centre(database, tmp_path / "blobs", tmp_path / "keys")
    admin.init(centre)
    make_office(centre, SCOPE)
    code, _ = admin.new_enrol_code(centre, SCOPE, "Quầy 3")
    centre.store.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = ["--database", database, "--blobs", tmp_path / "blobs", "--keys", tmp_path / "keys"]
    tls = ["--tls-cert", cert, "--tls-key", private]
    command = [sys.executable, "-m", "sync.central.serve", "serve", *where, *tls]
    url, key = f"https://127.0.0.1:{port}", Ed25519PrivateKey.generate()
    process = subprocess.Popen(
        [*map(str, command), "--port", str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert "sẵn sàng" in process.stdout.readline()
        for trusted in (str(stranger), ""):
            with (
                link_with(HttpLink(url, bytes(16), key, trusted)) as link,
                pytest.raises(LinkLost),
            ):
                enrol(link, code, url, key)
        with link_with(HttpLink(url, bytes(16), key, str(cert))) as link:
            identity = enrol(link, code, url, key)

        assert identity.scope == SCOPE
        assert ssl.get_server_certificate(("127.0.0.1", port)) == cert.read_text()
    finally:
        process.terminate()
        process.communicate(timeout=30)
