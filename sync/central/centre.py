"""What every part of the centre is given: store, keys, files, and the clock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from domain.moment import Moment
from domain.usernames import LegalForms
from sync.central.allowance import Allowance
from sync.central.blobs import BlobStore, LastRead
from sync.central.high_water import HighWater
from sync.central.keys import CentreKeys
from sync.central.store.engine import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """The service, assembled."""

    store: Store
    keys: CentreKeys
    blobs: BlobStore
    marks: HighWater
    forms: LegalForms
    now: Callable[[], Moment]
    last_read: LastRead = field(default_factory=LastRead)
    allowance: Allowance = field(default_factory=Allowance)
    errands: threading.Event = field(default_factory=threading.Event)  # the outbox may hold some
