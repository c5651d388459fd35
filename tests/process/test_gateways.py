"""Gateways (1.4): splits, joins in loops in every order, event-based, complex."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from engine.values import Json
from tests.models.bpmn import (
    boundary,
    catch,
    event_sub,
    message,
    message_top,
    model,
    script,
    signal,
    signal_top,
    sub,
    timer,
)
from tests.process.driver import Case

ROUNDS = model(
    "start -> merge -> fork -> a -> join -> again",
    "fork -> b -> join",
    "again -> merge : =more",
    "again -> end",
    xml='<exclusiveGateway id="merge"/><exclusiveGateway id="again" default="again_end"/>',
)


def inclusive(*ids: str, default: str = "") -> str:
    return "".join(f'<inclusiveGateway id="{name}" {default if not name.startswith("ijoin") else ""}/>' for name in ids)


INCLUSIVE_ROUNDS = model(
    "start -> merge -> isplit",
    "isplit -> a : =x",
    "isplit -> b : =y",
    "isplit -> c : =z",
    "a -> ijoin",
    "b -> ijoin",
    "c -> ijoin -> check -> again",
    "again -> merge : =more",
    "again -> end",
    xml=inclusive("isplit", "ijoin")
    + '<exclusiveGateway id="merge"/><exclusiveGateway id="again" default="again_end"/>',
)


@pytest.mark.parametrize("orders", list(product(permutations("ab"), repeat=3)))
def test_w4_a_parallel_join_in_a_loop_fires_once_a_round_in_every_order(orders: tuple[tuple[str, str], ...]) -> None:
    case = Case(ROUNDS).start(more=True)

    for number, (first, second) in enumerate(orders):
        assert case.open == ["a", "b"]
        case.task(first)
        assert case.open == [second]
        case.task(second, more=number < len(orders) - 1)

    assert case.is_completed
    assert case.flows.count("join_again") == len(orders)


def test_w4_two_tokens_on_one_flow_never_satisfy_two_flows() -> None:
    given = model("start -> fork -> a -> x -> join -> end", "fork -> b -> x", "fork -> c -> join")
    given = given.replace(b'<userTask id="x"/>', b'<exclusiveGateway id="x"/>')

    case = Case(given).start().task("a").task("b")
    assert case.open == ["c"]
    case.task("c")

    assert case.flows.count("join_end") == 1
    assert case.incident_types == ["STUCK_TOKEN"]


def test_k12_every_node_where_tokens_wait_in_vain_has_its_own_incident() -> None:
    given = model(
        "start -> fork -> x -> c -> join -> end",
        "x -> a : =false",
        "a -> join",
        "fork -> y -> e -> join2 -> end2",
        "y -> d : =false",
        "d -> join2",
        xml='<exclusiveGateway id="x" default="x_c"/><exclusiveGateway id="y" default="y_e"/>',
    )

    case = Case(given).start().task("c").task("e")

    assert [incident.element_id for incident in case.incidents.values()] == ["join", "join2"]


@pytest.mark.parametrize("subset", [s for s in product((True, False), repeat=3) if any(s)])
def test_w5_and_w6_every_subset_in_every_order_joins_once_over_two_rounds(subset: tuple[bool, ...]) -> None:
    names = [name for name, taken in zip("abc", subset, strict=True) if taken]
    for first, second in product(permutations(names), repeat=2):
        case = Case(INCLUSIVE_ROUNDS).start(x=subset[0], y=subset[1], z=subset[2], more=True)
        for order, more in ((first, True), (second, False)):
            for name in order:
                case.task(name)
            assert case.open == ["check"]
            case.task("check", more=more)
        assert case.is_completed


def test_w5_no_true_condition_and_no_default_is_a_condition_error() -> None:
    case = Case(INCLUSIVE_ROUNDS).start(x=False, y=False, z=False)
    assert case.incident_types == ["CONDITION_ERROR"]

    assert case.set(x=True).resolve().open == ["a"]


@pytest.mark.parametrize("value", [None, 1, "true"])
def test_w1_a_condition_that_is_no_boolean_is_an_error_not_false(value: Json) -> None:
    given = model("start -> x", "x -> a : =ok", "x -> b", xml='<exclusiveGateway id="x" default="x_b"/>')

    assert Case(given).start(ok=value).incident_types == ["CONDITION_ERROR"]


def test_w6_a_join_waits_for_a_token_that_can_still_come() -> None:
    given = model(
        "start -> isplit",
        "isplit -> a : =true",
        "isplit -> far : =true",
        "far -> which",
        "which -> ijoin : =near",
        "which -> out",
        "a -> ijoin -> b",
        xml=inclusive("isplit", "ijoin") + '<exclusiveGateway id="which" default="which_out"/>',
    )
    case = Case(given).start(near=False).task("a")
    assert case.open == ["far"]

    assert case.task("far").open == ["b", "out"]


def test_w6_boundary_events_of_active_elements_count_as_paths() -> None:
    given = model(
        "start -> fork -> a -> ijoin -> z",
        "fork -> b -> end",
        "late -> ijoin",
        xml=inclusive("ijoin") + '<userTask id="b"/>' + boundary("late", "b", timer("PT1H")),
    )
    case = Case(given).start().task("a")
    assert case.open == ["b"]

    assert case.wait(hours=1).open == ["z"]
    assert Case(given).start().task("a").task("b").open == ["z"]


def test_w8_a_flow_taken_twice_before_the_join_fires_loses_no_token() -> None:
    given = model(
        "start -> fork -> a -> m -> ijoin -> z",
        "fork -> b -> m",
        "fork -> c -> ijoin",
        xml=inclusive("ijoin") + '<exclusiveGateway id="m"/>',
    )

    case = Case(given).start().task("a").task("b")
    assert case.open == ["c"]
    case.task("c")

    assert case.open == ["z", "z"]
    assert case.task("z").task("z").is_completed


def test_w7_a_join_fires_when_the_last_other_token_ends() -> None:
    given = model(
        "start -> fork -> a -> ijoin -> z",
        "fork -> b -> which",
        "which -> ijoin : =no",
        "which -> end",
        xml=inclusive("ijoin") + '<exclusiveGateway id="which" default="which_end"/>',
    )

    case = Case(given).start(no=False).task("a")
    assert case.open == ["b"]

    assert case.task("b").open == ["z"]


def test_w9_the_first_trigger_wins_and_all_others_close() -> None:
    xml = (
        '<eventBasedGateway id="race"/>'
        + catch("paid", message("paid"))
        + catch("late", timer("PT1H"))
        + catch("later", timer("PT2H"))
        + '<receiveTask id="r" messageRef="other"/>'
    )
    top = message_top("paid", key="=order") + message_top("other", key="=order")
    lines = ["start -> race -> paid -> a", "race -> late -> b", "race -> later -> c", "race -> r -> d"]
    given = model(*lines, top=top, xml=xml)

    assert Case(given).start(order="1").message("paid", n=1).open == ["a"]
    case = Case(given).start(order="1").wait(hours=5)
    assert case.open == ["b"]
    assert not case.waits
    assert not case.timers
    case = Case(given).start(order="1").message("other", n=1)
    assert case.open == ["d"]
    assert case.variables == {"order": "1", "n": 1}


def complex_model(condition: str, *lines: str, xml: str = "") -> bytes:
    gateway = f'<complexGateway id="cx"><activationCondition>{condition}</activationCondition></complexGateway>'
    return model("start -> fork", "fork -> a -> cx", "fork -> b -> cx", "fork -> c -> cx", *lines, xml=gateway + xml)


@pytest.mark.parametrize("order", list(permutations("abc")))
def test_w11_and_w12_two_of_three_fires_once_a_round(order: tuple[str, str, str]) -> None:
    case = Case(complex_model("=activationCount &gt;= 2", "cx -> z -> end")).start()

    case.task(order[0])
    assert "z" not in case.open
    case.task(order[1])
    assert "z" in case.open
    case.task(order[2])

    assert case.open == ["z"]
    assert case.task("z").is_completed


def test_w12_conditions_are_evaluated_again_at_the_reset() -> None:
    lines = ["cx -> z : =waitingForStart", "cx -> rest : =not(waitingForStart)"]
    case = Case(complex_model("=activationCount = 1", *lines)).start().task("a")
    assert case.open == ["b", "c", "z"]

    case.task("b").task("c")

    assert case.open == ["rest", "z"]


def test_w11_an_activation_condition_that_fails_is_an_incident() -> None:
    case = Case(complex_model("=activationCount &gt;= n", "cx -> z")).start().task("a")
    assert case.incident_types == ["CONDITION_ERROR"]

    case.set(n=1).resolve()

    assert "z" in case.open


def test_w13_a_gateway_joins_first_and_then_splits() -> None:
    given = model("start -> fork -> a -> join -> x", "fork -> b -> join", "join -> y")

    case = Case(given).start().task("a").task("b")

    assert case.open == ["x", "y"]


def test_a_join_inside_an_ended_scope_counts_nothing_later() -> None:
    inner = sub("s", "start_s -> fork_s -> a -> join_s -> end_s", "fork_s -> b -> join_s")
    given = model(
        "start -> s -> again",
        "again -> s : =more",
        "again -> end",
        xml=inner + '<exclusiveGateway id="again" default="again_end"/>',
    )
    case = Case(given).start(more=True).task("a").modify(activate=("s",), terminate=("s",))
    assert case.open == ["a", "b"]

    case.task("b")

    assert case.open == ["a"]


def test_w1_a_thousand_pass_through_rounds_keep_the_step_linear() -> None:
    given = model(
        "start -> m -> count -> again",
        "again -> m : =n < 1000",
        "again -> end",
        xml=script("count", "=n + 1", result="n")
        + '<exclusiveGateway id="m"/><exclusiveGateway id="again" default="again_end"/>',
    )

    case = Case(given).start(n=0)

    assert case.is_completed
    assert case.steps[-1].variables[-1].value == 1000


def test_k12_a_token_stays_stuck_while_event_sub_processes_begin_and_end() -> None:
    handler = event_sub("on", "start_on -> h -> end_on", start=signal("go"), interrupting=False)
    xml = '<exclusiveGateway id="x" default="x_join"/><parallelGateway id="join"/>' + handler
    given = model("start -> x -> join -> end", "x -> a : =false", "a -> join", top=signal_top("go"), xml=xml)
    case = Case(given).start()
    stuck = list(case.incidents)
    assert case.incident_types == ["STUCK_TOKEN"]

    case.signal("go").signal("go").task("h")

    assert list(case.incidents) == stuck
