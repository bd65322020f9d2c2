"""Lines that keep an invariant, what happens to each without it, and the test that notices.

`docs/invariants.md` tells them to people; `make invariants` takes each line away in a copy of the
tree and runs its test, which has to fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Mutation:
    """`old` stands once in `file`; with `new` in its place `test` must fail."""

    invariant: str
    file: str
    old: str
    new: str
    test: str


_RECOVERY: Final = "tests/sync/test_recovery.py::"
_ORDERS: Final = "tests/sync/test_orders.py::"
_OURS: Final = "tests/sync/test_invariants.py::"
_EXCHANGE: Final = "tests/sync/central/test_exchange.py::"
_INTRODUCTIONS: Final = "tests/sync/central/test_introductions_limits.py::"
_SIMULATION: Final = "tests/sync/test_simulation.py"

MUTATIONS: Final = (
    Mutation(
        "I1",
        "counter_app/storage/replica.py",
        "            self._move(connection, answer.cursor",
        "            connection.commit()\n            self._move(connection, answer.cursor",
        _OURS + "test_i1_facts_and_cursor_move_together_or_not_at_all",
    ),
    Mutation(
        "I2",
        "sync/protocol/taking.py",
        "            return replace(fresh, parent=owner)",
        "            return None",
        "tests/sync/test_chain_store.py::test_two_branches_are_kept_and_told_by_their_tips",
    ),
    Mutation(
        "I2",
        "sync/central/epochs.py",
        '            return {"superseded": True}',
        "            pass",
        _RECOVERY + "test_of_two_live_copies_of_a_store_one_must_be_enrolled_anew",
    ),
    Mutation(
        "I2",
        "counter_app/storage/work.py",
        "            raise CounterHalted(superseded=halted == standing.SUPERSEDED)",
        "            pass",
        "tests/day/test_recovery_by_commands.py"
        "::test_case_3_a_store_that_was_set_back_by_hand_is_noticed_by_its_mark",
    ),
    Mutation(
        "I3",
        "sync/protocol/counter_side.py",
        "                if not acknowledge(store, head):",
        "                if acknowledge(store, head) is None:",
        _OURS + "test_i3_only_what_is_here_can_be_acknowledged",
    ),
    Mutation(
        "I3",
        "sync/central/answering.py",
        "_told(centre, transaction, device, request, held)\n        transaction.commit()",
        "_told(centre, transaction, device, request, held)",
        _EXCHANGE + "test_two_counters_that_were_apart_end_proven_equal",
    ),
    Mutation(
        "I4",
        "sync/central/store/journal.py",
        "where(scope_head.c.scope == scope).with_for_update()",
        "where(scope_head.c.scope == scope)",
        _EXCHANGE + "test_four_pushers_on_two_workers_keep_the_feed_gapless"
        "_and_a_reader_misses_nothing",
    ),
    Mutation(
        "I5",
        "sync/protocol/taking.py",
        '        raise NotContinued("thiếu các việc trước đó")',
        "        before = _above_gap(store, run, branches, first.seq, first.prev)",
        _EXCHANGE + "test_a_gap_and_a_foreign_signature_are_refused_a_fork_is_kept",
    ),
    Mutation(
        "I6",
        "domain/history.py",
        "if len({e.fact.says for e in told}) > 1}",
        "if len({e.fact.says for e in told}) > 9}",
        _OURS + "test_i6_two_words_on_one_matter_stand_side_by_side",
    ),
    Mutation(
        "I7",
        "counter_app/storage/replica.py",
        "                    store.erase(ids)",
        "                    store.erase([])",
        _ORDERS + "test_contents_destroyed_by_order_are_gone_everywhere_and_all_still_verifies",
    ),
    Mutation(
        "I7",
        "sync/central/relaying.py",
        "    outbox.ERASE: _erase,",
        "    outbox.ERASE: _set_aside,",
        _INTRODUCTIONS + "test_erasure_reaches_what_was_shown_and_relayed",
    ),
    Mutation(
        "I7",
        "sync/store/sql_chains.py",
        "                self._connection.execute(insert(damaged), kept)",
        "                pass",
        _RECOVERY + "test_a_row_damaged_at_the_counter_is_named_and_comes_back",
    ),
    Mutation(
        "I8",
        "domain/history.py",
        "    return _sorted([entry for entry in told if entry.id not in aside] if aside else told)",
        "    return _sorted(told)",
        _ORDERS + "test_a_fact_set_aside_counts_nowhere_until_it_is_released",
    ),
    Mutation(
        "I8",
        "domain/history.py",
        "isinstance(entry.fact, FactQuarantined | FactReleased) and is_centre(entry.device)",
        "isinstance(entry.fact, FactQuarantined | FactReleased)",
        _ORDERS + "test_a_counters_own_word_sets_nothing_aside",
    ),
    Mutation(
        "I9",
        "sync/client/schedule.py",
        "    seconds: float\n",
        "    seconds: float = 0.0\n",
        _OURS + "test_i9_waiting_without_a_cause_and_an_end_cannot_be_said",
    ),
    Mutation(
        "I10",
        "sync/protocol/sharing.py",
        "        store.set_branch(replace(branch, shared=NOWHERE))",
        "        continue",
        _SIMULATION,
    ),
    Mutation(
        "I11",
        "domain/judging.py",
        "    return stamp_moment(Stamp(at)) > now + CLOCK_BOUND_MS",
        "    return False",
        _ORDERS + "test_a_held_fact_is_told_with_its_reason_at_every_counter",
    ),
    Mutation(
        "I11",
        "counter_app/storage/journal.py",
        "        within = [s for s in stamps if stamp_moment(Stamp(s)) <= now + CLOCK_BOUND_MS]",
        "        within = list(stamps)",
        _OURS + "test_i11_a_stamp_beyond_the_bound_moves_nobody_elses_clock",
    ),
    Mutation(
        "I12",
        "sync/store/day_sides.py",
        "    if not follows(told, before):",
        "    if before is None and not follows(told, before):",
        _SIMULATION,
    ),
    Mutation(
        "I12",
        "sync/store/day_sums.py",
        "if named is None or named(each)]",
        "]",
        _SIMULATION,
    ),
)
