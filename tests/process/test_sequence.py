"""Tokens, scopes and order of work (1.1) and the simplest path."""

from __future__ import annotations

import pytest

from engine.errors import Conflict, Invalid
from engine.process.command import CompleteTask, Modify
from tests.models.bpmn import (
    boundary,
    extensions,
    model,
    prop,
    script,
    sub,
    timer,
)
from tests.process.driver import CASE_KEY, Case

XOR = '<exclusiveGateway id="is_ok" default="is_ok_rework"/>'
REWORK = model("start -> approve -> is_ok", "is_ok -> end : =ok", "is_ok -> rework -> approve", xml=XOR)


def test_k1_a_start_event_makes_one_token_that_waits_at_the_task() -> None:
    case = Case(REWORK).start()

    assert case.open == ["approve"]


def test_w1_the_true_condition_wins_and_the_case_completes() -> None:
    case = Case(REWORK).start().task("approve", ok=True)

    assert case.is_completed
    assert case.flows == ["start_approve", "approve_is_ok", "is_ok_end"]


def test_w1_the_default_flow_leads_around_the_loop() -> None:
    case = Case(REWORK).start().task("approve", ok=False).task("rework").task("approve", ok=True)

    assert case.is_completed


def test_k1_several_incoming_flows_are_an_uncontrolled_merge() -> None:
    given = model("start -> fork -> a -> c -> end", "fork -> b -> c")

    case = Case(given).start().task("a").task("b")

    assert case.open == ["c", "c"]


def test_k2_an_activity_with_two_flows_splits() -> None:
    case = Case(model("start -> a -> b -> end", "a -> c -> end2")).start().task("a")

    assert case.open == ["b", "c"]


def test_k3_conditional_flows_of_an_activity_are_an_inclusive_split() -> None:
    given = model("start -> a", "a -> b : =x > 1", "a -> c : =x > 2", "a -> d")

    assert Case(given).start().task("a", x=2).open == ["b", "d"]
    assert Case(given).start().task("a", x=3).open == ["b", "c", "d"]


def test_k3_nothing_taken_is_a_condition_error_that_resolves_after_a_change() -> None:
    case = Case(model("start -> a", "a -> b : =x > 1")).start().task("a", x=0)
    assert case.incident_types == ["CONDITION_ERROR"]

    case.set(x=5).resolve()

    assert case.open == ["b"]
    assert not case.incidents


def test_k5_a_node_without_outgoing_flow_ends_its_token() -> None:
    assert Case(model("start -> a")).start().task("a").is_completed


def test_k7_start_and_completion_quantity_count_tokens() -> None:
    given = model(
        "start -> a -> b -> end",
        xml='<userTask id="a" completionQuantity="3"/><userTask id="b" startQuantity="3"/>',
    )

    case = Case(given).start().task("a")

    assert case.open == ["b"]
    assert case.task("b").is_completed


def test_k11_a_step_beyond_the_limit_stops_and_goes_on_when_resolved() -> None:
    given = model(
        "start -> a -> is_ok",
        "is_ok -> a : =n",
        "is_ok -> end",
        xml='<exclusiveGateway id="is_ok" default="is_ok_end"/><task id="a"/>',
    )
    case = Case(given)
    case.element_limit = 50

    case.start(n=True)

    assert case.incident_types == ["LIMIT_EXCEEDED"]
    case.set(n=False).resolve()
    assert case.is_completed


def test_k12_tokens_that_wait_for_ever_are_an_incident() -> None:
    given = model(
        "start -> which",
        "which -> a -> join : =x",
        "which -> b -> join -> end",
        xml='<exclusiveGateway id="which" default="which_b"/>',
    )
    given = model(
        "start -> which",
        "which -> a : =x",
        "which -> b",
        "a -> join",
        "b -> join -> end",
        xml='<exclusiveGateway id="which" default="which_b"/>',
    )

    case = Case(given).start(x=True).task("a")

    assert case.incident_types == ["STUCK_TOKEN"]
    assert [incident.element_id for incident in case.incidents.values()] == ["join"]
    assert case.modify(activate=("b",)).open == ["b"]
    assert not case.incidents
    assert case.task("b").is_completed


def test_k10_a_task_completed_twice_is_a_conflict() -> None:
    case = Case(model("start -> a -> b -> end")).start()
    key = next(iter(case.tasks))
    case.task("a")

    with pytest.raises(Conflict):
        case.do(CompleteTask(key, {}))


def test_v15_a_modification_moves_a_token() -> None:
    case = Case(model("start -> a -> b -> end")).start().modify(activate=("b",), terminate=("a",))

    assert case.open == ["b"]
    assert case.happened("task.withdrawn") == ["a"]


def test_v15_a_modification_names_the_scope_when_it_is_active_several_times() -> None:
    given = model("start -> fork -> s -> end", "fork -> s", xml=sub("s", "start_in -> x -> y -> end_in"))
    case = Case(given).start()
    _, second = [key for key, name in case.active.items() if name == "s"]
    with pytest.raises(Invalid):
        case.modify(activate=("y",))

    case.do(Modify(activate=(("y", {}),), ancestors={0: second}))

    assert [task.element_id for task in case.tasks.values()] == ["x", "x", "y"]
    newest = [change for change in case.steps[-1].elements if change.element_id == "y"]
    assert [change.scope_key for change in newest] == [second]


def test_v15_scopes_between_the_named_one_and_the_element_are_made_anew() -> None:
    deep = sub("deep", "start_deep -> x -> end_deep")
    given = model("start -> s -> end", xml=sub("s", "start_in -> deep -> end_in", xml=deep))
    case = Case(given).start()
    outer = next(key for key, name in case.active.items() if name == "s")

    case.do(Modify(activate=(("x", {}),), ancestors={0: outer}))

    assert list(case.active.values()).count("deep") == 2
    assert case.open == ["x", "x"]


def test_v15_a_named_scope_must_stand_around_the_element() -> None:
    case = Case(model("start -> fork -> a", "fork -> b")).start()
    key = next(key for key, name in case.active.items() if name == "b")

    with pytest.raises(Invalid):
        case.do(Modify(activate=(("a", {}),), ancestors={0: key}))


def test_v15_a_modification_makes_the_missing_scopes() -> None:
    given = model("start -> a -> s -> end", xml=sub("s", "start_s -> x -> y -> end_s"))

    case = Case(given).start().modify(activate=("y",), terminate=("a",))

    assert case.open == ["y"]
    assert case.task("y").is_completed


def test_start_instructions_begin_inside_a_sub_process() -> None:
    given = model("start -> a -> s -> end", xml=sub("s", "start_s -> x -> y -> end_s"))

    case = Case(given).start(begin_at=("y",), n=1)

    assert case.open == ["y"]
    assert case.variables == {"n": 1}


def test_cancel_case_ends_everything() -> None:
    given = model("start -> s -> end", xml=sub("s", "start_s -> x -> end_s") + boundary("late", "s", timer("PT1H")))

    case = Case(given).start().cancel()

    assert case.outcome == "terminated"
    assert case.happened("task.withdrawn") == ["x"]


def test_s7_unit_and_role_come_from_the_nearest_place() -> None:
    lanes = (
        '<laneSet id="ls"><lane id="l1" name="station">'
        f"{extensions(prop('sl:unit', '=unit_code'))}"
        "<flowNodeRef>a</flowNodeRef><flowNodeRef>s</flowNodeRef></lane></laneSet>"
    )
    given = model("start -> a -> s -> end", xml=sub("s", "start_s -> x -> end_s"), inside=lanes)
    case = Case(given).start(unit_code="D1")

    task = next(iter(case.tasks.values()))
    assert (task.roles, task.unit) == (("station",), "D1")
    case.task("a")
    assert next(iter(case.tasks.values())).roles == ("station",)


def test_s8_a_unit_that_gives_nothing_is_an_incident() -> None:
    given = model("start -> a -> end", xml=f'<userTask id="a">{extensions(prop("sl:unit", "=missing"))}</userTask>')

    case = Case(given).start()

    assert case.incident_types == ["NO_UNIT"]
    assert not case.tasks


def test_a10_a_script_writes_its_result() -> None:
    case = Case(model("start -> calc -> a", xml=script("calc", "=n * 2", result="double"))).start(n=4)

    assert case.variables == {"n": 4, "double": 8}


def test_rework_rounds_leave_the_state_flat() -> None:
    case = Case(REWORK).start().task("approve", ok=False)
    sizes = []

    for _ in range(1_000):
        case.task("rework").task("approve", ok=False)
        sizes.append(len(case.state or b""))

    assert max(sizes) - min(sizes) <= 8


def test_the_case_key_is_the_root_scope() -> None:
    case = Case(model("start -> a")).start(n=1)

    assert case.scopes == {CASE_KEY: {"n": 1}}


def test_v15_ending_the_last_element_ends_the_case_and_does_not_look_like_success() -> None:
    given = model("start -> s -> b", xml=sub("s", "start_s -> x -> end_s"))

    case = Case(given).start().modify(terminate=("x",))

    assert case.outcome == "terminated"
    assert case.happened("case.terminated") == ["p"]
