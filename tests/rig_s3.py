"""An S3 server program of the test's own, in a process on loopback.

`S3_SERVER=http://… S3_KEY=… S3_SECRET=…` tries the same on a server that is there: docs/adr/0009.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

from boto3.session import Session
from botocore.config import Config

BUCKET = "scans"
_NEVER = 1_000_000_000


@contextmanager
def s3_server(free_requests: int = _NEVER) -> Iterator[str]:
    """`s3://…` of a bucket, the environment telling where it is and with which key.

    After so many requests the server lets in only those whose key it knows: no one.
    """
    if (elsewhere := os.environ.get("S3_SERVER")) and free_requests == _NEVER:
        keys = os.environ["S3_KEY"], os.environ["S3_SECRET"]
        with _bucket(elsewhere, keys, f"{BUCKET}-{secrets.token_hex(4)}") as where:
            yield where
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(
        command,
        env={**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": str(free_requests)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"{url}/moto-api/")
        with _bucket(url, ("counter", "invented"), BUCKET) as where:
            yield where
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def _bucket(url: str, keys: tuple[str, str], name: str) -> Iterator[str]:
    told = {
        "AWS_ENDPOINT_URL_S3": url,
        "AWS_ACCESS_KEY_ID": keys[0],
        "AWS_SECRET_ACCESS_KEY": keys[1],
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with environment(**told):
        Session().client("s3", config=Config(s3={"addressing_style": "path"})).create_bucket(
            Bucket=name
        )
        yield f"s3://{name}/centre"


@contextmanager
def environment(**told: str) -> Iterator[None]:
    """Variables for this block and the processes started in it; an empty one is absent."""
    before = {name: os.environ.get(name) for name in told}
    try:
        for name, value in told.items():
            _set(name, value)
        yield
    finally:
        for name, earlier in before.items():
            _set(name, earlier)


def _set(name: str, value: str | None) -> None:
    if value:
        os.environ[name] = value
    else:
        os.environ.pop(name, None)


def _wait_for(url: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
