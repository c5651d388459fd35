"""Timer start events after downtime: how many cases begin, and what the history says of what was missed (T5, T9)."""

from __future__ import annotations

from datetime import timedelta

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.search.request import Search
from engine.service import Engine
from engine.values import Json
from tests.engine import build


def a_timer_process(text: str, *, kind: str = "timeCycle", extensions: str = "") -> bytes:
    """timer start → task → end."""
    inner = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
    start = (
        f'<bpmn:startEvent id="start">{inner}<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}>'
        "</bpmn:timerEventDefinition></bpmn:startEvent>"
    )
    return build.process(start + build.user_task("task") + build.END + build.line("start", "task", "end"))


def prop(name: str, value: str) -> str:
    """One property of ours."""
    return f'<zeebe:properties><zeebe:property name="sl:{name}" value="{value}"/></zeebe:properties>'


def missed(engine: Engine) -> list[Json]:
    """What each started case says was missed before it, in order of starting; None when it says nothing."""
    page = engine.search("case", Search(sort=[{"field": "processInstanceKey"}]), actor=SYSTEM)
    keys = [int(str(item["processInstanceKey"])) for item in page.items]
    return [engine.timeline(key, actor=SYSTEM)[0].details.get("missed") for key in keys]


def be_away(engine: Engine, clock: PinnedClock, duration: timedelta) -> None:
    """The server is down for that time, and does what is due when it is back."""
    clock.move(duration)
    while engine.fire_due_timers():
        pass


def test_t9_a_missed_cycle_starts_one_case_that_says_how_many_were_missed(engine: Engine, clock: PinnedClock) -> None:
    build.deployed(engine, a_timer_process("R/PT1H"))

    be_away(engine, clock, timedelta(hours=5, minutes=30))
    assert missed(engine) == [4]

    be_away(engine, clock, timedelta(minutes=30))
    assert missed(engine) == [4, None], "no drift: the next one is due at the full hour"


def test_t9_a_missed_cron_start_says_how_many_were_missed(sqlite_engine: Engine, clock: PinnedClock) -> None:
    build.deployed(sqlite_engine, a_timer_process("0 0 9 * * *"))

    be_away(sqlite_engine, clock, timedelta(days=3))

    assert missed(sqlite_engine) == [2]


def test_t9_all_starts_a_case_for_each_missed_round(sqlite_engine: Engine, clock: PinnedClock) -> None:
    build.deployed(sqlite_engine, a_timer_process("R/PT1H", extensions=prop("catchUp", "all")))

    be_away(sqlite_engine, clock, timedelta(hours=3))

    assert missed(sqlite_engine) == [None, None, None]


def test_t9_skip_starts_none_after_a_missed_round(sqlite_engine: Engine, clock: PinnedClock) -> None:
    build.deployed(sqlite_engine, a_timer_process("R/PT1H", extensions=prop("catchUp", "skip")))

    be_away(sqlite_engine, clock, timedelta(hours=3, minutes=10))
    assert missed(sqlite_engine) == []

    be_away(sqlite_engine, clock, timedelta(minutes=50))
    assert missed(sqlite_engine) == [None]


def test_t5_missed_rounds_are_used_up(sqlite_engine: Engine, clock: PinnedClock) -> None:
    build.deployed(sqlite_engine, a_timer_process("R3/PT1H"))

    be_away(sqlite_engine, clock, timedelta(hours=2))
    be_away(sqlite_engine, clock, timedelta(hours=5))
    be_away(sqlite_engine, clock, timedelta(hours=5))

    assert missed(sqlite_engine) == [1, None]


def test_t9_a_date_that_passed_meanwhile_starts_one_case(sqlite_engine: Engine, clock: PinnedClock) -> None:
    build.deployed(sqlite_engine, a_timer_process("2026-03-02T13:00:00", kind="timeDate"))

    be_away(sqlite_engine, clock, timedelta(days=40))
    be_away(sqlite_engine, clock, timedelta(days=40))

    assert missed(sqlite_engine) == [None]


def test_t10_the_next_version_counts_from_its_deployment(sqlite_engine: Engine, clock: PinnedClock) -> None:
    build.deployed(sqlite_engine, a_timer_process("R/PT1H"))
    clock.move(timedelta(minutes=50))
    build.deployed(sqlite_engine, a_timer_process("R/PT2H"))

    be_away(sqlite_engine, clock, timedelta(hours=1, minutes=59))
    assert missed(sqlite_engine) == []

    be_away(sqlite_engine, clock, timedelta(minutes=1))
    assert missed(sqlite_engine) == [None]


def test_s13_a_start_cycle_with_a_calendar_runs_in_working_time(sqlite_engine: Engine, clock: PinnedClock) -> None:
    build.deployed(sqlite_engine, a_timer_process("R/PT8H", extensions=prop("calendar", "office_hours")))

    be_away(sqlite_engine, clock, timedelta(hours=9))
    assert missed(sqlite_engine) == []

    be_away(sqlite_engine, clock, timedelta(days=1))
    assert missed(sqlite_engine) == [None]
