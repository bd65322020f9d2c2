"""Scans: sent by their hash from where the centre stands, read where a fact names them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sync.central.blobs import BlobDamaged
from sync.central.centre import Centre
from sync.central.errors import Busy, Differs, NotAsNamed, NotFound, TooLarge, Unreadable
from sync.central.store import files
from sync.central.store.devices import Device
from sync.central.store.files import Upload

MAX_BLOB: Final = 64 * 1024 * 1024
MAX_PART: Final = 8 * 1024 * 1024
LISTED: Final = 4096
"""Scans named in one answer to what is wanted."""

ASKED: Final = 64
"""Scans in one question whether they still stand: each is a look at the store of scans."""

_SHA256_BYTES: Final = 32
_NO_ROOM: Final = "Trung tâm chưa ghi được bản quét vào ổ đĩa; quầy sẽ tự gửi lại, không mất gì."
_MARK_BYTES: Final = 8
_RANGE: Final = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


def state(centre: Centre, device: Device, name: str) -> Mapping[str, str]:
    """How far a scan has come, as headers; one that was lost since begins again.

    Raises NotFound, Busy.
    """
    sha256 = sha256_of(name)
    held = _find(centre, device, sha256)
    if held.done and not centre.blobs.holds(sha256, held.size):
        held = _lost(centre, sha256, held)
    return _headers(held)


def wanted(centre: Centre, device: Device, after: str, known: str) -> Mapping[str, Any]:
    """What facts of the office name and the centre lacks: `wanted` hashes, sorted, and `more`.

    `mark` stands for the whole list; who knows it already (`known`, hex) is told nothing else.
    `after`: only hashes beyond this one, hex, empty for all. Raises Unreadable.
    """
    beyond = sha256_of(after) if after else b""
    with centre.store.reading() as snapshot:
        missing = files.wanted(snapshot, device.scope)
    mark = hashlib.sha256(b"".join(missing)).digest()[:_MARK_BYTES]
    if known == mark.hex():
        return {"mark": mark}
    rest = [each for each in missing if each > beyond]
    return {"mark": mark, "wanted": rest[:LISTED], "more": len(rest) > LISTED}


def gone(centre: Centre, device: Device, asked: Any) -> Mapping[str, Any]:
    """Which of these scans are not whole here, `lost`; those that were so until now are wanted.

    `asked`: at most ASKED hashes, `scans`, which the asker knows as sent. One that no fact of the
    office names is not lost: its fact goes first, and the scan after it. Raises Unreadable, Busy.
    """
    match asked:
        case {"scans": list(scans)} if len(scans) <= ASKED and all(map(_is_sha256, scans)):
            pass
        case _:
            raise Unreadable("Danh sách tệp quét sai dạng; hãy cập nhật chương trình ở quầy.")
    with centre.store.reading() as snapshot:
        found = {sha256: files.find(snapshot, device.scope, sha256) for sha256 in scans}
    lost = [
        sha256
        for sha256, held in found.items()
        if held and not (held.done and centre.blobs.holds(sha256, held.size))
    ]
    if lost:
        with centre.store.writing() as transaction:
            for sha256 in lost:
                files.lose(transaction, sha256)  # changes nothing of one under way
            transaction.commit()
    return {"lost": lost}


def take_part(
    centre: Centre, device: Device, name: str, headers: Mapping[str, str], part: bytes
) -> Mapping[str, str]:
    """Keep the next part; the last one makes the scan whole when its hash is right.

    Raises NotFound, TooLarge, Differs with the right offset, NotAsNamed, Busy without room.
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


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a whole scan from `first` on, of `size`."""

    data: bytes
    first: int
    size: int


def read(centre: Centre, device: Device, name: str, span: str = "") -> Piece:
    """A whole scan that a fact of the device's office names, or the part that `span` asks for.

    `span` as in HTTP: `bytes=first-last`. A scan that is gone or damaged is given to nobody: it
    becomes wanted again. Raises NotFound, Unreadable, NotAsNamed, Busy.
    """
    sha256 = sha256_of(name)
    held = _find(centre, device, sha256)
    try:
        data = centre.last_read.read(centre.blobs, sha256) if held.done else None
    except BlobDamaged:
        data = None
    if data is None:
        if held.done:
            _lost(centre, sha256, held)
        raise NotFound("Tệp quét chưa có ở trung tâm; hãy thử lại sau lần đối soát tới.")
    first, end = _span(span, len(data))
    return Piece(data[first:end], first, len(data))


def sha256_of(name: str) -> bytes:
    """The hash that a blob is named by. Raises Unreadable."""
    try:
        sha256 = bytes.fromhex(name)
    except ValueError:
        sha256 = b""
    if len(sha256) != _SHA256_BYTES:
        raise Unreadable("Tên tệp quét phải là mã SHA-256; hãy cập nhật chương trình ở quầy.")
    return sha256


def _is_sha256(told: object) -> bool:
    return isinstance(told, bytes) and len(told) == _SHA256_BYTES


def _find(centre: Centre, device: Device, sha256: bytes) -> Upload:
    with centre.store.reading() as snapshot:
        return _named(files.find(snapshot, device.scope, sha256))


def _lost(centre: Centre, sha256: bytes, held: Upload) -> Upload:
    with centre.store.writing() as transaction:
        files.lose(transaction, sha256)
        transaction.commit()
    return Upload(held.size, 0, done=False)


def _span(text: str, size: int) -> tuple[int, int]:
    """First byte and the one after the last."""
    if not text:
        return 0, size
    found = _RANGE.fullmatch(text)
    if found is None:
        raise Unreadable("Đoạn tệp được hỏi sai dạng; hãy cập nhật chương trình ở quầy.")
    first = int(found[1])
    end = min(int(found[2]) + 1 if found[2] else size, size, first + MAX_PART)
    if first >= end:
        raise NotAsNamed("Đoạn tệp được hỏi nằm ngoài tệp; hãy hỏi lại từ đầu tệp.")
    return first, end


def _keep(
    centre: Centre, device: Device, sha256: bytes, held: Upload, part: bytes
) -> Mapping[str, str]:
    """Bytes first, then the offset: what the offset counts is on the disk."""
    reached = held.offset + len(part)
    whole = reached == held.size
    try:
        centre.blobs.write(device.scope, sha256, held.offset, part)
        right = not whole or centre.blobs.commit(device.scope, sha256, held.size)
    except OSError as error:
        raise Busy(_NO_ROOM) from error
    with centre.store.writing() as transaction:
        moved = (held.offset, reached if right else 0)
        if not files.move(transaction, device.scope, sha256, moved, centre.now()):
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
