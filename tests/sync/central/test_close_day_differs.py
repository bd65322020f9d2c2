"""Days on which the two sides differ: drifted rows, holes, forks, decisions made meanwhile."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from counter_app.storage.day_closes import DISPUTED, SEALED
from counter_app.storage.day_recount import recount
from counter_app.storage.engine import open_engine
from counter_app.storage.verification import branches, note_damage
from domain.aside import FactQuarantined, FactReleased
from domain.day import DaySealed
from domain.dossier import FeeTaken
from domain.identifiers import Scope, SubjectId
from sync.central import mending
from sync.central.store import certificates
from sync.central.store import tables as ct
from sync.central.store.journal import Journal
from sync.protocol.cbor import decode, encode
from sync.protocol.certificate import (
    SealedDay,
    centre_statement,
    device_statement,
    follows,
    sealed_to_bytes,
    to_document,
)
from sync.protocol.close_messages import (
    Differs,
    answer_from_bytes,
    differs_from_plain,
)
from sync.protocol.errors import BytesLost
from sync.protocol.frame import envelope, opened, seal
from tests.sync.central.days import (
    closing,
    offline,
    receive,
    today,
)
from tests.sync.central.service import KEY, Counter, Service, counters

PATH = "/v1/close-day"


def tamper(service: Service, counter: Counter, amount: int) -> int:
    """Change a fee in the centre's database, and its hash along with it; the place's seq."""
    row = select(ct.fact).where(
        ct.fact.c.scope == counter.identity.scope,
        ct.fact.c.device == counter.identity.device,
        ct.fact.c.kind == FeeTaken.kind,
    )
    with service.centre.store.writing() as transaction:
        found = transaction.execute(row.order_by(ct.fact.c.seq)).first()
        assert found is not None
        frame = opened(bytes(found.envelope), bytes(found.salt), bytes(found.body)).frame
        changed = seal(replace(frame, body=encode({**decode(frame.body), "amount": amount})))
        transaction.execute(
            update(ct.fact)
            .where(ct.fact.c.scope == found.scope, ct.fact.c.position == found.position)
            .values(id=changed.id, envelope=envelope(changed.frame), body=changed.frame.body)
        )
        transaction.commit()
    return int(found.seq)


def work(service: Service, scope: Scope) -> dict[tuple[str, bytes], str]:
    rows = select(ct.work_item).where(ct.work_item.c.scope == scope)
    with service.centre.store.reading() as snapshot:
        return {(r.kind, bytes(r.subject)): r.state for r in snapshot.execute(rows)}


def test_a_drifted_record_at_the_centre_is_a_dispute_that_names_it_and_heals(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (one,):
        for serial in (1, 2, 3):
            receive(one, serial)
        one.exchange()
        seq = tamper(service, one, 70_000)

        disputed = closing(one).close(today())
        item = work(service, scope)[("day_disputed", one.identity.device)]
        sealed = closing(one).close(today())

        differs = differs_from_plain(decode(disputed.differs))
        assert disputed.state == DISPUTED
        assert [(d.name, d.counter, d.centre) for d in differs.fields] == [
            ("money.cash", 150_000, 170_000),
            ("money.outside.cash", 150_000, 170_000),
        ]
        assert [(d.epoch, d.seq) for d in differs.drifted] == [(1, seq)]
        assert item == "open"
        assert sealed.state == SEALED
        assert sealed.told.sums.totals["money.cash"] == 150_000
        assert work(service, scope)[("day_disputed", one.identity.device)] == "done"


def test_a_hole_at_the_centre_refuses_and_is_healed_first(service: Service, tmp_path: Path) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (one,):
        for serial in (1, 2, 3):
            receive(one, serial)
        one.exchange()
        before = service.facts(scope)
        gone = (ct.fact.c.device == one.identity.device) & ct.fact.c.seq.in_([4, 5])
        with service.centre.store.writing() as transaction:
            transaction.execute(ct.fact.delete().where(ct.fact.c.scope == scope, gone))
            transaction.commit()
        asked: list[type] = []

        def post(path: str, body: bytes) -> bytes:
            answer = one.link.post(path, body)
            asked.append(type(answer_from_bytes(answer)))
            return answer

        sealed = closing(one, post=post).close(today())

        assert [each.__name__ for each in asked] == ["Lacks", "Countersigned"]
        assert sealed.state == SEALED
        assert service.facts(scope) == before + 2  # healed, and what was said of the day


def test_a_row_damaged_at_the_counter_is_healed_before_anything_is_signed(
    service: Service, tmp_path: Path
) -> None:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        for serial in (1, 2, 3):
            receive(one, serial)
        one.exchange()
        with one.engine.begin() as connection:
            own = f"device = x'{one.identity.device.hex()}'"
            connection.exec_driver_sql(f"DELETE FROM fact WHERE {own} AND seq = 3")
            connection.exec_driver_sql(f"UPDATE fact SET body = x'a0' WHERE {own} AND seq = 6")

        sealed = closing(one).close(today())

        assert sealed.state == SEALED
        assert sealed.told.sums.facts == 9
        assert sealed.told.sums.totals["money.cash"] == 150_000


def test_all_branches_of_a_forked_device_and_its_next_epoch_are_sealed(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (one,):
        receive(one, 1)
        first = closing(one).close(today())
        one.engine.dispose()
        for part in tmp_path.glob("counter-1.db*"):
            shutil.copyfile(part, tmp_path / part.name.replace("counter-1", "old"))
        receive(one, 2)
        one.exchange()
        old = replace(one, engine=open_engine(tmp_path / "old.db", KEY))
        receive(old, 2, 60_000)  # the same numbers once more
        receive(old, 3)
        old.exchange()
        old.go_on()
        receive(old, 4)

        sealed = closing(old).close(today())

        told = sealed.told
        assert sealed.state == SEALED
        assert follows(told, first.sealed)
        assert told.sums.facts == 12
        assert sorted((h.epoch, h.seq) for h in told.cut) == [(1, 6), (1, 9), (2, 3)]
        assert [(i.epoch, i.first, i.last) for i in told.sums.intervals] == [
            (1, 4, 6),
            (1, 4, 9),
            (2, 1, 3),
        ]
        assert told.sums.totals["receipts.Q3.twice"] == 1
        assert told.sums.totals["money.cash"] == 210_000
        old.engine.dispose()


def test_a_branch_that_came_to_light_after_signing_is_sealed_with_the_rest(
    service: Service, tmp_path: Path
) -> None:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        receive(one, 1)
        one.exchange()
        one.engine.dispose()
        for part in tmp_path.glob("counter-1.db*"):
            shutil.copyfile(part, tmp_path / part.name.replace("counter-1", "clone"))
        clone = replace(one, engine=open_engine(tmp_path / "clone.db", KEY))
        receive(one, 2)
        one.exchange()
        pending = offline(one).close(today())
        receive(clone, 3)
        clone.exchange()
        differed: list[object] = []

        def post(path: str, body: bytes) -> bytes:
            answer = one.link.post(path, body)
            differed.append(answer_from_bytes(answer))
            return answer

        def exchange() -> None:
            if differed:  # only then does this store hear of its copy
                one.exchange()
                one.go_on()

        sealed = closing(one, post=post, exchange=exchange).close(today())

        first = differed[0]
        assert pending.told.sums.facts == 6
        assert isinstance(first, Differs)
        assert [(head.epoch, head.seq) for head in first.left_out] == [(1, 6)]
        assert sealed.state == SEALED
        assert sealed.told.sums.facts == 9
        assert len(sealed.told.cut) == 2
        clone.engine.dispose()


def test_a_copy_that_lost_a_certificate_goes_on_from_it(service: Service, tmp_path: Path) -> None:
    with counters(service, service.office(), tmp_path, 1) as (one,):
        receive(one, 1)
        one.exchange()
        one.engine.dispose()
        for part in tmp_path.glob("counter-1.db*"):
            shutil.copyfile(part, tmp_path / part.name.replace("counter-1", "old"))
        first = closing(one).close(today())
        old = replace(one, engine=open_engine(tmp_path / "old.db", KEY))
        receive(old, 2)
        offline(old).close(today())  # under the number that is used already

        sealed = closing(old).close(today())

        assert (sealed.state, sealed.told.number) == (SEALED, 2)
        assert follows(sealed.told, first.sealed)
        assert sealed.told.sums.facts == 3
        old.engine.dispose()


def test_bytes_of_another_counter_that_nobody_has_are_no_matter_of_this_ones_day(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 2) as (one, other):
        receive(one, 1)
        receive(other, 2)
        for each in (one, other, one):
            each.exchange()
        lost = (other.identity.device, 2)
        with service.centre.store.writing() as transaction:
            gone = (ct.fact.c.device == lost[0]) & (ct.fact.c.seq == lost[1])
            transaction.execute(ct.fact.delete().where(gone))
            mending.note(Journal(transaction, scope), [(lost[0], 1)])
            transaction.commit()
        for each in (one, other):
            with each.engine.begin() as connection:
                own = f"device = x'{lost[0].hex()}' AND seq = {lost[1]}"
                connection.exec_driver_sql(f"DELETE FROM fact WHERE {own}")
            for owner, branch in branches(each.engine):
                if branch.device == lost[0]:
                    note_damage(each.engine, owner, branch, each.now())

        sealed = closing(one).close(today())

        with pytest.raises(BytesLost):
            one.exchange()
        assert (sealed.state, sealed.told.sums.facts) == (SEALED, 3)
        with pytest.raises(BytesLost):
            closing(other).close(today())


def test_of_two_certificates_of_one_number_the_same_one_stands_everywhere(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (one,):
        receive(one, 1)
        first = closing(one).close(today())
        one.exchange()
        document = to_document(replace(first.told, verified=1))  # as a copy would have signed it
        signature = one.identity.sign(device_statement(document))
        keys = service.centre.keys
        other = SealedDay(document, signature, keys.sign(centre_statement(document, signature)))
        word = DaySealed(
            day=today(),
            device=one.identity.device,
            number=1,
            hash=other.id,
            certificate=sealed_to_bytes(other),
        )
        with service.centre.store.writing() as transaction:
            journal = Journal(transaction, scope)
            journal.write(keys, [(SubjectId(one.identity.device), word)], one.now())
            certificates.learn(transaction, word.certificate, one.now())
            journal.close()
            transaction.commit()
        one.exchange()
        receive(one, 2)

        second = closing(one).close(today())

        standing = min(first.sealed, other, key=lambda each: each.id)
        assert follows(second.told, standing)
        assert (second.state, second.number) == (SEALED, 2)
        assert work(service, scope)[(certificates.TWICE, one.identity.device)] == "open"


def test_what_the_centre_set_aside_meanwhile_is_counted_apart_by_both(
    service: Service, tmp_path: Path
) -> None:
    scope = service.office()
    with counters(service, scope, tmp_path, 1) as (one,):
        receive(one, 1)
        doubted = receive(one, 2, 70_000)
        one.exchange()
        fee = fee_of(service, one, doubted)
        pending = offline(one).close(today())
        with service.centre.store.writing() as transaction:
            journal = Journal(transaction, scope)
            word = FactQuarantined(fact=fee, reason="thử")
            journal.write(service.centre.keys, [(doubted, word)], one.now())
            journal.close()
            transaction.commit()

        sealed = closing(one).close(today())

        totals = sealed.told.sums.totals
        assert pending.told.sums.totals["money.cash"] == 120_000
        assert (totals["money.cash"], totals["money.aside.cash"]) == (50_000, 70_000)
        assert (totals["aside"], totals["receipts.Q3.aside"]) == (1, 1)
        assert sealed.state == SEALED
        assert work(service, scope)[("day_disputed", one.identity.device)] == "done"
        one.exchange()
        with service.centre.store.writing() as transaction:  # released after the day was sealed
            journal = Journal(transaction, scope)
            release = FactReleased(fact=fee, reason="thử")
            journal.write(service.centre.keys, [(doubted, release)], one.now())
            journal.close()
            transaction.commit()
        one.exchange()
        again = recount(one.engine, one.identity, sealed)
        assert (again.totals, again.ledger_hash) == (totals, sealed.told.sums.numbers)


def fee_of(service: Service, counter: Counter, subject: SubjectId) -> bytes:
    row = select(ct.fact.c.id).where(
        ct.fact.c.scope == counter.identity.scope,
        ct.fact.c.subject == subject,
        ct.fact.c.kind == FeeTaken.kind,
    )
    with service.centre.store.reading() as snapshot:
        return bytes(snapshot.execute(row).scalar_one())
