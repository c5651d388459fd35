"""Each invariant broken on purpose, on each kind of database: the doctor names the case and what is wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.actor import SYSTEM
from engine.doctor import RULES
from engine.process.codec import dump_state, load_state
from engine.process.state import CaseState
from engine.store.database import Tx
from engine.store.open_rows import active_cases
from engine.store.schema import CASE
from tests.doctor.conftest import Ward

pytestmark = pytest.mark.ails


def test_a_sound_database_has_nothing_wrong(ward: Ward) -> None:
    assert list(ward.engine.examine_all(actor=SYSTEM)) == []


def test_i0_a_missing_index_is_named(ward: Ward) -> None:
    ward.sql("DROP INDEX timer_due")

    assert ward.found("I0") == [(None, "schema", "expected index timer_due of timer, but it is not there")]


def test_i0_a_missing_column_is_named(ward: Ward) -> None:
    ward.sql("ALTER TABLE resource DROP COLUMN kind")

    assert ward.found("I0") == [(None, "schema", "expected column resource.kind, but it is not there")]


def test_i1_a_kept_answer_whose_case_is_gone_is_named(ward: Ward) -> None:
    ward.sql("UPDATE idempotent_answer SET body = replace(body, :key, '17')", key=str(ward.waiting))

    found = ward.found("I1")

    assert [(case, code) for case, code, _ in found] == [(17, "answer")]
    assert "'start-1'" in found[0][2]


def test_i1_an_answer_that_cannot_be_given_again_is_named(ward: Ward) -> None:
    ward.sql("UPDATE idempotent_answer SET body = '{'")

    assert [code for _, code, _ in ward.found("I1")] == ["answer"]


def test_i2_a_step_that_ran_twice_is_named(ward: Ward) -> None:
    ward.unguard()
    ward.sql(
        """INSERT INTO event SELECT case_key, case_seq + 100, event_key + 99999, recorded_at, event_type, actor,
        element_id, element_instance_key, unit_path, operation_id, hash, body, vault FROM event
        WHERE event_type IN ('activity.completed', 'job.succeeded') AND case_key = :key AND element_id = 'work'""",
        key=ward.over,
    )

    found = list(ward.engine.examine_all(actor=SYSTEM, skip=("I3",)))

    twice = [str(one) for one in found if one.code == "twice"]
    assert len(twice) == 2, found
    assert all(f"case {ward.over}: twice: expected" in one for one in twice)


def test_i3_a_broken_chain_is_named_with_its_event(ward: Ward) -> None:
    ward.unguard()
    ward.sql("UPDATE event SET actor = 'nobody' WHERE case_key = :key AND case_seq = 3", key=ward.over)

    assert [(case, code) for case, code, _ in ward.found("I3")] == [(ward.over, "chain")]
    assert "event 3" in ward.found("I3")[0][2]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ("DELETE FROM timer WHERE case_key = :key", {"timers"}),
        ("DELETE FROM task WHERE case_key = :key", {"tasks"}),
        ("UPDATE task SET state = 'withdrawn', ended_at = created_at WHERE case_key = :key", {"tasks", "told"}),
        ("UPDATE element_instance SET state = 'TERMINATED' WHERE element_id = 'start'", {"told"}),
        ("UPDATE case_variable SET value = '14' WHERE name = 'amount' AND case_key = :key", {"told"}),
        ("DELETE FROM case_variable WHERE name = 'amount' AND case_key = :key", {"told"}),
        ("UPDATE case_instance SET incident_count = 1 WHERE case_key = :key", {"told"}),
        ("UPDATE case_instance SET parent_case_key = 5 WHERE case_key = :key", {"orphan", "left_over"}),
        ("UPDATE timer SET case_key = 5 WHERE case_key = :key", {"timers", "orphan", "left_over"}),
        ("UPDATE case_instance SET state = 'terminated', ended_at = started_at WHERE case_key = :key",
         {"left_over", "told"}),
    ],
)  # fmt: skip
def test_i4_rows_that_differ_from_state_or_history_are_named(ward: Ward, change: str, codes: set[str]) -> None:
    ward.sql(change, **({"key": ward.waiting} if ":key" in change else {}))

    found = ward.found("I4")

    assert {code for _, code, _ in found} == codes, found
    assert {case for case, _, _ in found} <= {ward.waiting, ward.over, 5}


def test_i5_a_case_that_waits_for_nothing_is_named(ward: Ward) -> None:
    _empty_state(ward)

    assert (ward.waiting, "stalled") in [(case, code) for case, code, _ in ward.found("I5")]


def test_i6_a_job_whose_success_no_history_tells_is_named(ward: Ward) -> None:
    ward.sql("UPDATE job SET state = 'CANCELED' WHERE case_key = :key", key=ward.over)

    assert [(case, code) for case, code, _ in ward.found("I6")] == [(ward.over, "effect")]


def test_i6_a_second_job_of_one_element_instance_is_named(ward: Ward) -> None:
    columns = "case_key, element_instance_key, element_id, type, kind, listener_event, retries, model_retries"
    rest = "attempt, priority, headers, available_at, created_at, updated_at"
    ward.sql(
        f"INSERT INTO job (job_key, state, ended_at, {columns}, {rest}) "
        f"SELECT 7, 'CANCELED', ended_at, {columns}, {rest} FROM job"
    )

    assert [(case, code) for case, code, _ in ward.found("I6")] == [(ward.over, "effect")]


def test_i7_a_timer_that_nobody_fires_is_late(ward: Ward) -> None:
    ward.engine.clock.move(timedelta(hours=1, minutes=6))

    found = ward.found("I7")

    assert [(case, code) for case, code, _ in found] == [(ward.waiting, "late")]
    ward.engine.fire_due_timers()
    assert ward.found("I7") == []


def test_i7_a_timer_that_fired_before_its_time_is_named(ward: Ward) -> None:
    ward.engine.clock.move(timedelta(hours=2))
    ward.engine.fire_due_timers()
    ward.unguard()
    ward.sql("UPDATE event SET recorded_at = '2020-01-01 00:00:00.000000' WHERE event_type = 'timer.fired'")

    found = list(ward.engine.examine_all(actor=SYSTEM, skip=("I3",)))

    assert [(one.case_key, one.code) for one in found if one.rule == "I7"] == [(ward.waiting, "early")]


@pytest.mark.parametrize("table", ["case_instance", "task", "document"])
def test_i8_a_row_at_a_unit_that_is_not_in_the_tree_is_named(ward: Ward, table: str) -> None:
    ward.sql(f"UPDATE {table} SET unit_path = '/9999/' WHERE case_key = :key", key=ward.waiting)

    assert [(case, code) for case, code, _ in ward.found("I8")] == [(ward.waiting, "unit")]


def test_i8_a_unit_at_another_place_than_its_parent_says_is_named(ward: Ward) -> None:
    ward.sql("UPDATE unit SET path = '/777/' WHERE code = 'hq'")

    assert any("unit 'hq' has path '/777/'" in message for _, _, message in ward.found("I8"))


def test_i9_a_task_held_by_another_than_history_tells_is_named(ward: Ward) -> None:
    ward.sql("UPDATE task SET assignee = 'station' WHERE case_key = :key", key=ward.waiting)

    assert [(case, code) for case, code, _ in ward.found("I9")] == [(ward.waiting, "claim")]


def test_i9_a_task_completed_by_nobody_is_named(ward: Ward) -> None:
    ward.sql("UPDATE task SET ended_by = NULL WHERE case_key = :key", key=ward.over)

    assert [(case, code) for case, code, _ in ward.found("I9")] == [(ward.over, "claim")]


def test_i9_a_second_claim_without_release_is_named(ward: Ward) -> None:
    ward.unguard()
    ward.sql(
        """INSERT INTO event SELECT case_key, case_seq + 100, event_key + 99999, recorded_at, event_type, actor,
        element_id, element_instance_key, unit_path, operation_id, hash, body, vault FROM event
        WHERE event_type = 'task.claimed'"""
    )

    found = [one for one in ward.engine.examine_all(actor=SYSTEM, skip=("I3",)) if one.rule == "I9"]

    assert {one.case_key for one in found} == {ward.over}


def test_i10_a_state_that_cannot_be_read_is_named(ward: Ward) -> None:
    blob = "x'9163'" if ward.engine.database.is_sqlite else r"'\x9163'::bytea"
    ward.sql(f"UPDATE case_instance SET state_blob = {blob} WHERE case_key = :key", key=ward.waiting)

    assert [(case, code) for case, code, _ in ward.found("I10")] == [(ward.waiting, "state")]


@pytest.mark.parametrize("table", ["document", "resource"])
def test_i11_a_file_with_other_bytes_is_named(ward: Ward, table: str) -> None:
    content = "x'2550'" if ward.engine.database.is_sqlite else r"'\x2550'::bytea"
    ward.sql(f"UPDATE {table} SET content = {content}")

    found = ward.found("I11")

    assert [(case, code) for case, code, _ in found] == [(ward.waiting if table == "document" else None, "file")]


def test_every_invariant_has_a_code() -> None:
    assert set(RULES.values()) == {f"I{number}" for number in range(13)}


def _empty_state(ward: Ward) -> None:
    """A state with the case alone in it, as if everything in it had got lost."""

    def forget(tx: Tx) -> None:
        row = next(row for row in active_cases(tx, after=0, limit=9) if row.case_key == ward.waiting)
        definition = ward.engine.world.library.process(tx, row.definition_key).definition
        whole = load_state(bytes(row.state_blob), definition)
        state = CaseState(whole.root_key)
        state.add(whole.root)
        tx.execute(CASE.update().where(CASE.c.case_key == ward.waiting).values(state_blob=dump_state(state)))

    ward.engine._write(forget)
