"""`servicelane doctor`: finds what stalls and what differs, with the case and the reason (I3 to I5)."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from api.cli import main
from engine.actor import SYSTEM
from engine.service import Engine
from engine.store.schema import CASE, TASK, TIMER
from tests.engine import build

TIMER_BOUNDARY = (
    '<bpmn:boundaryEvent id="late" attachedToRef="task"><bpmn:timerEventDefinition>'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>'
    "</bpmn:boundaryEvent>"
)
HOT = (
    '<bpmn:intermediateCatchEvent id="hot"><bpmn:conditionalEventDefinition>'
    '<bpmn:condition xsi:type="bpmn:tFormalExpression">=hot</bpmn:condition></bpmn:conditionalEventDefinition>'
    "</bpmn:intermediateCatchEvent>"
)
AD_HOC = f'<bpmn:adHocSubProcess id="desk">{build.user_task("call")}</bpmn:adHocSubProcess>'


def codes(engine: Engine) -> list[tuple[int | None, str]]:
    """(case, code) of everything that is wrong."""
    return [(ailment.case_key, ailment.code) for ailment in engine.examine_all(actor=SYSTEM)]


def with_timer(engine: Engine) -> int:
    """A case at a task with a timer; its key."""
    body = build.START + build.user_task("task") + TIMER_BOUNDARY + build.END
    build.deployed(engine, build.process(body + build.line("start", "task", "end") + build.line("late", "end")))
    return build.a_case(engine, unit="hq")


@pytest.mark.parametrize(("waiting", "name"), [(HOT, "hot"), (AD_HOC, "desk")])
def test_i5_a_case_that_waits_for_a_condition_or_an_ad_hoc_start_alone_is_well(
    engine: Engine, waiting: str, name: str
) -> None:
    body = build.START + waiting + build.END + build.line("start", name, "end")
    build.deployed(engine, build.process(body))

    build.a_case(engine, unit="hq")

    assert codes(engine) == []


@pytest.mark.ails
def test_i4_a_lost_task_row_and_a_lost_timer_row_are_told_with_their_case(sqlite_engine: Engine) -> None:
    case_key = with_timer(sqlite_engine)
    with sqlite_engine.database.write(sqlite_engine.clock, sqlite_engine.new_key) as tx:
        tx.execute(delete(TIMER).where(TIMER.c.case_key == case_key))
        tx.execute(update(TASK).values(state="withdrawn", ended_at=tx.now))

    assert codes(sqlite_engine) == [(case_key, "tasks"), (case_key, "timers"), (case_key, "told")]


@pytest.mark.ails
def test_work_that_a_case_left_open_when_it_ended_is_told(sqlite_engine: Engine) -> None:
    case_key = with_timer(sqlite_engine)
    with sqlite_engine.database.write(sqlite_engine.clock, sqlite_engine.new_key) as tx:
        tx.execute(update(CASE).where(CASE.c.case_key == case_key).values(state="terminated", ended_at=tx.now))

    assert codes(sqlite_engine) == [(case_key, "left_over")] * 2 + [(case_key, "told")] * 2


@pytest.mark.ails
def test_a_state_that_cannot_be_read_is_told(sqlite_engine: Engine) -> None:
    case_key = with_timer(sqlite_engine)
    with sqlite_engine.database.write(sqlite_engine.clock, sqlite_engine.new_key) as tx:
        tx.execute(update(CASE).where(CASE.c.case_key == case_key).values(state_blob=b"\x91\x63"))

    assert codes(sqlite_engine) == [(case_key, "state")]


@pytest.mark.ails
def test_the_command_prints_what_is_wrong_and_fails(
    sqlite_url: str, sqlite_engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    sqlite_engine.clock.reset()  # the command goes by the machine's time
    case_key = with_timer(sqlite_engine)
    assert main(["doctor", "--database-url", sqlite_url]) == 0
    assert "1 cases examined: none with something wrong" in capsys.readouterr().out
    with sqlite_engine.database.write(sqlite_engine.clock, sqlite_engine.new_key) as tx:
        tx.execute(delete(TIMER).where(TIMER.c.case_key == case_key))

    assert main(["doctor", "--database-url", sqlite_url]) == 1

    assert f"case {case_key}: timers: expected the open timers of its state" in capsys.readouterr().out
