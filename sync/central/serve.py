"""counter-centre: the central service, and its administration at the command line."""

from __future__ import annotations

import argparse
import getpass
import json
import logging
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Final

import uvicorn

from domain.cash import TOLERANCE
from domain.identifiers import Scope
from domain.office import ROLES, OfficeDescribed
from sync.central import (
    admin,
    board_cli,
    escrow_cli,
    introductions_cli,
    orders_cli,
    reports,
    sessions_cli,
)
from sync.central.centre import Centre
from sync.central.errors import Busy, CentreError, SetUpWrong
from sync.central.worker import leave
from sync.central.workers import Workers

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
READY_WITHIN_S: Final = 30.0
GRACE_S: Final = 10
ANSWERS_WITHIN_S: Final = 60
"""A worker that is silent for longer is ended and begun anew; on busy cores starting takes 10."""

SWEEP_EVERY_S: Final = 24 * 3600

Command = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what was asked."""
    asked = _parser().parse_args(arguments)
    command: Command = asked.command
    try:
        return command(asked)
    except CentreError as error:
        print(error.sentence, file=sys.stderr)
        return 1


def _serve(asked: argparse.Namespace) -> int:
    secure = bool(asked.tls_cert and asked.tls_key)
    if not secure and asked.host not in LOOPBACK:
        raise SetUpWrong(
            "Chỉ được chạy không mã hóa trên chính máy này;"
            " hãy thêm --tls-cert và --tls-key để phục vụ máy khác."
        )
    centre = _open(asked)  # what is wrong with the set-up is said here, once
    try:
        centre.blobs.check()
    except Busy as error:  # facts are taken all the same: scans come after
        print(error.sentence, file=sys.stderr)
    leave(asked.database, asked.blobs, asked.keys)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    threading.Thread(target=_tell_ready, args=(asked, secure), daemon=True).start()
    threading.Thread(target=_sweep, args=(centre,), daemon=True).start()
    return _run(
        uvicorn.Config(
            "sync.central.worker:app",
            factory=True,
            host=asked.host,
            port=asked.port,
            workers=asked.workers,
            log_level="warning",
            access_log=False,  # addresses of the lookup page carry dossier codes
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
            timeout_worker_healthcheck=ANSWERS_WITHIN_S,
            ssl_certfile=str(asked.tls_cert) if secure else None,
            ssl_keyfile=str(asked.tls_key) if secure else None,
        )
    )


def _run(config: uvicorn.Config) -> int:
    """As uvicorn runs it, on a socket of ours.

    Its own socket for several workers lets Nagle's algorithm hold back the second part of each
    answer until the first is acknowledged: 40 ms for every request, measured on loopback.
    """
    server = uvicorn.Server(config)
    listening = config.bind_socket()
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if config.workers > 1:
        Workers(config, sockets=[listening]).run()
        return 0
    server.run(sockets=[listening])
    return 0 if server.started else 1


def _tell_ready(asked: argparse.Namespace, secure: bool) -> None:  # noqa: FBT001 - a thread's
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if _answers(asked, secure):
            scheme = "https" if secure else "http"
            print(f"Trung tâm sẵn sàng tại {scheme}://{asked.host}:{asked.port}", flush=True)
            return
        time.sleep(0.1)


def _sweep(centre: Centre) -> None:
    while True:
        try:
            admin.sweep(centre)
        except CentreError as error:
            logging.getLogger("centre").warning("%s", error.sentence)
        time.sleep(SWEEP_EVERY_S)


def _answers(asked: argparse.Namespace, secure: bool) -> bool:  # noqa: FBT001 - see above
    if secure:
        trust = ssl.create_default_context(cafile=str(asked.tls_cert))
        trust.check_hostname = False  # asked by address, not by the name in its certificate
        connection: HTTPConnection = HTTPSConnection(
            asked.host, asked.port, timeout=2, context=trust
        )
    else:
        connection = HTTPConnection(asked.host, asked.port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _init(asked: argparse.Namespace) -> int:
    written = admin.init(_open(asked))
    print(f"Đã công bố danh mục thủ tục và lịch làm việc ({written} việc mới).")
    return 0


def _demo(asked: argparse.Namespace) -> int:
    written = admin.demo(_open(asked), asked.password)
    print(f"Đã dựng đơn vị mẫu {admin.DEMO_SCOPE} ({written} việc mới).")
    return 0


def _office_add(asked: argparse.Namespace) -> int:
    described = OfficeDescribed(
        name=asked.name,
        unit=asked.unit,
        place=asked.place,
        address=asked.address,
        hotline=asked.hotline,
        lookup_host=asked.lookup_host,
        cash_tolerance=asked.cash_tolerance,
    )
    admin.add_office(_open(asked), Scope(asked.scope), described, asked.agency)
    print(f"Đã ghi đơn vị {asked.scope}.")
    return 0


def _officer_add(asked: argparse.Namespace) -> int:
    if asked.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass("Mật khẩu: ")
    told = admin.NewOfficer(
        scope=Scope(asked.scope),
        username=asked.username,
        name=asked.name,
        roles=tuple(asked.role),
        password=password,
        must_change=asked.must_change,
    )
    admin.add_officer(_open(asked), told)
    print(f"Đã ghi cán bộ {asked.username}.")
    return 0


def _enrol_code(asked: argparse.Namespace) -> int:
    code, series = admin.new_enrol_code(
        _open(asked), Scope(asked.scope), asked.counter, asked.receipts, asked.valid_hours
    )
    print(code)
    print(
        f"{asked.counter}, biên lai {series}, dùng một lần, {asked.valid_hours} giờ.",
        file=sys.stderr,
    )
    return 0


def _revoke(asked: argparse.Namespace) -> int:
    device = orders_cli.hex_bytes(
        asked.device, "Mã thiết bị phải là 32 chữ số hệ 16, như lệnh status in ra."
    )
    admin.revoke_device(_open(asked), device)
    print(f"Đã thu hồi thiết bị {asked.device}.")
    return 0


def _verify(asked: argparse.Namespace) -> int:
    centre = _open(asked)
    centre.blobs.check()  # a store that nobody may read is not one whose scans are lost
    found = admin.verify(centre, repair=asked.repair)
    print(json.dumps(asdict(found), ensure_ascii=False))
    return 1 if found.problems else 0


def _status(asked: argparse.Namespace) -> int:
    print(json.dumps(reports.status(_open(asked)), ensure_ascii=False))
    return 0


def _public_key(asked: argparse.Namespace) -> int:
    print(_open(asked).keys.public.hex())
    return 0


def _open(asked: argparse.Namespace) -> Centre:
    centre = admin.open_centre(asked.database, asked.blobs, asked.keys)
    if centre.store.told:
        print(centre.store.told, file=sys.stderr)
    return centre


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="counter-centre", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--database", required=True, help="postgresql://… or a file")
    where.add_argument("--blobs", default="blobs", help="folder of scans, or s3://bucket/prefix")
    where.add_argument("--keys", type=Path, required=True, help="folder of the centre's key")

    def add(name: str, command: Command, told: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[where], help=told, description=told)
        made.set_defaults(command=command)
        return made

    _add_serve(add("serve", _serve, "answer counters and citizens"))
    add("init", _init, "make the tables, publish catalogue and calendar")
    made = add("demo", _demo, "init, and an invented office with three officers")
    made.add_argument("--password", default=admin.DEMO_PASSWORD)
    made = add("verify", _verify, "hash everything stored anew")
    made.add_argument("--repair", action="store_true", help="have lost scans sent again")
    orders_cli.add_commands(add)
    escrow_cli.add_commands(add)
    introductions_cli.add_commands(add)
    sessions_cli.add_commands(add)
    board_cli.add_commands(add)
    add("public-key", _public_key, "what certificates of days are verified with")
    add("status", _status, "what is stored, by office")
    made = add("enrol-code", _enrol_code, "a one-time code for a counter")
    made.add_argument("--scope", required=True)
    made.add_argument("--counter", required=True, help='for example "Quầy 3"')
    made.add_argument("--receipts", default="", help="prefix of its receipts, for example Q3")
    made.add_argument("--valid-hours", type=int, default=24)
    add("revoke", _revoke, "close a device for ever").add_argument("--device", required=True)
    _add_office(add("office", _office_add, "make or describe an office"))
    _add_officer(add("officer", _officer_add, "an officer's roles and password"))
    return parser


def _add_serve(made: argparse.ArgumentParser) -> None:
    made.add_argument("--host", default="127.0.0.1")
    made.add_argument("--port", type=int, default=8765)
    made.add_argument("--workers", type=int, default=1)
    made.add_argument("--tls-cert", type=Path)
    made.add_argument("--tls-key", type=Path)


def _add_office(made: argparse.ArgumentParser) -> None:
    made.add_argument("act", choices=["add"])
    for name in ("scope", "name", "unit", "place", "address", "hotline", "lookup-host"):
        made.add_argument(f"--{name}", required=True)
    made.add_argument("--cash-tolerance", type=int, default=TOLERANCE, metavar="VND")
    made.add_argument("--agency", action="append", default=[], help="once for each agency")


def _add_officer(made: argparse.ArgumentParser) -> None:
    made.add_argument("act", choices=["add"])
    for name in ("scope", "username", "name"):
        made.add_argument(f"--{name}", required=True)
    made.add_argument("--role", action="append", required=True, choices=ROLES)
    made.add_argument("--password-stdin", action="store_true")
    made.add_argument("--must-change", action="store_true")


if __name__ == "__main__":
    sys.exit(main())
