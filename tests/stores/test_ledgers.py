"""Stores and payouts: each effect once whatever crashes, never more paid or taken back than there is, append-only."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.reference import payouts
from engine.service import Engine
from engine.service.stores import PayoutRow, Source
from tests.stores.conftest import Crash, Play, crashing_at, rows
from workers import drain
from workers.handlers import BUILT_IN
from workers.work import LEASE

TYPES = ["payout.book", "payout.reverse", "store.activate", "store.plan", "store.record"]


def test_a_store_is_planned_paid_for_opened_and_inspected_once(engine: Engine, play: Play) -> None:
    case_key = play()

    store = engine.find_store("store_s261123_0001")
    assert store is not None
    assert (store.status, store.unit_code, store.dealer_code) == ("active", "store_s261123_0001", "dealer_sh")
    assert (store.visual_identity_score, store.inspection_score, store.area_sqm) == (92, 92, 86)
    assert [(row.amount_cents, is_back) for row, is_back in engine.payouts_of(case_key)] == [(4_000_000, True)]
    assert engine.case_page(case_key, actor=SYSTEM).head.state == "completed"
    assert rows(engine) == {"store_record": 1, "store_change": 3, "payout": 1, "payout_reversal": 1}
    assert [found for found in engine.examine_all(actor=SYSTEM) if found.code == "books"] == []


@pytest.mark.parametrize("number", [1, 3])
def test_amounts_in_cents_are_kept_exactly(engine: Engine, play: Play, number: int) -> None:
    case_key = play(amount=Decimal(number) / 100, granted=Decimal("99999999.99"))

    ((row, _),) = engine.payouts_of(case_key)
    assert (row.amount_cents, row.granted_cents) == (number, 9_999_999_999)


@pytest.mark.parametrize("job_type", TYPES)
def test_a_crash_at_any_statement_changes_nothing_and_the_next_try_changes_it_once(
    engine: Engine, start: Play, clock: PinnedClock, job_type: str
) -> None:
    case_key = start()
    _work_until(engine, job_type)
    before, number = rows(engine), 0
    while rows(engine) == before:
        number += 1
        (job,) = engine.activate_jobs((job_type,), worker="w", limit=1, timeout=LEASE, actor=SYSTEM)
        done = BUILT_IN[job_type](engine, job)
        with suppress(Crash), crashing_at(engine, number):
            engine.complete_job(
                job.job_key, done.variables, actor=SYSTEM, lease_token=job.lease_token, writes=done.writes
            )
        clock.move(LEASE + timedelta(seconds=1))

    assert number > 5, "expected several statements to crash at"
    after = rows(engine)
    assert sum(after.values()) == sum(before.values()) + (2 if job_type == "store.plan" else 1)
    assert done.writes is not None
    engine._write(done.writes)  # the same work once more: a handler that lost its lease after the commit
    assert rows(engine) == after
    drain(engine)
    assert engine.case_page(case_key, actor=SYSTEM).head.state == "completed"
    assert rows(engine) == {"store_record": 1, "store_change": 3, "payout": 1, "payout_reversal": 1}


def _work_until(engine: Engine, job_type: str) -> None:
    """Do the jobs before the one of that type."""
    for before in ("store.plan", "payout.book", "store.activate", "store.record", "payout.reverse"):
        if before == job_type:
            return
        (job,) = engine.activate_jobs((before,), worker="w", limit=1, timeout=LEASE, actor=SYSTEM)
        done = BUILT_IN[before](engine, job)
        engine.complete_job(job.job_key, done.variables, actor=SYSTEM, lease_token=job.lease_token, writes=done.writes)


@pytest.mark.parametrize("amount", [0, -1, Decimal("0.001"), "40000", True, None, 100_001])
def test_an_amount_that_is_none_or_more_than_granted_becomes_an_incident(
    engine: Engine, play: Play, amount: object
) -> None:
    case_key = play(amount=amount)

    assert [found.error_type for found in engine.case_page(case_key, actor=SYSTEM).incidents] == ["JOB_NO_RETRIES"]
    assert rows(engine)["payout"] == 0


def _part(case_key: int, payout_key: int, amount_cents: int) -> PayoutRow:
    return PayoutRow(payout_key, case_key, "dealer_sh", "S1", "store_subsidy", "1", amount_cents, 100, "")


def test_parts_never_add_up_to_more_than_granted_and_a_reversed_part_may_be_paid_again(
    engine: Engine, start: Play
) -> None:
    case_key = start()
    engine._write(lambda tx: payouts.book(tx, _part(case_key, 1, 60)))

    with pytest.raises(Exception, match="at most 40 cents"):
        engine._write(lambda tx: payouts.book(tx, _part(case_key, 2, 41)))
    engine._write(lambda tx: payouts.reverse(tx, 1, reason="", source=Source(case_key, 3)))
    engine._write(lambda tx: payouts.book(tx, _part(case_key, 4, 100)))

    assert [is_back for _, is_back in engine.payouts_of(case_key)] == [True, False]


def test_a_payout_of_another_case_is_not_found(engine: Engine, start: Play) -> None:
    mine, other = start(), start(reference="S2")
    engine._write(lambda tx: payouts.book(tx, _part(mine, 1, 60)))

    with pytest.raises(Exception, match="payout '1' to exist"):
        engine._write(lambda tx: payouts.reverse(tx, 1, reason="", source=Source(other, 3)))


def test_the_database_itself_refuses_a_second_a_foreign_and_a_larger_reversal(engine: Engine, start: Play) -> None:
    case_key = start()
    engine._write(lambda tx: payouts.book(tx, _part(case_key, 1, 60)))
    insert = (
        "INSERT INTO payout_reversal (payout_key, case_key, element_instance_key, amount_cents, reason, reversed_at)"
        " VALUES (1, {case}, 5, {amount}, '', '2026-01-01')"
    )

    for case, amount in ((case_key, 61), (case_key, 59), (case_key + 1, 60)):
        with pytest.raises(IntegrityError):
            _run(engine, insert.format(case=case, amount=amount))
    _run(engine, insert.format(case=case_key, amount=60))
    with pytest.raises(IntegrityError):
        _run(engine, insert.format(case=case_key, amount=60))


@pytest.mark.parametrize("table", ["store_change", "payout", "payout_reversal"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET case_key = 7"])
def test_a_ledger_is_never_changed(engine: Engine, play: Play, table: str, statement: str) -> None:
    play()

    with pytest.raises(DatabaseError, match="ledger cannot be changed"):
        _run(engine, statement.format(table))


@pytest.mark.ails
def test_the_doctor_finds_books_that_do_not_add_up(engine: Engine, start: Play) -> None:
    case_key = start()
    for payout_key in (1, 2):
        engine._write(lambda tx, key=payout_key: payouts.rows.book(tx, _part(case_key, key, 60)))

    found = [ailment for ailment in engine.examine_all(actor=SYSTEM) if ailment.code == "books"]

    assert [(ailment.case_key, "120" in ailment.message) for ailment in found] == [(case_key, True)]


def _run(engine: Engine, statement: str) -> None:
    with engine.database.sql.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.ails
@pytest.mark.parametrize("table", ["store_change", "payout", "payout_reversal"])
def test_the_doctor_names_a_ledger_that_can_be_changed(engine: Engine, table: str) -> None:
    assert [found for found in engine.examine_all(actor=SYSTEM) if found.code == "unguarded"] == []

    if engine.database.is_sqlite:
        _run(engine, f"DROP TRIGGER {table}_no_delete")
    else:
        _run(engine, f"DROP TRIGGER {table}_no_change ON {table}")

    (found,) = [one for one in engine.examine_all(actor=SYSTEM) if one.code == "unguarded"]
    assert table in found.message
