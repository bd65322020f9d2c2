"""A customer (khách hàng): who comes to the counter, folded from what was said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from domain.facts import Fact
from domain.history import Entry, conflicts, in_order, newest
from domain.identifiers import CustomerId, FactId, Username
from domain.moment import Moment

INDIVIDUAL: Final = "individual"
ORGANISATION: Final = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRegistered(Fact):
    """First time at a counter of this scope. Source: docs/sources.md, accounts (Đ12.3.a)."""

    kind: ClassVar[str] = "customer.registered"

    sort: str  # INDIVIDUAL or ORGANISATION
    name: str
    identity_number: str = ""
    old_number: str = ""
    born: str = ""
    sex: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    representative: str = ""
    representative_number: str = ""
    from_card: tuple[str, ...] = ()  # names of the fields read from the citizen card


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(Fact):
    """One field corrected, with its reason (căn cứ)."""

    kind: ClassVar[str] = "customer.changed"

    field: str
    value: str
    before: str
    source: str
    reason: str = ""

    @property
    def matter(self) -> str:
        """Two counters that change the same field apart contradict each other."""
        return f"customer.{self.field}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersCompared(Fact):
    """The clerk's word on another customer that looks like this one."""

    kind: ClassVar[str] = "customers.compared"

    other: CustomerId
    outcome: str  # same, different, later
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsernameGiven(Fact):
    """The centre's word: the account of this customer, once and for ever."""

    kind: ClassVar[str] = "customer.username_given"

    username: Username

    @property
    def matter(self) -> str:
        """One customer has one username."""
        return "customer.username"


FIELDS: Final = (
    "identity_number",
    "old_number",
    "name",
    "born",
    "sex",
    "address",
    "phone",
    "email",
    "representative",
    "representative_number",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer as known here."""

    id: CustomerId
    sort: str
    fields: Mapping[str, str]
    username: Username | None
    registered: Moment
    newest: frozenset[FactId]
    disputed: frozenset[str]

    @property
    def name(self) -> str:
        """The name as on the paper."""
        return self.fields["name"]


def fold(entries: Iterable[Entry]) -> Customer | None:
    """The customer that these facts tell of; None where none registers one."""
    told = in_order(entries)
    customer: Customer | None = None
    for entry in told:
        customer = _registered(customer, entry) or (customer and _next(customer, entry))
    if customer is None:
        return None
    return replace(customer, newest=newest(told), disputed=frozenset(conflicts(told)))


def _registered(before: Customer | None, entry: Entry) -> Customer | None:
    fact = entry.fact
    if before is not None or not isinstance(fact, CustomerRegistered):
        return None
    return Customer(
        id=CustomerId(entry.subject),
        sort=fact.sort,
        fields={name: getattr(fact, name) for name in FIELDS},
        username=None,
        registered=entry.wall,
        newest=frozenset(),
        disputed=frozenset(),
    )


def _next(customer: Customer, entry: Entry) -> Customer:
    match entry.fact:
        case CustomerChanged(field=field, value=value) if field in FIELDS:
            return replace(customer, fields={**customer.fields, field: value})
        case UsernameGiven(username=username) if customer.username is None:
            return replace(customer, username=username)
        case _:
            return customer
