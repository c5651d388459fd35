"""Working on tasks: claim, release, assign, complete, and who loses a race."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from engine.errors import Conflict, Forbidden, Invalid, NotFound, StaleRevision
from engine.service import Engine
from engine.tasks import TaskHeld, TaskNotOpen
from tests.conftest import ActorOf
from tests.engine import build


def test_completing_a_task_puts_the_next_one_into_the_next_inbox(engine: Engine, actor: ActorOf) -> None:
    body = build.START + build.user_task("first") + build.user_task("second", role="quality") + build.END
    build.deployed(engine, build.process(body + build.line("start", "first", "second", "end")))
    build.a_case(engine, unit="hq")
    key = build.tasks(engine, actor("agent"))[0].task_key

    done = engine.complete_task(key, {"finding": "ok"}, actor=actor("agent"), from_form=False)

    assert not done.is_case_ended
    assert build.tasks(engine, actor("agent")) == ()
    following = build.tasks(engine, actor("quality"))
    assert [task.element_id for task in following] == ["second"]
    assert done.opened == (following[0].task_key,)


def test_claim_of_held_task_is_refused(engine: Engine, actor: ActorOf) -> None:
    key = build.a_task(engine, actor("agent"), held_by=actor("agent"))
    second = replace(actor("agent"), name="agent_b")

    with pytest.raises(TaskHeld) as refused:
        engine.claim_task(key, actor=second)

    assert refused.value.by == "agent"


def test_a_task_of_another_dealer_does_not_exist_for_a_station(engine: Engine, actor: ActorOf) -> None:
    build.deployed(engine, build.one_task(role="station"))
    build.a_case(engine, unit=actor("station").grants[0].unit_code)
    key = build.tasks(engine, actor("station"))[0].task_key
    engine.claim_task(key, actor=actor("station"))

    with pytest.raises(NotFound):
        engine.claim_task(key, actor=actor("station2"))


def test_completing_a_task_twice_is_a_conflict_that_says_so(engine: Engine, actor: ActorOf) -> None:
    key = build.a_task(engine, actor("agent"))
    engine.complete_task(key, {}, actor=actor("agent"), from_form=False)

    with pytest.raises(TaskNotOpen) as refused:
        engine.complete_task(key, {}, actor=actor("agent"), from_form=False)

    assert (refused.value.state, refused.value.ended_by) == ("completed", "agent")


def test_of_eight_racing_completions_exactly_one_wins(engine: Engine, actor: ActorOf) -> None:
    key = build.a_task(engine, actor("agent"))
    agent = actor("agent")

    def attempt(number: int) -> str:
        try:
            engine.complete_task(key, {"winner": number}, actor=agent, from_form=False)
        except Conflict:
            return "lost"
        return "won"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(8)))

    assert sorted(outcomes) == ["lost"] * 7 + ["won"]


def test_completing_a_task_held_by_another_person_is_refused(engine: Engine, actor: ActorOf) -> None:
    key = build.a_task(engine, actor("agent"), held_by=actor("agent"))
    second = replace(actor("agent"), name="agent_b")

    with pytest.raises(TaskHeld):
        engine.complete_task(key, {}, actor=second, from_form=False)


def test_assigning_to_somebody_without_the_role_is_refused(engine: Engine, actor: ActorOf) -> None:
    key = build.a_task(engine, actor("agent"))

    with pytest.raises(Invalid, match="finance"):
        engine.assign_task(key, assignee="finance", actor=actor("operator"))


def test_a_stale_revision_names_who_changed_the_task(engine: Engine, actor: ActorOf) -> None:
    key = build.a_task(engine, actor("agent"), held_by=actor("agent"))

    with pytest.raises(StaleRevision) as refused:
        engine.release_task(key, actor=actor("agent"), expected_revision=0)

    assert refused.value.changed_by == "agent"


def test_an_overseer_sees_a_task_but_may_not_work_on_it(engine: Engine, actor: ActorOf) -> None:
    key = build.a_task(engine, actor("agent"))

    assert not engine.task_page(key, actor=actor("auditor")).may_complete
    with pytest.raises(Forbidden):
        engine.complete_task(key, {}, actor=actor("auditor"), from_form=False)
