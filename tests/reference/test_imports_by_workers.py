"""Imports that workers carry out: found again, said yes to, all or nothing whatever dies, once and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.errors import Conflict, Forbidden, NotFound
from engine.reference import running
from engine.reference.bringing import NewImport, faults_of
from engine.reference.browsing import DataQuery
from engine.reference.running import LEASE, ImportLost, Taken
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store.database import Database, Tx
from engine.store.schema import table
from tests.conftest import ActorOf
from tests.reliability.faults import POINTS, Died, Faults
from workers import drain

HEAD = "part_code,name,name_en,category,models,price\n"


def parts(prefix: str, count: int, *, price: str = "1.00") -> bytes:
    """A file of parts, and a new price for one that is there."""
    lines = [f"{prefix}-{number},件 {number},Part {number},washer,*,{price}\n" for number in range(count)]
    return (HEAD + "".join(lines) + f"AC-PCB,空调主控板,AC control board,air_conditioner,*,{price}\n").encode()


def wanted(content: bytes, *, is_dry_run: bool = False) -> NewImport:
    """That file for the table of parts."""
    return NewImport("parts", content, "csv", "upsert", is_dry_run, "parts.csv")


def count(engine: Engine, prefix: str) -> int:
    """How many parts of that prefix there are."""
    return len(engine.find_parts([f"{prefix}-{number}" for number in range(40)]))


def test_a_worker_carries_out_what_was_queued_once(engine: Engine, actor: ActorOf) -> None:
    clerk = actor("parts_clerk")
    queued = engine.queue_import(wanted(parts("Q", 30)), actor=clerk)
    assert (queued.state, queued.line_count, count(engine, "Q")) == ("waiting", 32, 0)

    drain(engine)

    ended = engine.get_import_run(queued.import_key, actor=clerk)
    assert (ended.state, ended.added, ended.changed) == ("done", 30, 1)
    assert count(engine, "Q") == 30
    assert engine.get_import(queued.import_key, actor=clerk).added == 30
    (entry,) = engine.data_history("parts", "Q-7", actor=clerk)
    assert (entry.changed_by, entry.import_key) == ("parts_clerk", queued.import_key)
    assert engine.do_import(worker="w") is False


def test_a_look_writes_nothing_until_who_asked_says_yes_and_a_second_yes_does_nothing(
    engine: Engine, actor: ActorOf
) -> None:
    clerk, operator = actor("parts_clerk"), actor("operator")
    key = engine.queue_import(wanted(parts("Y", 3), is_dry_run=True), actor=clerk).import_key
    drain(engine)
    looked = engine.get_import_run(key, actor=operator)
    assert (looked.state, looked.added, looked.changed, count(engine, "Y")) == ("looked", 3, 1, 0)
    assert {one.row_id for one in running.differences_of(looked)} == {"Y-0", "Y-1", "Y-2", "AC-PCB"}
    with pytest.raises(Conflict, match="who asked"):
        engine.confirm_import(key, actor=operator)

    engine.confirm_import(key, actor=clerk)
    drain(engine)
    again = engine.confirm_import(key, actor=clerk)
    drain(engine)

    assert again.state == "done"
    assert count(engine, "Y") == 3
    assert len(engine.data_history("parts", "Y-0", actor=clerk)) == 1


def test_a_file_with_faults_is_refused_whole_with_every_line(engine: Engine, actor: ActorOf) -> None:
    clerk = actor("parts_clerk")
    content = parts("F", 5) + b"".join(f"W-{number},x,,boat,,1\n".encode() for number in range(300))
    key = engine.queue_import(wanted(content), actor=clerk).import_key

    drain(engine)

    ended = engine.get_import_run(key, actor=clerk)
    faults = faults_of(ended.errors)
    assert (ended.state, len(faults), faults[0].line, faults[-1].line) == ("refused", 300, 8, 307)
    assert count(engine, "F") == 0
    assert engine.get_import(key, actor=clerk).state == "refused"


def test_it_is_shown_to_who_started_it_and_to_administrators_only(engine: Engine, actor: ActorOf) -> None:
    key = engine.queue_import(wanted(parts("S", 1)), actor=actor("parts_clerk")).import_key

    assert engine.get_import_run(key, actor=actor("admin")).import_key == key
    assert [one.import_key for one in engine.recent_imports("parts", actor=actor("parts_clerk"))] == [key]
    assert engine.recent_imports("parts", actor=actor("agent")) == ()
    with pytest.raises(NotFound):
        engine.get_import_run(key, actor=actor("agent"))
    with pytest.raises(Forbidden):
        engine.queue_import(wanted(parts("S", 1)), actor=actor("agent"))


def test_who_lost_his_role_meanwhile_imports_nothing(engine: Engine, actor: ActorOf) -> None:
    engine.put_grant("agent", "parts_clerk", "hq", below=True, actor=SYSTEM)
    key = engine.queue_import(wanted(parts("L", 2)), actor=actor("agent")).import_key
    engine.remove_grant("agent", "parts_clerk", "hq", actor=SYSTEM)

    drain(engine)

    ended = engine.get_import_run(key, actor=actor("admin"))
    assert (ended.state, count(engine, "L")) == ("failed", 0)
    assert "parts_clerk" in ended.problem


def test_what_another_row_refers_to_may_go_away_while_lines_are_read(
    engine: Engine, actor: ActorOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.put_data("product_models", "GONE-1", _a_model(engine), actor=SYSTEM)
    content = "serial,customer_code,model,purchased_on\nSN-GONE,C0001,GONE-1,2026-01-05\n"
    key = engine.queue_import(NewImport("products", content.encode()), actor=actor("admin")).import_key
    note, models = running.note, table("product_model")

    def removed_meanwhile(tx: Tx, taken: Taken, **changes: object) -> None:
        note(tx, taken, **changes)
        if changes.get("state") == "writing":
            tx.execute(delete(models).where(models.c.model == "GONE-1"))

    monkeypatch.setattr(running, "note", removed_meanwhile)
    drain(engine)

    ended = engine.get_import_run(key, actor=actor("admin"))
    assert ended.state == "refused"
    assert faults_of(ended.errors)[0].column == "model"


def test_a_worker_whose_lease_went_to_another_writes_nothing(
    engine: Engine, actor: ActorOf, clock: PinnedClock
) -> None:
    key = engine.queue_import(wanted(parts("Z", 3)), actor=actor("parts_clerk")).import_key
    zombie = engine._write(lambda tx: running.take(tx, worker="zombie"))
    assert zombie is not None
    clock.move(LEASE + timedelta(seconds=1))

    drain(engine)
    with pytest.raises(ImportLost):
        engine._write(lambda tx: running.bring(tx, zombie, []))
    with pytest.raises(ImportLost):
        engine._write(lambda tx: running.note(tx, zombie, state="checking"))

    assert engine.get_import_run(key, actor=actor("admin")).added == 3
    assert len(engine.data_history("parts", "Z-1", actor=SYSTEM)) == 1


def test_an_import_that_ends_no_worker_five_times_is_given_up(
    engine: Engine, actor: ActorOf, clock: PinnedClock
) -> None:
    key = engine.queue_import(wanted(parts("P", 3)), actor=actor("parts_clerk")).import_key
    for _ in range(5):
        assert engine._write(lambda tx: running.take(tx, worker="w")) is not None
        clock.move(LEASE + timedelta(seconds=1))

    drain(engine)

    assert engine.get_import_run(key, actor=actor("admin")).state == "failed"
    assert count(engine, "P") == 0


def test_files_that_nobody_said_yes_to_are_dropped_after_a_day(
    engine: Engine, actor: ActorOf, clock: PinnedClock
) -> None:
    key = engine.queue_import(wanted(parts("D", 1), is_dry_run=True), actor=actor("parts_clerk")).import_key
    drain(engine)
    engine.clean()
    assert engine.get_import_run(key, actor=actor("admin")).state == "looked"

    clock.move(timedelta(days=1, minutes=1))
    engine.clean()

    with pytest.raises(NotFound):
        engine.get_import_run(key, actor=actor("admin"))


def test_a_worker_that_dies_at_any_point_leaves_all_or_nothing_and_the_next_ends_it_once(
    engine: Engine, actor: ActorOf, clock: PinnedClock, database_url: str
) -> None:
    clerk, deaths = actor("parts_clerk"), Counter[str]()
    for price, (prefix, point, number) in enumerate(_points(), start=2):
        key = engine.queue_import(wanted(parts(prefix, 12, price=f"{price}.00")), actor=clerk).import_key
        before = len(engine.data_history("parts", "AC-PCB", actor=clerk))
        life = Engine(Database(database_url), clock=clock, settings=EngineSettings(is_test_mode=True))
        faults = Faults(life.database)
        faults.arm(point, number)
        try:
            life.do_import(worker="mortal")
            died = False
        except Died:
            died = True
        faults.forget()
        life.database.close()

        assert (count(engine, prefix), died) in ((0, True), (12, True), (12, False)), (point, number)
        clock.move(LEASE + timedelta(seconds=1))
        drain(engine)

        ended = engine.get_import_run(key, actor=clerk)
        assert (ended.state, ended.added, ended.changed) == ("done", 12, 1), (point, number)
        assert count(engine, prefix) == 12
        history = engine.data_history("parts", "AC-PCB", actor=clerk)
        assert len(history) == before + 1, (point, number)
        deaths[point] += died
    assert deaths["statement"] >= 16
    assert (deaths["before commit"], deaths["after commit"]) == (3, 3)


def _points() -> Iterator[tuple[str, str, int]]:
    """More points of each kind than an import passes: those beyond its end disturb nothing."""
    for point in POINTS:
        for number in range(1, 25 if point == "statement" else 5):
            yield f"K{POINTS.index(point)}n{number}", point, number


def _a_model(engine: Engine) -> dict[str, object]:
    found = engine.list_data("product_models", DataQuery(limit=1), actor=SYSTEM).rows[0].values
    return {name: value for name, value in found.items() if name != "model"}
