"""QR and Code 128 as grids of dark modules, placed in millimetres."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Final

import qrcode
from barcode.codex import Code128

from printing.marks import CodeMark

QR_QUIET: Final = 4  # modules, ISO/IEC 18004
BAR_QUIET: Final = 10  # modules, ISO/IEC 15417
BEST_BAR_MODULE_MM: Final = 0.42  # read 20 of 20 at 200 dpi, slanted by 3 degrees
_WIDEST_BAR_MODULE_MM: Final = 0.5


def qr_mark(payload: str, size_mm: float) -> CodeMark:
    """A QR symbol with error correction M, `size_mm` wide without its quiet zone."""
    modules, runs = _qr(payload)
    module = size_mm / modules
    return CodeMark(
        x_mm=0.0,
        y_mm=0.0,
        module_mm=module,
        module_height_mm=module,
        columns=modules,
        rows=modules,
        runs=runs,
        payload=payload,
        quiet_mm=QR_QUIET * module,
    )


def bar_mark(payload: str, width_mm: float, height_mm: float) -> CodeMark:
    """A Code 128 that fits `width_mm`: as wide as is useful, else the widest that fits."""
    modules, runs = _bars(payload)
    module = min(_WIDEST_BAR_MODULE_MM, width_mm / modules)
    return CodeMark(
        x_mm=0.0,
        y_mm=0.0,
        module_mm=module,
        module_height_mm=height_mm,
        columns=modules,
        rows=1,
        runs=runs,
        payload=payload,
        quiet_mm=BAR_QUIET * module,
    )


@lru_cache(maxsize=64)
def _qr(payload: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data(payload)
    code.make(fit=True)
    matrix = code.get_matrix()
    return len(matrix), tuple(run for row, cells in enumerate(matrix) for run in _runs(cells, row))


@lru_cache(maxsize=64)
def _bars(payload: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    bits = str(Code128(payload).build()[0]).strip("0")
    return len(bits), tuple(_runs([bit == "1" for bit in bits], 0))


def _runs(cells: list[bool], row: int) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    column = 0
    for dark, group in groupby(cells):
        length = len(list(group))
        if dark:
            runs.append((column, row, length))
        column += length
    return runs
