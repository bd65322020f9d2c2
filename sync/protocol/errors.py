"""What can go wrong between two ends.

SyncError
├── NotDeterministic     bytes in another form than the one we write
├── PeerBrokeProtocol    an answer that no state expects, or that does not verify
│   ├── NotContinued     what was sent does not continue what the other end holds
│   └── OtherVersion     a form of the protocol that this side does not speak
├── NotEqual             repaired without getting nearer, and still unequal
│   └── BytesLost        the bytes of some facts are lost; another counter may still have them
└── LinkLost             no answer; everything can be asked again
"""

from __future__ import annotations


class SyncError(Exception):
    """Root of all that an exchange may raise."""


class NotDeterministic(SyncError):
    """Bytes that are not in the one form allowed, or beyond a stated limit."""


class PeerBrokeProtocol(SyncError):
    """The other end said what it must not."""


class NotContinued(PeerBrokeProtocol):
    """The other end lacks what lies before, as after a restored backup."""


class OtherVersion(PeerBrokeProtocol):
    """The other end speaks a form of the protocol that this side does not know, or no longer."""


class NotEqual(SyncError):
    """Both sides repaired and their digests still differ."""


class BytesLost(NotEqual):
    """A side lacks the bytes of facts that the other cannot give; another counter may."""


class LinkLost(SyncError):
    """The other end was not reached, or the answer was cut."""
