"""Sessions and their reports as an answer tells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from counter_app.usecases.session_lines import Comparison, SessionLine, SessionReport, Taking
from domain.cash import Flow, Notes
from domain.moment import Moment, local

Answer: TypeAlias = Mapping[str, Any]


def line_told(line: SessionLine) -> Answer:
    """A session in a list."""
    return {
        "session": line.label,
        "state": line.state,
        "counter": line.where,
        "officer": line.who,
        "opened": _minute(line.opened),
        "here": line.here,
        "disputed": line.disputed,
        "z": line.z,
        "agrees": line.agrees,
    }


def compared_told(told: Comparison) -> Answer:
    """A count against the book."""
    return {
        "methods": [
            {
                "method": each.method,
                "counted": each.counted,
                "expected": each.expected,
                "difference": each.difference,
            }
            for each in told.methods
        ],
        "tolerance": told.tolerance,
        "needs_second": told.needs_second,
        "explained": told.explained,
    }


def sheet_told(report: SessionReport) -> Answer:
    """An X or Z report."""
    return {
        "report": "Z" if report.is_z else "X",
        **line_told(report.line),
        "closed": _minute(report.line.closed) if report.line.closed else "",
        "opening": _worths(report.opening),
        "methods": [_flow(method, flow) for method, flow in sorted(report.methods.items())],
        "counted": dict(report.counted),
        "comparison": compared_told(report.comparison) if report.comparison else {},
        "procedures": [
            {
                "code": each.code,
                "name": each.name,
                "fees": each.fees,
                "received": each.received,
                "refunds": each.refunds,
                "refunded": each.refunded,
            }
            for each in report.procedures
        ],
        "receipts": [
            {"first": each.first, "last": each.last, "count": each.count}
            for each in report.receipts
        ],
        "refunds": [taking_told(each) for each in report.refunds],
        "doubtful": [taking_told(each) for each in report.doubtful],
        "moves": [
            {
                "at": _minute(each.at),
                "way": each.way,
                "amount": each.amount,
                "receiver": each.receiver,
                "document": each.document,
            }
            for each in report.moves
        ],
        "counts": [
            {
                "at": _minute(each.at),
                "who": each.who,
                "notes": _worths(each.notes),
                "cash": each.cash,
                **each.others,
            }
            for each in report.counts
        ],
        "hand_overs": [
            {
                "at": _minute(each.at),
                "who": each.who,
                "where": each.where,
                "from": each.from_where,
                "reason": each.reason,
            }
            for each in report.hand_overs
        ],
        "explanation": report.explanation.reason if report.explanation else "",
        "approver": report.explanation.approver if report.explanation else "",
        "strays": report.strays,
    }


def _flow(method: str, flow: Flow) -> Answer:
    return {
        "method": method,
        "float": flow.opening,
        "received": flow.received,
        "refunded": flow.refunded,
        "moved_in": flow.moved_in,
        "moved_out": flow.moved_out,
        "expected": flow.expected,
    }


def taking_told(each: Taking) -> Answer:
    """A fee, or a refund."""
    return {
        "code": each.code,
        "receipt": each.receipt,
        "refund": each.refund,
        "method": each.method,
        "amount": each.amount,
        "reason": each.reason,
        "at": _minute(each.at),
    }


def _worths(notes: Notes) -> str:
    return ",".join(f"{worth}x{count}" for worth, count in notes)


def _minute(at: Moment) -> str:
    return local(at).isoformat(timespec="minutes")
