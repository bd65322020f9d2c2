"""A customer (khách hàng): who comes to the counter, folded from what was said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from domain.deciding import what_holds
from domain.facts import Apart, Fact
from domain.history import Entry, conflicts, in_order, newest
from domain.identifiers import CustomerId, FactId, Username
from domain.moment import Moment

INDIVIDUAL: Final = "individual"
ORGANISATION: Final = "organisation"
OF_TWO: Final = "customers."
"""How the matter begins that says whether two customers are one; the other's id follows."""

SAME: Final = "same"
DIFFERENT: Final = "different"
LATER: Final = "later"
"""What a person said of two customers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRegistered(Fact):
    """First time at a counter of this scope. Source: docs/sources.md, accounts (Đ12.3.a)."""

    kind: ClassVar[str] = "customer.registered"
    apart = Apart.FIRST_STANDS

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
    apart = Apart.PERSON_DECIDES

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
    apart = Apart.BOTH_COUNT

    other: CustomerId
    outcome: str  # SAME, DIFFERENT or LATER
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged(Fact):
    """This customer and the other one are one person; told of both.

    Neither is given up: both keep their facts, and every list shows the one that stands for them
    (see `standing_for`). Source: docs/sources.md S-63.
    """

    kind: ClassVar[str] = "customers.merged"
    apart = Apart.PERSON_DECIDES

    other: CustomerId
    reason: str = ""

    @property
    def matter(self) -> str:
        """Whether these two are one."""
        return f"{OF_TWO}{self.other.hex()}"

    @property
    def says(self) -> object:
        """That they are, for whatever reason."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersSeparated(Fact):
    """They were taken for one, and are two; told of both."""

    kind: ClassVar[str] = "customers.separated"
    apart = Apart.PERSON_DECIDES

    other: CustomerId
    reason: str = ""

    @property
    def matter(self) -> str:
        """Whether these two are one."""
        return f"{OF_TWO}{self.other.hex()}"

    @property
    def says(self) -> object:
        """That they are not."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class UsernameGiven(Fact):
    """The centre's word: the account of this customer, once and for ever."""

    kind: ClassVar[str] = "customer.username_given"
    apart = Apart.FIRST_STANDS

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
    same: frozenset[CustomerId] = frozenset()  # the others that are the same person

    @property
    def name(self) -> str:
        """The name as on the paper."""
        return self.fields["name"]


def fold(entries: Iterable[Entry]) -> Customer | None:
    """The customer that these facts tell of; None where none registers one."""
    told = in_order(entries)
    words = {entry.id: entry.fact for entry in told}
    customer: Customer | None = None
    for entry in told:
        if customer is None:
            customer = _registered(entry)
        else:
            customer = _next(customer, what_holds(words, entry.fact))
    if customer is None:
        return None
    return replace(customer, newest=newest(told), disputed=frozenset(conflicts(told)))


def _registered(entry: Entry) -> Customer | None:
    fact = entry.fact
    if not isinstance(fact, CustomerRegistered):
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


def _next(customer: Customer, fact: Fact | None) -> Customer:
    match fact:
        case CustomerChanged(field=field, value=value) if field in FIELDS:
            return replace(customer, fields={**customer.fields, field: value})
        case UsernameGiven(username=username) if customer.username is None:
            return replace(customer, username=username)
        case CustomersMerged(other=other) if other != customer.id:
            return replace(customer, same=customer.same | {other})
        case CustomersSeparated(other=other):
            return replace(customer, same=customer.same - {other})
        case _:
            return customer


def last_words(entries: Iterable[Entry]) -> Mapping[CustomerId, str]:
    """The last word on this customer and each other one: SAME, DIFFERENT or LATER."""
    told = in_order(entries)
    words = {entry.id: entry.fact for entry in told}
    last: dict[CustomerId, str] = {}
    for entry in told:
        match what_holds(words, entry.fact):
            case CustomersCompared(other=other, outcome=outcome):
                last[other] = outcome
            case CustomersMerged(other=other):
                last[other] = SAME
            case CustomersSeparated(other=other):
                last[other] = DIFFERENT
    return last


def standing_for(one_person: Iterable[tuple[CustomerId, Username | None, Moment]]) -> CustomerId:
    """Of customers who are one person, with username and moment of registration, the one that is
    shown for all: it has an account, was registered first, has the lowest id.

    The same everywhere, whoever merged whom into whom.
    """
    return min(one_person, key=lambda each: (each[1] is None, each[2], each[0]))[0]
