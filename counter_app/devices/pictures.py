"""Pictures as pages: files given in place of a scan, turning without loss, thumbnails.

Memory is bounded: a picture says its size before it is unpacked, and is refused if too large.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from counter_app.devices.scanning.profile import LEAST_DPI
from counter_app.usecases.device_errors import FileUnreadable
from printing.reading_back import opened

MOST_BYTES: Final = 100 * 2**20
MOST_PIXELS: Final = 60_000_000  # A3 at 600 dpi has 70 million, A4 35
MOST_PAGES: Final = 300
QUALITY: Final = 75
_MM_INCH: Final = 25.4
_A4_MM: Final = (210.0, 297.0)
_ORIENTATION: Final = {0: 1, 90: 6, 180: 3, 270: 8}  # Exif 2.3, tag 0x0112
_FAULTS: Final = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    SyntaxError,  # Pillow's word for a broken PNG
    ValueError,
)


def pages_of(path: Path) -> Iterator[bytes]:
    """Each page of a PDF, JPEG, PNG or TIFF file as a colour JPEG of at least 200 dpi.

    A JPEG that is fit as it stands is handed over byte for byte.

    Raises:
        FileUnreadable: not such a file, cut off, locked by a password, or too large.
    """
    data = _bytes_of(path)
    if data[:1024].lstrip().startswith(b"%PDF"):
        yield from _pdf(path.name, data)
    else:
        yield from _picture(path.name, data)


def turned(jpeg: bytes, degrees: int) -> bytes:
    """The same JPEG, to be shown turned clockwise: a mark is added, no pixel is touched."""
    if not degrees % 360:
        return jpeg
    exif = Image.Exif()
    exif[0x0112] = _ORIENTATION[degrees % 360]
    body = exif.tobytes()
    segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
    after = _after_app0(jpeg)
    return jpeg[:after] + segment + jpeg[after:]


def thumbnail(jpeg: bytes, degrees: int, longest_px: int) -> bytes:
    """A small JPEG for the page strip, turned for good."""
    with Image.open(BytesIO(jpeg)) as image:
        image.draft("RGB", (longest_px, longest_px))  # unpacks an eighth where that is enough
        small = image.convert("RGB")
    small.thumbnail((longest_px, longest_px))
    if degrees % 360:
        small = small.rotate(-degrees, expand=True)
    out = BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileUnreadable(path.name, f"tệp lớn hơn {MOST_BYTES // 2**20} MB")
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(path.name, "không đọc được tệp") from error


def _pdf(name: str, data: bytes) -> Iterator[bytes]:
    try:
        with opened(data) as document:
            count = len(document)
    except pypdfium2.PdfiumError as error:
        why = "tệp có mật khẩu" if "password" in str(error).lower() else "tệp PDF hỏng hoặc bị cắt"
        raise FileUnreadable(name, why) from error
    if not 0 < count <= MOST_PAGES:
        raise FileUnreadable(name, f"tệp có {count} trang, nhiều nhất là {MOST_PAGES}")
    for number in range(count):
        yield _pdf_page(name, data, number)


def _pdf_page(name: str, data: bytes, number: int) -> bytes:
    # opened anew for each page: pdfium is not held while the page is stored
    scale = LEAST_DPI / 72
    try:
        with opened(data) as document:
            page = document[number]
            if page.get_width() * page.get_height() * scale**2 > MOST_PIXELS:
                raise FileUnreadable(name, f"trang {number + 1} quá lớn")
            image = page.render(scale=scale, may_draw_forms=False).to_pil()
            page.close()
    except pypdfium2.PdfiumError as error:
        raise FileUnreadable(name, f"trang {number + 1} hỏng") from error
    return _jpeg(image, float(LEAST_DPI))


def _picture(name: str, data: bytes) -> Iterator[bytes]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # ours is stricter
            with Image.open(BytesIO(data), formats=("JPEG", "PNG", "TIFF")) as image:
                for frame in range(_frames(name, image)):
                    yield _frame(name, image, frame, data)
    except _FAULTS as error:
        raise FileUnreadable(
            name, "ảnh hỏng, bị cắt hoặc không phải PDF, JPEG, PNG, TIFF"
        ) from error


def _frames(name: str, image: Image.Image) -> int:
    count = int(getattr(image, "n_frames", 1))
    if count > MOST_PAGES:
        raise FileUnreadable(name, f"tệp có {count} trang, nhiều nhất là {MOST_PAGES}")
    return count


def _frame(name: str, image: Image.Image, frame: int, data: bytes) -> bytes:
    if frame:
        image.seek(frame)
    if image.width * image.height > MOST_PIXELS:
        raise FileUnreadable(name, f"ảnh {image.width} × {image.height} điểm là quá lớn")
    image.load()  # a file that is cut off says so here
    upright = image.getexif().get(0x0112, 1) == 1
    if image.format == "JPEG" and image.mode == "RGB" and upright and _told_dpi(image):
        return data
    return _jpeg(ImageOps.exif_transpose(image), _dpi(image))


def _jpeg(image: Image.Image, dpi: float) -> bytes:
    out = BytesIO()
    _on_white(image).save(out, "JPEG", quality=QUALITY, dpi=(dpi, dpi))
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image.convert("RGB")
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")


def _told_dpi(image: Image.Image) -> float:
    """The resolution that the file tells, where it is one that scans have; else 0."""
    told = float(min(image.info.get("dpi", (0, 0))))
    return told if told >= LEAST_DPI - 1 else 0.0  # 72 and 96 are what cameras write


def _dpi(image: Image.Image) -> float:
    """Told, or such that the picture fills A4; never below what the decree asks."""
    if told := _told_dpi(image):
        return told
    short, long = sorted(image.size)
    return max(float(LEAST_DPI), short / _A4_MM[0] * _MM_INCH, long / _A4_MM[1] * _MM_INCH)


def _after_app0(jpeg: bytes) -> int:
    """Where the JFIF head ends: Exif comes behind it."""
    if jpeg[2:4] != b"\xff\xe0":
        return 2
    return 4 + int.from_bytes(jpeg[4:6], "big")
