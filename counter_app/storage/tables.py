"""The tables of a counter's store: the journal, what the link remembers, and the read tables.

Three groups with different lives. JOURNAL and LINK are migrated between releases and never
rebuilt; READ is dropped and computed again from the journal at any time.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from counter_app.storage.journal_tables import (
    JOURNAL as JOURNAL,
)
from counter_app.storage.journal_tables import (
    damaged as damaged,
)
from counter_app.storage.journal_tables import (
    fact as fact,
)
from counter_app.storage.journal_tables import (
    head as head,
)
from counter_app.storage.journal_tables import (
    hole as hole,
)
from counter_app.storage.link_tables import (
    LINK as LINK,
)
from counter_app.storage.link_tables import (
    account as account,
)
from counter_app.storage.link_tables import (
    blob as blob,
)
from counter_app.storage.link_tables import (
    day_close as day_close,
)
from counter_app.storage.link_tables import (
    draft as draft,
)
from counter_app.storage.link_tables import (
    exchange_log as exchange_log,
)
from counter_app.storage.link_tables import (
    foreseen as foreseen,
)
from counter_app.storage.link_tables import (
    link as link,
)
from counter_app.storage.link_tables import (
    setting as setting,
)
from counter_app.storage.link_tables import (
    verified as verified,
)
from counter_app.storage.read_tables import READ as READ
from counter_app.storage.session_tables import money as money
from counter_app.storage.session_tables import session as session

customer = Table(
    "customer",
    READ,
    Column("rank", Integer, primary_key=True),  # row of customer_name: found in one step from there
    Column("id", LargeBinary, nullable=False, unique=True),
    Column("registered", BigInteger, nullable=False),
    Column("sort", Text, nullable=False),
    Column("identity_number", Text, nullable=False),
    Column("old_number", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("born", Text, nullable=False),
    Column("sex", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("representative", Text, nullable=False),
    Column("representative_number", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("username", Text),
    Column("newest", LargeBinary, nullable=False),
    Column("disputed", Text, nullable=False),
    Column("same", LargeBinary, nullable=False),  # ids of others who are this person, joined
    Index("customer_identity", "identity_number"),
    Index("customer_old", "old_number"),
    Index("customer_phone", "phone"),
    Index("customer_email", "email"),
    Index("customer_name_key", "name_key"),
    Index("customer_username", "username"),
    Index("customer_disputed", "id", sqlite_where=text("disputed <> ''")),
    Index("customer_same", "id", sqlite_where=text("same <> x''")),
)

dossier = Table(
    "dossier",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("case", LargeBinary, nullable=False),
    Column("code", Text, nullable=False),
    Column("agency", Text, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("scope", Text, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("actor", LargeBinary, nullable=False),
    Column("day", Text, nullable=False),
    Column("customer", LargeBinary, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("fee", Integer, nullable=False),
    Column("slip", Text, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("newest_seq", Integer, nullable=False),  # of this dossier's facts by its own device
    Column("disputed", Text, nullable=False),
    Index("dossier_case", "case"),
    Index("dossier_code", "code"),
    Index("dossier_serial", "agency", "day", "device", "serial"),
    Index("dossier_customer", "customer", "received"),
    Index("dossier_open", "due", sqlite_where=text("status = 'received'")),
    Index("dossier_received", "received"),
    Index("dossier_disputed", "id", sqlite_where=text("disputed <> ''")),
    Index("dossier_slip", "slip", "received"),
    sqlite_with_rowid=False,
)

receipt = Table(
    "receipt",
    READ,
    Column("id", LargeBinary, primary_key=True),  # the dossier
    Column("number", Text, primary_key=True),
    Column("series", Text, nullable=False),
    Column("no", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("method", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Index("receipt_series", "series", "no"),
    Index("receipt_day", "day", "device"),
    sqlite_with_rowid=False,
)

scan = Table(
    "scan",
    READ,
    Column("id", LargeBinary, primary_key=True),  # the dossier
    Column("component", Integer, primary_key=True),
    Column("sha256", LargeBinary, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    sqlite_with_rowid=False,
)

compared = Table(
    "compared",
    READ,
    Column("id", LargeBinary, primary_key=True),  # the customer at the desk
    Column("other", LargeBinary, primary_key=True),
    Column("outcome", Text, nullable=False),
    sqlite_with_rowid=False,
)

dossier_pair = Table(  # dossiers that somebody compared
    "dossier_pair",
    READ,
    Column("id", LargeBinary, primary_key=True),  # the lower id
    Column("other", LargeBinary, primary_key=True),
    Column("given_up", LargeBinary, nullable=False),  # of one paper the other one; else empty
    sqlite_with_rowid=False,
)

introduced = Table(  # customers and dossiers of other offices, as long as they are told of here
    "introduced",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("office", Text, nullable=False),  # whose it is, as screens say it
    Column("purpose", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("ended", Integer, nullable=False),  # 1: nothing more is told of it here
    sqlite_with_rowid=False,
)

procedure = Table(
    "procedure",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("fact", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("document", Text, nullable=False),
    sqlite_with_rowid=False,
)

calendar = Table(
    "calendar",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("version_name", Text, nullable=False),
    Column("document", Text, nullable=False),
    sqlite_with_rowid=False,
)

office = Table(
    "office",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("hotline", Text, nullable=False),
    Column("lookup_host", Text, nullable=False),
    Column("demonstration", Integer, nullable=False),
    Column("cash_tolerance", Integer),  # none in a store of before there were sessions
    sqlite_with_rowid=False,
)

counter = Table(
    "counter",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("device", LargeBinary, nullable=False),
    Column("name", Text, nullable=False),
    Column("receipts", Text, nullable=False),
    sqlite_with_rowid=False,
)

aside = Table(  # facts that the centre set aside, with its reason
    "aside",
    READ,
    Column("id", LargeBinary, nullable=False),
    Column("fact", LargeBinary, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("field", Text, nullable=False),
    Index("aside_subject", "id"),
    sqlite_with_rowid=False,
)

erasure = Table(  # facts whose contents were destroyed by order of law
    "erasure",
    READ,
    Column("id", LargeBinary, nullable=False),
    Column("fact", LargeBinary, primary_key=True),
    Index("erasure_subject", "id"),
    sqlite_with_rowid=False,
)

number_grant = Table(
    "number_grant",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("device", LargeBinary, nullable=False),
    Column("agency", Text, nullable=False),
    Column("from_day", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("reserve_first", Integer, nullable=False),
    Column("reserve_last", Integer, nullable=False),
    sqlite_with_rowid=False,
)

officer = Table(
    "officer",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("username", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("roles", Text, nullable=False),
    sqlite_with_rowid=False,
)

day_sealed = Table(
    "day_sealed",
    READ,
    Column("id", LargeBinary, primary_key=True),  # the counter
    Column("number", Integer, primary_key=True),
    Column("day", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("certificate", LargeBinary, nullable=False),
    Index("day_sealed_day", "day"),
    sqlite_with_rowid=False,
)

checked = Table(  # morning checks of the office's counters
    "checked",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("device", LargeBinary, nullable=False),
    Column("day", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", LargeBinary, nullable=False),
    Column("worst", Text, nullable=False),
    Column("results", Text, nullable=False),  # JSON: part, outcome, words
    Index("checked_device", "device", "at"),
    sqlite_with_rowid=False,
)

sheet_print = Table(  # X and Z sheets that went onto paper
    "sheet_print",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("device", LargeBinary, nullable=False),
    Column("day", Text, nullable=False),
    Column("sort", Text, nullable=False),
    Column("copy", Integer, nullable=False),
    Index("sheet_print_day", "device", "day", "sort"),
    sqlite_with_rowid=False,
)

report = Table(  # reports of a period that were made at this office
    "report",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("sort", Text, nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Index("report_period", "sort", "first", "last"),
    sqlite_with_rowid=False,
)

number_explained = Table(  # what became of numbers on no paper, or on two
    "number_explained",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("device", LargeBinary, nullable=False),  # whose day asked
    Column("sort", Text, nullable=False),
    Column("series", Text, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Index("number_explained_of", "device", "sort", "series"),
    sqlite_with_rowid=False,
)

deferred = Table(  # open matters that somebody left for another day
    "deferred",
    READ,
    Column("id", LargeBinary, primary_key=True),
    Column("device", LargeBinary, nullable=False),
    Column("day", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("actor", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("deferred_day", "device", "day"),
    sqlite_with_rowid=False,
)

office_day = Table(
    "office_day",
    READ,
    Column("id", LargeBinary, primary_key=True),  # the centre in this office
    Column("day", Text, primary_key=True),
    Column("certificates", LargeBinary, nullable=False),  # hashes, sorted, one after the other
    sqlite_with_rowid=False,
)

CUSTOMER_NAME: Final = "customer_name"
"""Full-text index over folded names; its rowid is `customer.rank`, so the newest served come
first by reading it backwards, without sorting (bm25 ranking costs 36 ms at 10⁶ names).
Beginnings up to six letters, nearly whole syllables, have lists of their own: without, "quan*" is
put together from all of quan, quang, quanh, which costs 40 to 60 ms at 10⁶ names."""

CREATE_SEARCH: Final = text(
    "CREATE VIRTUAL TABLE IF NOT EXISTS customer_name USING fts5("
    "name, content='', contentless_delete=1, detail=none, "
    "prefix='1 2 3 4 5 6', tokenize='ascii')"
)
