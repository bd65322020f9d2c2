"""The tables by which offices learn of each other's subjects.

`phone_told` is a read table; the others say what was asked for, what is shown to whom, and what is
on its way from one scope to another.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table

from sync.central.store.columns import TABLES
from sync.central.store.columns import bytes_column as _bytes
from sync.central.store.columns import text_column as _text
from sync.central.store.columns import whole_column as _whole

phone_told = Table(  # every number ever told of a customer: what it finds is looked at again
    "phone_told",
    TABLES,
    _text("number", key=True),
    _text("scope", key=True),
    _bytes("subject", key=True),
    Index("phone_told_of", "subject"),
)

asked = Table(  # every question for another office's subject, whatever came of it
    "asked",
    TABLES,
    Column("no", Integer, primary_key=True),
    _text("scope"),
    _bytes("device"),
    _bytes("officer"),
    _text("what"),  # identity, tax, dossier, phone
    _text("ending"),  # the last four signs of what was asked for
    _text("purpose"),
    _text("reason"),
    _whole("at"),
    _text("outcome"),  # asked, unknown, several, here, introduced
    Index("asked_by", "device", "at"),
)

introduced = Table(
    "introduced",
    TABLES,
    _text("scope", key=True),  # where it is shown
    _bytes("subject", key=True),
    _text("origin"),  # whose it is: through this scope all that changes goes
    _text("purpose"),
    Column("back", Boolean, nullable=False),  # what changes in `scope` is told in `origin`
    _whole("until"),
    _text("state"),  # asked, active, ended
    _bytes("fact"),  # the introduction; empty until it is written
    Index("introduced_of", "origin", "subject"),
    Index("introduced_until", "state", "until"),
)

relayed = Table(  # facts of other offices that stand in a scope, each once
    "relayed",
    TABLES,
    _text("scope", key=True),
    _bytes("fact", key=True),  # its id in its own office
    _bytes("brought"),  # the centre's fact that brought it; empty: past, left out for good
)

outbox = Table(
    "outbox",
    TABLES,
    Column("no", Integer, primary_key=True),
    _text("scope"),  # where it has to go
    _text("kind"),  # introduce, relay, aside, erase
    _bytes("payload"),
    _whole("at"),
    _text("state"),  # waits, held (for a person); what is done is taken out
    Index("outbox_scope", "scope", "no"),
)
