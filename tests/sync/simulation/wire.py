"""The way to the simulated centre: what goes over it may be lost, repeated, or come too late."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.protocol.close_messages import Countersigned, answer_to_bytes, request_from_bytes
from sync.protocol.errors import LinkLost, SyncError
from sync.protocol.messages import (
    ReconcileAnswer,
    ReconcileRequest,
    SyncAnswer,
    SyncRequest,
    from_bytes,
    to_bytes,
)
from tests.sync.simulation.centre_state import Known
from tests.sync.simulation.counter import Counter
from tests.sync.simulation.days import told_in

if TYPE_CHECKING:
    from tests.sync.simulation.world import World


@dataclass
class Wire:
    """Of one counter; `faults`: how likely each thing goes wrong."""

    world: World
    counter: Counter
    faults: float

    def ask(self, message: SyncRequest | ReconcileRequest) -> SyncAnswer | ReconcileAnswer:
        world, chance = self.world, self.world.chance
        if world.codec:
            told = from_bytes(to_bytes(message))
            assert isinstance(told, SyncRequest | ReconcileRequest)
            message = told
        if chance.random() < self.faults:
            raise LinkLost("question lost")
        if world.late and chance.random() < self.faults:  # an old question arrives after all
            with suppress(SyncError):
                self._answer(*chance.choice(world.late))
        asker = self.counter
        world.late.append((asker, message))
        answer = self._answer(asker, message)
        if chance.random() < self.faults:
            answer = self._answer(asker, message)
        if chance.random() < self.faults:
            raise LinkLost("answer lost after the commit")
        if world.codec:
            heard = from_bytes(to_bytes(answer))
            assert isinstance(heard, SyncAnswer | ReconcileAnswer)
            return heard
        return answer

    def post(self, _path: str, body: bytes) -> bytes:
        """A day is asked for: in bytes, as over the real link."""
        world, chance = self.world, self.world.chance
        if chance.random() < self.faults:
            raise LinkLost("question lost")
        if world.late_days and chance.random() < self.faults:
            with suppress(SyncError):
                self._sealed(*chance.choice(world.late_days))
        world.late_days.append((self.counter, self.counter.state.device, body))
        if world.days is not None:
            world.days.damage(world.centre.state.chains, self.counter.state.device)
        answer = self._sealed(*world.late_days[-1])
        if chance.random() < self.faults:
            answer = self._sealed(*world.late_days[-1])
        if chance.random() < self.faults:
            raise LinkLost("answer lost after the commit")
        return answer

    def _sealed(self, asker: Counter, device_: bytes, body: bytes) -> bytes:
        request = request_from_bytes(body)
        certificate = asker.certificate if asker.state.device == device_ else Known()
        answer = self.world.centre.close_day(device_, request, certificate)
        if isinstance(answer, Countersigned):
            number = told_in(request.document).number
            self.world.note_contradicted(device_, number, answer.certificate)
        return answer_to_bytes(answer)

    def _answer(
        self, asker: Counter, message: SyncRequest | ReconcileRequest
    ) -> SyncAnswer | ReconcileAnswer:
        centre, device_ = self.world.centre, asker.state.device
        if isinstance(message, SyncRequest):
            return centre.sync(device_, message, asker.certificate)
        return centre.reconcile(device_, message)
