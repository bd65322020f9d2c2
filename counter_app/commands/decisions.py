"""`counterctl conflicts`, `decide`, `same` and `different`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from counter_app.bootstrap.station import Station
from counter_app.commands.officers import act_as
from counter_app.usecases.case import FieldName
from counter_app.usecases.decisions import Alike, Dispute
from counter_app.usecases.errors import NothingToDecide
from domain.errors import RuleBroken
from domain.identifiers import CustomerId, SubjectId
from domain.moment import local

_ID_BYTES = 16


def conflicts(station: Station, _told: Namespace) -> Mapping[str, Any]:
    """What waits for a person's word."""
    decisions = station.decisions
    return {
        "conflicts": [_dispute(each) for each in decisions.disputes()],
        "alike": [_alike(each) for each in decisions.alike()],
        "merged": [_alike(each) for each in decisions.merged()],
    }


def decide(station: Station, told: Namespace) -> Mapping[str, Any]:
    """The version of this number holds."""
    act_as(station, told.officer)
    subject = SubjectId(_id(told.subject))
    disputes = {each.matter: each for each in station.decisions.disputes_of(subject)}
    dispute = disputes.get(told.matter)
    if dispute is None:
        raise NothingToDecide
    if not 1 <= told.choose <= len(dispute.versions):
        raise RuleBroken(f"Chỉ có {len(dispute.versions)} bản; hãy chọn số từ 1.")
    chosen = dispute.versions[told.choose - 1]
    station.decide(subject, dispute.matter, chosen.fact, dispute.seen, told.reason)
    return {"matter": dispute.words, "decided": chosen.words}


def same(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Two customers are one person."""
    act_as(station, told.officer)
    one, other = (CustomerId(SubjectId(_id(each))) for each in (told.one, told.other))
    station.compare.same(one, other, told.reason)
    standing = station.queries.standing_for(one)
    return {"customer": standing.hex() if standing else "", "merged": True}


def different(station: Station, told: Namespace) -> Mapping[str, Any]:
    """Two customers are two people."""
    act_as(station, told.officer)
    one, other = (CustomerId(SubjectId(_id(each))) for each in (told.one, told.other))
    station.compare.different(one, other, told.reason)
    return {"merged": False}


def _id(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != _ID_BYTES:
        raise RuleBroken("Mã khách hàng phải là 32 chữ số hệ 16, như lệnh conflicts in ra.")
    return found


def _dispute(each: Dispute) -> Mapping[str, Any]:
    return {
        "subject": each.subject.hex(),
        "customer": each.name,
        "matter": each.matter,
        "words": each.words,
        "versions": [
            {
                "choose": no,
                "says": version.words,
                "before": version.before,
                "who": version.who,
                "where": version.where,
                "at": local(version.at).isoformat(timespec="minutes"),
                "reason": version.reason,
            }
            for no, version in enumerate(each.versions, start=1)
        ],
    }


def _alike(each: Alike) -> Mapping[str, Any]:
    return {
        "one": each.one.id.hex(),
        "other": each.other.id.hex(),
        "names": f"{each.one.fields[FieldName.NAME]} / {each.other.fields[FieldName.NAME]}",
        "usernames": f"{each.one.username or '–'} / {each.other.username or '–'}",
        "why": each.why,
        "forbidden": each.forbidden,
    }
