"""One PDF per component, and where such files are kept.

The scanner's own JPEG data go into the PDF unchanged: colour, at least 200 dpi, page size =
pixels / dpi, that is 100 %. Source: Nghị định 30/2020/NĐ-CP, phụ lục I, phần II, mục I
(docs/sources.md).
"""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import img2pdf
import pikepdf

from counter_app.devices.vault import Vault, write_whole
from counter_app.usecases.device_errors import VaultBroken


@dataclass(frozen=True, slots=True)
class BundledFile:
    """A finished file and its SHA-256 (32 bytes), which names it everywhere."""

    pdf: bytes
    sha256: bytes
    pages: int


def bundle(pages: Sequence[bytes]) -> BundledFile:
    """The JPEG pages as one PDF 1.4. The same pages give the same bytes.

    Raises ValueError where there is no page.
    """
    if not pages:
        raise ValueError("a bundle has at least one page")
    wrapped = img2pdf.convert(list(pages), nodate=True, rotation=img2pdf.Rotation.ifvalid)
    out = BytesIO()
    with pikepdf.open(BytesIO(wrapped)) as document:
        document.save(out, min_version="1.4", deterministic_id=True)
    pdf = out.getvalue()
    return BundledFile(pdf, hashlib.sha256(pdf).digest(), len(pages))


class BlobStore:
    """Files by their SHA-256, sealed, under `ab/abcdef…`. Writing twice is harmless.

    Those of an archive lie in `archive`, under the archive's name, in the same way.
    """

    def __init__(self, folder: Path, vault: Vault, archive: Path | None = None) -> None:
        self._folder = folder
        self._archive = archive
        self._vault = vault

    def put(self, data: bytes) -> bytes:
        """Keep it; its SHA-256. Raises OSError."""
        digest = hashlib.sha256(data).digest()
        path = self._path(digest)
        if not self.holds(digest):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, self._vault.seal(data, path.name))
        return digest

    def get(self, sha256: bytes) -> bytes:
        """The file. Raises FileNotFoundError, VaultBroken."""
        return self._vault.read(next(self._places(sha256), self._path(sha256)))

    def whole(self, sha256: bytes) -> bool:
        """Whether it is here, opens, and is what its name says."""
        try:
            return hashlib.sha256(self.get(sha256)).digest() == sha256
        except (FileNotFoundError, VaultBroken):
            return False

    def replace(self, data: bytes) -> bytes:
        """As `put`, also over a damaged file of that name. Raises OSError."""
        self._unlink(hashlib.sha256(data).digest())
        return self.put(data)

    def destroy(self, sha256: bytes) -> None:
        """Let go of it for ever, and of what was fetched of it. Raises OSError."""
        self.growing(sha256).clear()
        self._unlink(sha256)

    def carry(self, sha256: bytes, archive: str) -> int:
        """Move a file to those of an archive; its bytes, 0 where it is not among the others.

        At every moment it lies in one of both places, whole. Raises OSError.
        """
        path = self._path(sha256)
        if self._archive is None or not path.exists():
            return 0
        size = path.stat().st_size
        to = self._archive / archive / path.parent.name / path.name
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.replace(to)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            write_whole(to, path.read_bytes())  # another disk: there before it goes here
            path.unlink()
        return size

    def growing(self, sha256: bytes) -> GrowingFile:
        """Where the file lies in parts while it is fetched."""
        return GrowingFile(self._folder / "fetched" / sha256.hex(), self._vault)

    def holds(self, sha256: bytes) -> bool:
        """Whether it is here."""
        return any(self._places(sha256))

    def _places(self, sha256: bytes) -> Iterator[Path]:
        """Where the file lies."""
        path = self._path(sha256)
        if path.exists():
            yield path
        if self._archive is not None:
            yield from self._archive.glob(f"*/{path.parent.name}/{path.name}")

    def _unlink(self, sha256: bytes) -> None:
        for path in list(self._places(sha256)):
            path.unlink(missing_ok=True)

    def _path(self, sha256: bytes) -> Path:
        name = sha256.hex()
        return self._folder / name[:2] / name


class GrowingFile:
    """A file that comes in parts, each sealed under where it begins and ends."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder = folder
        self._vault = vault

    def size(self) -> int:
        """Bytes so far, without a gap."""
        return self._parts()[-1][1] if self._parts() else 0

    def add(self, part: bytes) -> None:
        """The next bytes, durably. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        first = self.size()
        self._vault.write(self._folder / f"{first:09}-{first + len(part):09}", part)

    def joined(self) -> bytes:
        """All bytes so far. Raises OSError, and VaultBroken: then it begins again."""
        try:
            return b"".join(self._vault.read(path) for _, _, path in self._parts())
        except VaultBroken:
            self.clear()
            raise

    def clear(self) -> None:
        """Let go of all parts."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _parts(self) -> list[tuple[int, int, Path]]:
        """First byte, the one after the last, and where: as far as they join."""
        found: list[tuple[int, int, Path]] = []
        for path in sorted(self._folder.glob("[0-9]*-[0-9]*")):
            first, _, end = path.name.partition("-")
            if int(first) == (found[-1][1] if found else 0):
                found.append((int(first), int(end), path))
        return found
