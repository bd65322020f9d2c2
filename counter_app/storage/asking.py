"""The question for a citizen of another office, over the link; the facts come by an exchange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from counter_app.usecases.errors import CentreOutOfReach, CentreRefused
from counter_app.usecases.introduce import Known, Question
from domain.identifiers import SubjectId
from sync.client.http_link import HttpLink, Refusal
from sync.protocol.errors import LinkLost, SyncError

WAIT_S: Final = 8.0
"""Longer nobody waits at a desk; what was asked for comes with a later exchange all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOverLink:
    """Answers `usecases.introduce.AskCentre`."""

    link: HttpLink
    officer: Callable[[], bytes]
    exchange: Callable[[], None]  # of the office's facts

    def __call__(self, question: Question) -> Known:
        """Asked, and fetched: what the screen then reads is in the store."""
        asked = {
            "what": question.what.value,
            "number": question.number.strip(),
            "purpose": question.purpose,
            "reason": question.reason.strip(),
            "officer": self.officer(),
        }
        try:
            told = self.link.introduce(asked)
            if told.subject:
                self.exchange()
        except LinkLost as error:
            raise CentreOutOfReach from error
        except Refusal as error:
            raise CentreRefused(str(error)) from error
        except SyncError as error:
            raise CentreOutOfReach from error
        subject = SubjectId(told.subject) if told.subject else None
        return Known(subject=subject, several=told.several)
