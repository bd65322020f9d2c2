"""Scans in an S3-compatible store: a part is an object of its own until all make one whole.

S3's own multipart upload wants parts of 5 MB and an upload id that all workers know. Here a key
says offset and length, so that repeated parts, other part sizes and several workers cannot
disturb one another, and what is there can be seen from a listing (docs/adr/0009-blob-stores.md).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
)

from domain.identifiers import Scope
from domain.moment import Moment, moment
from sync.central.blobs import checked, part_name, stands
from sync.central.errors import Busy, SetUpWrong

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

T = TypeVar("T")

SCHEME: Final = "s3"
AT_ONCE: Final = 8
"""Requests side by side while parts are put together: 64 MB of 64 KiB parts are 1,024 of them."""

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_MISSING: Final = ("404", "NoSuchKey", "NotFound")
_BUSY: Final = "Kho bản quét của trung tâm chưa trả lời; quầy sẽ tự gửi lại, không mất gì."
_NO_KEY: Final = (
    "Chưa có khóa của kho bản quét; hãy đặt AWS_ACCESS_KEY_ID và AWS_SECRET_ACCESS_KEY, hoặc ghi"
    " vào tệp mà AWS_SHARED_CREDENTIALS_FILE chỉ tới."
)


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """An object that holds the bytes from `offset` to `end`."""

    offset: int
    end: int
    key: str


def covering(parts: Iterable[Part], size: int) -> Sequence[Part] | None:
    """Parts that together hold bytes 0 to `size`, in order; None where some are missing."""
    chosen: list[Part] = []
    reached = 0
    for part in sorted(parts, key=lambda each: (each.offset, -each.end)):
        if part.offset > reached or reached >= size:
            break
        if part.end > reached:
            chosen.append(part)
            reached = part.end
    return chosen if reached >= size else None


@dataclass(frozen=True, slots=True)
class S3Blobs:
    """A bucket: `ab/cdef…` for whole blobs, `parts/…/offset-length` for unfinished ones."""

    client: S3Client
    bucket: str
    prefix: str  # empty, or ends with /

    def write(self, scope: Scope, sha256: bytes, offset: int, part: bytes) -> None:
        """One object. It is durable when the store has answered. Raises Busy."""
        key = f"{self._parts(scope, sha256)}{offset:09}-{len(part):08}"
        with _outages():
            self.client.put_object(Bucket=self.bucket, Key=key, Body=part)

    def commit(self, scope: Scope, sha256: bytes, size: int) -> bool:
        """Put the parts together, hash, store, and hash what was stored. Raises Busy.

        The parts go last: whoever is killed before finds them again.
        """
        with _outages():
            parts = list(self._listed(self._parts(scope, sha256)))
            data = self._joined(parts, size)
        whole = data is not None and hashlib.sha256(data).digest() == sha256
        if data is not None and whole:
            with _outages():
                self.client.put_object(Bucket=self.bucket, Key=self._whole(sha256), Body=data)
        right = stands(self, sha256)
        with suppress(Busy):  # what stays is swept later, and hashed before it ever counts
            self._delete([part.key for part in parts])
        return right

    def holds(self, sha256: bytes, size: int) -> bool:
        """By the object's size. Raises Busy."""
        with _outages():
            try:
                head = self.client.head_object(Bucket=self.bucket, Key=self._whole(sha256))
            except ClientError as error:
                if _code(error) in _MISSING:
                    return False
                raise
        return head["ContentLength"] == size

    def read(self, sha256: bytes) -> bytes | None:
        """The bytes, or None. Raises BlobDamaged, Busy."""
        with _outages():
            data = self._get(self._whole(sha256))
        return None if data is None else checked(data, sha256)

    def destroy(self, sha256: bytes) -> None:
        """Delete the object; older versions, where the bucket keeps them, are its owner's. Raises
        Busy."""
        self._delete([self._whole(sha256)])

    def sweep(self, before: Moment) -> int:
        """By the newest part of each. Raises Busy."""
        newest: dict[str, datetime] = {}
        keys: dict[str, list[str]] = {}
        with _outages():
            for key, at in self._objects(f"{self.prefix}parts/"):
                name = key.rpartition("/")[0]
                newest[name] = max(at, newest.get(name, at))
                keys.setdefault(name, []).append(key)
        old = [name for name, at in newest.items() if moment(at) < before]
        for name in old:
            self._delete(keys[name])
        return len(old)

    def check(self) -> None:
        """Write, read, list and delete one small object. Raises SetUpWrong, Busy."""
        key = f"{self.prefix}check-{secrets.token_hex(8)}"
        try:
            self.client.put_object(Bucket=self.bucket, Key=key, Body=b"")
            self.client.get_object(Bucket=self.bucket, Key=key)
            self.client.list_objects_v2(Bucket=self.bucket, Prefix=key, MaxKeys=1)
            self.client.delete_object(Bucket=self.bucket, Key=key)
        except (NoCredentialsError, PartialCredentialsError) as error:
            raise SetUpWrong(_NO_KEY) from error
        except ParamValidationError as error:
            raise SetUpWrong(_no_bucket(self.bucket)) from error
        except ClientError as error:
            raise _refused(error, self.bucket) from error
        except BotoCoreError as error:
            raise Busy(
                "Chưa tới được kho bản quét; hãy kiểm tra AWS_ENDPOINT_URL_S3 và mạng. Việc của"
                " các quầy vẫn được nhận, bản quét gửi sau."
            ) from error

    def _joined(self, parts: Sequence[Part], size: int) -> bytes | None:
        chosen = covering(parts, size)
        if chosen is None:
            return None
        joined = bytearray(size)
        for part, data in zip(chosen, self._each(self._get, [p.key for p in chosen]), strict=True):
            if data is None or len(data) != part.end - part.offset:
                return None  # another worker was first and has put them away
            joined[part.offset : part.end] = data
        return bytes(joined[:size])

    def _get(self, key: str) -> bytes | None:
        try:
            return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except ClientError as error:
            if _code(error) in _MISSING:
                return None
            raise

    def _delete(self, keys: Sequence[str]) -> None:
        """One by one: deleting many at once wants a checksum that not every server knows."""
        with _outages():
            self._each(lambda key: self.client.delete_object(Bucket=self.bucket, Key=key), keys)

    def _each(self, act: Callable[[str], T], keys: Sequence[str]) -> list[T]:
        with ThreadPoolExecutor(AT_ONCE, "blobs") as side_by_side:
            return list(side_by_side.map(act, keys))

    def _listed(self, prefix: str) -> Iterator[Part]:
        for key, _ in self._objects(prefix):
            offset, _, length = key.removeprefix(prefix).partition("-")
            yield Part(int(offset), int(offset) + int(length), key)

    def _objects(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        pages = self.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket, Prefix=prefix):
            for each in page.get("Contents", ()):
                yield each["Key"], each["LastModified"]

    def _whole(self, sha256: bytes) -> str:
        name = sha256.hex()
        return f"{self.prefix}{name[:2]}/{name[2:]}"

    def _parts(self, scope: Scope, sha256: bytes) -> str:
        return f"{self.prefix}parts/{part_name(scope, sha256)}/"


def open_s3(where: str) -> S3Blobs:
    """The store at `s3://bucket/prefix`; asks nobody yet. Raises SetUpWrong.

    Address, key and region come from where every S3 program looks for them: AWS_ENDPOINT_URL_S3,
    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, or the files that AWS_CONFIG_FILE and
    AWS_SHARED_CREDENTIALS_FILE name. Other users of the machine can read a command line.
    """
    told = urlsplit(where)
    if "@" in told.netloc or told.query:
        raise SetUpWrong("Không ghi khóa vào --blobs; hãy đặt khóa trong môi trường hoặc tệp khóa.")
    if not told.netloc:
        raise SetUpWrong("Thiếu tên ngăn chứa; hãy ghi --blobs s3://ngăn/thư-mục.")
    prefix = told.path.strip("/")
    try:
        client = Session().client("s3", config=_config())
    except (BotoCoreError, ValueError) as error:
        raise SetUpWrong(
            "Địa chỉ hoặc tệp cấu hình của kho bản quét sai dạng; hãy sửa AWS_ENDPOINT_URL_S3."
        ) from error
    address = urlsplit(client.meta.endpoint_url)
    if address.scheme != "https" and address.hostname not in _LOOPBACK:
        raise SetUpWrong("Kho bản quét ở máy khác phải dùng https; hãy sửa AWS_ENDPOINT_URL_S3.")
    return S3Blobs(client, told.netloc, f"{prefix}/" if prefix else "")


def _config() -> Config:
    return Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"total_max_attempts": 2, "mode": "standard"},
        max_pool_connections=40,  # as many as a worker has threads
        s3={"addressing_style": "path"},  # one name in DNS is enough
        # Newer checksums are unknown to older servers, and we trust none: see `commit`.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


@contextmanager
def _outages() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise Busy(_BUSY) from error


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def _refused(error: ClientError, bucket: str) -> SetUpWrong:
    if _code(error) in ("NoSuchBucket", "404", "InvalidBucketName"):
        return SetUpWrong(_no_bucket(bucket))
    return SetUpWrong(
        f"Kho bản quét không cho dùng ngăn {bucket}; hãy kiểm tra khóa, và quyền ghi, đọc, liệt kê,"
        " xóa trong ngăn."
    )


def _no_bucket(bucket: str) -> str:
    return f"Kho bản quét không có ngăn {bucket}; hãy tạo ngăn hoặc sửa --blobs."
