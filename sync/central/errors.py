"""What the centre refuses. Each carries its HTTP status and one sentence for the clerk.

CentreError
├── Unreadable      400  not in the form agreed
├── NotSigned       401  signature missing, wrong, repeated, or made with a wrong clock
├── NotAllowed      403  a known device asks for what is not its own
├── NotFound        404  no such thing in the device's scope
├── Differs         409  what is told does not fit what is held
├── TooLarge        413  beyond a stated limit
├── NotAsNamed      422  bytes that do not have the hash or size of their name
├── TooMany         429  too many tries from one address
├── Busy            503  the store did not answer in time; nothing was changed
└── SetUpWrong           for the administrator at the command line
"""

from __future__ import annotations

from collections.abc import Mapping


class CentreError(Exception):
    """Root of all that the centre may refuse."""

    status = 500

    def __init__(self, sentence: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.headers = dict(headers or {})


class Unreadable(CentreError):
    """Not in the form agreed."""

    status = 400


class NotSigned(CentreError):
    """The request does not prove who sends it."""

    status = 401


class NotAllowed(CentreError):
    """A known device asks for what is not its own."""

    status = 403


class NotFound(CentreError):
    """No such thing in the device's scope."""

    status = 404


class Differs(CentreError):
    """What is told does not continue what is held."""

    status = 409


class TooLarge(CentreError):
    """Beyond a stated limit."""

    status = 413


class NotAsNamed(CentreError):
    """Bytes that do not have the hash or the size of their name."""

    status = 422


class TooMany(CentreError):
    """Too many tries from one address."""

    status = 429


class Busy(CentreError):
    """The store did not answer in time; nothing was changed."""

    status = 503


class SetUpWrong(CentreError):
    """What an administrator asked for cannot be done as asked."""
