"""What the office forbids, or does not know. The root of all expected errors.

OfficeError
├── RuleBroken           the clerk, now: a rule forbids it
├── Unknown              the clerk: no such number or code
├── Stale                the clerk, after a reload: someone changed it first
└── Unavailable          the world: nothing was lost (leaves in counter_app/usecases/errors.py)

Everything else is a defect of ours: it goes to the crash report, never to `except`.
"""

from __future__ import annotations


class OfficeError(Exception):
    """Expected. Carries facts; whoever speaks to the clerk turns them into a sentence."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return str(self)


class RuleBroken(OfficeError):
    """A rule of the office forbids it now."""


class Unknown(OfficeError):
    """No such number or code."""


class Stale(OfficeError):
    """Someone changed it since the clerk saw it."""

    @property
    def sentence(self) -> str:
        """One sentence in Vietnamese with the way out."""
        return "Hồ sơ khách hàng vừa được sửa ở nơi khác; hãy xem lại bản mới rồi lưu."


class Unavailable(OfficeError):
    """The world does not answer; nothing was lost."""
