"""A SANE device asked for a page: options where it has them, its errors by name.

Runs in the scanning process only: a driver may crash or hang, and then takes that process
along, not the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final

import sane
from PIL import Image

from counter_app.devices.scanning.profile import LEAST_DPI, DeviceFailed, ScanProfile, Source

_FEEDER_WORDS: Final = ("feeder", "adf", "automatic")
_COLOUR_WORDS: Final = ("color", "colour")
_WORDS: Final = (  # libsane's texts (sane_strstatus), which is all that the binding hands over
    ("out of documents", "no_paper"),
    ("jammed", "jammed"),
    ("cover is open", "cover_open"),
    ("busy", "busy"),
    ("access to resource", "busy"),
    ("cancelled", "cancelled"),
)
_SHORT: Final = 0.97  # of the promised lines; a cancelled page is short and says nothing


def devices() -> list[tuple[str, str]]:
    """Names and titles of what the scanner system finds."""
    sane.init()
    return [(name, f"{vendor} {model}".strip()) for name, vendor, model, _ in sane.get_devices()]


class Feed:
    """An opened device, set as the profile asks."""

    def __init__(self, profile: ScanProfile) -> None:
        sane.init()
        try:
            self._device = sane.open(profile.device)
        except Exception as error:  # the binding's error class is not public
            raise DeviceFailed(_named(error, other="missing")) from error
        self.from_feeder = self._set_all(profile)

    def page(self, progress: Callable[[int, int], None]) -> tuple[Image.Image, float]:
        """The next page and its resolution in dpi. Raises DeviceFailed."""
        try:
            self._device.start()
            lines = int(self._device.get_parameters()[2][1])
            image: Image.Image = self._device.snap(True, progress)
        except Exception as error:  # as above
            raise DeviceFailed(_named(error, other="io")) from error
        if image.height < lines * _SHORT:
            raise DeviceFailed("io")
        return image, self._dpi()

    def close(self) -> None:
        """End the job and let go of the device."""
        self._device.cancel()
        self._device.close()

    def _set_all(self, profile: ScanProfile) -> bool:
        from_feeder = self._set_source(profile.source)
        self._set_one_of("mode", lambda words: any(w in words for w in _COLOUR_WORDS))
        self._set("depth", 8)
        self._set_number("resolution", float(max(profile.dpi, LEAST_DPI)))
        self._set("tl_x", 0.0)
        self._set("tl_y", 0.0)
        self._set_number("br_x", profile.width_mm)
        self._set_number("br_y", profile.height_mm)
        for name, text in profile.options:
            self._insist(name.replace("-", "_"), text)
        return from_feeder

    def _set_source(self, source: Source) -> bool:
        offered = self._offered("source")
        feeders = [word for word in offered if any(w in word.lower() for w in _FEEDER_WORDS)]
        others = [word for word in offered if word not in feeders]
        if source is Source.FEEDER and not feeders:
            raise DeviceFailed("missing")
        chosen = others if source is Source.FLATBED else feeders or others
        if chosen:
            self._set("source", chosen[0])
        return bool(feeders) and source is not Source.FLATBED

    def _offered(self, name: str) -> list[str]:
        option = self._device.opt.get(name)
        if option is None or not option.is_active() or not isinstance(option.constraint, list):
            return []
        return [word for word in option.constraint if isinstance(word, str)]

    def _set_one_of(self, name: str, fits: Callable[[str], bool]) -> None:
        for word in self._offered(name):
            if fits(word.lower()):
                self._set(name, word)
                return

    def _set_number(self, name: str, wanted: float) -> None:
        option = self._device.opt.get(name)
        if option is not None:
            self._set(name, nearest(option.constraint, wanted))

    def _set(self, name: str, value: Any) -> None:
        """Set a standard option; a device that lacks or refuses it is asked without it."""
        with suppress(DeviceFailed):
            self._insist(name, value)

    def _insist(self, name: str, value: Any) -> None:
        option = self._device.opt.get(name)
        if option is None or not option.is_active() or not option.is_settable():
            raise DeviceFailed("io")
        try:
            setattr(self._device, name, self._typed(option, value))
        except Exception as error:  # as above
            raise DeviceFailed(_named(error, other="io")) from error

    def _typed(self, option: Any, value: Any) -> Any:
        kind = sane.TYPE_STR.get(option.type)
        if kind in ("TYPE_INT", "TYPE_BOOL"):
            return round(float(value))
        return float(value) if kind == "TYPE_FIXED" else str(value)

    def _dpi(self) -> float:
        option = self._device.opt.get("resolution")
        return float(self._device.resolution) if option is not None else float(LEAST_DPI)


def nearest(constraint: Any, wanted: float) -> float:
    """The smallest value offered that is not below the wanted, else the greatest."""
    if isinstance(constraint, tuple):
        low, high = constraint[0], constraint[1]
        return float(min(max(wanted, low), high))
    if isinstance(constraint, Iterable):
        offered = sorted(float(value) for value in constraint)
        return next((value for value in offered if value >= wanted), offered[-1])
    return wanted


def _named(error: Exception, *, other: str) -> str:
    text = str(error).lower()
    return next((name for words, name in _WORDS if words in text), other)
