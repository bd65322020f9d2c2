"""Scans: sent by their hash from where the centre stands, read where a fact names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sync.central.centre import Centre
from sync.central.errors import Differs, NotAsNamed, NotFound, TooLarge, Unreadable
from sync.central.store import files
from sync.central.store.devices import Device
from sync.central.store.files import Upload

MAX_BLOB: Final = 64 * 1024 * 1024
MAX_PART: Final = 8 * 1024 * 1024
_SHA256_BYTES: Final = 32


def state(centre: Centre, device: Device, name: str) -> Mapping[str, str]:
    """How far a scan has come, as headers. Raises NotFound."""
    with centre.store.reading() as snapshot:
        return _headers(_named(files.find(snapshot, device.scope, sha256_of(name))))


def take_part(
    centre: Centre, device: Device, name: str, headers: Mapping[str, str], part: bytes
) -> Mapping[str, str]:
    """Keep the next part; the last one makes the scan whole when its hash is right.

    Raises NotFound, TooLarge, Differs with the right offset, NotAsNamed.
    """
    sha256, offset = sha256_of(name), _number(headers, "upload-offset")
    size = _number(headers, "upload-length")
    if size > MAX_BLOB or len(part) > MAX_PART:
        raise TooLarge("Tệp quét quá lớn: tối đa 64 MB mỗi tệp; hãy quét lại ở độ phân giải thấp.")
    with centre.store.writing() as transaction:
        held = _named(files.find(transaction, device.scope, sha256))
        if not held.done:
            files.begin(transaction, device.scope, sha256, size, centre.now())
            transaction.commit()
    if held.done:
        return _headers(held)
    if size != held.size or offset + len(part) > size:
        raise NotAsNamed("Cỡ tệp quét khác với cỡ đã ghi trong hồ sơ; hãy quét lại giấy tờ này.")
    if offset != held.offset:
        raise _elsewhere(held)
    return _keep(centre, device, sha256, held, part)


def read(centre: Centre, device: Device, name: str) -> bytes:
    """A whole scan that a fact of the device's office names. Raises NotFound."""
    sha256 = sha256_of(name)
    with centre.store.reading() as snapshot:
        held = _named(files.find(snapshot, device.scope, sha256))
    data = centre.blobs.read(sha256) if held.done else None
    if data is None:
        raise NotFound("Tệp quét chưa về tới trung tâm; hãy thử lại sau lần đối soát tới.")
    return data


def sha256_of(name: str) -> bytes:
    """The hash that a blob is named by. Raises Unreadable."""
    try:
        sha256 = bytes.fromhex(name)
    except ValueError:
        sha256 = b""
    if len(sha256) != _SHA256_BYTES:
        raise Unreadable("Tên tệp quét phải là mã SHA-256; hãy cập nhật chương trình ở quầy.")
    return sha256


def _keep(
    centre: Centre, device: Device, sha256: bytes, held: Upload, part: bytes
) -> Mapping[str, str]:
    """Bytes first, then the offset: what the offset counts is on the disk."""
    reached = held.offset + len(part)
    centre.blobs.write(device.scope, sha256, held.offset, part)
    whole = reached == held.size
    right = not whole or centre.blobs.commit(device.scope, sha256, held.size)
    with centre.store.writing() as transaction:
        moved = (held.offset, reached if right else 0)
        if not files.move(transaction, device.scope, sha256, moved):
            now = _named(files.find(transaction, device.scope, sha256))
            raise _elsewhere(now)
        if whole and right:
            files.finish(transaction, device.scope, sha256, held.size)
        transaction.commit()
    if not right:
        raise NotAsNamed(
            "Tệp quét nhận được không khớp dấu của nó; quầy sẽ gửi lại từ đầu.",
            _headers(Upload(held.size, 0, done=False)),
        )
    return _headers(Upload(held.size, reached, done=whole))


def _elsewhere(held: Upload) -> Differs:
    return Differs("Trung tâm đang ở chỗ khác của tệp; quầy sẽ gửi tiếp từ đó.", _headers(held))


def _named(found: Upload | None) -> Upload:
    if found is None:
        raise NotFound("Chưa có hồ sơ nào của đơn vị nhắc tới tệp quét này; hãy đối soát trước.")
    return found


def _headers(held: Upload) -> Mapping[str, str]:
    complete = "?1" if held.done else "?0"
    return {"Upload-Offset": str(held.offset), "Upload-Complete": complete}


def _number(headers: Mapping[str, str], name: str) -> int:
    text = headers.get(name, "")
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MAX_BLOB)) + 2:
        raise Unreadable(f"Thiếu hoặc sai tiêu đề {name}; hãy cập nhật chương trình ở quầy.")
    return int(text)
