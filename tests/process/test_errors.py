"""Errors, escalations, terminate, link and multiple events (1.2)."""

from __future__ import annotations

import pytest

from engine.process.command import ChildThrew
from engine.process.step import Outcome
from engine.process.surroundings import CallerAnswer
from tests.models.bpmn import (
    boundary,
    catch,
    end,
    error,
    error_top,
    escalation,
    escalation_top,
    event_sub,
    extensions,
    io,
    message,
    message_top,
    model,
    service,
    signal,
    signal_top,
    sub,
    throw,
    timer,
)
from tests.process.driver import Case

PAID = message_top("paid", key="=order")
TERMINATE = "<terminateEventDefinition/>"


# ---- errors and escalations ----


def test_e8_an_error_end_leaves_by_the_boundary_event_of_its_scope() -> None:
    inner = sub("s", "start_s -> fork_s -> x", "fork_s -> bad", xml=end("bad", error("late")))
    xml = inner + boundary("caught", "s", error("late")) + boundary("any", "s", error())
    case = Case(model("start -> s -> end", "caught -> b", "any -> c", top=error_top("late"), xml=xml)).start()

    assert case.open == ["b"]
    assert case.happened("task.withdrawn") == ["x"]


def test_e8_an_equal_code_wins_over_a_catch_all_and_event_sub_processes_come_first() -> None:
    handler = event_sub("on", "start_on -> h -> end_on", start=error())
    inner = sub("s", "start_s -> bad", xml=end("bad", error("late")) + handler)
    xml = inner + boundary("caught", "s", error("late"))
    case = Case(model("start -> s -> z", "caught -> b", top=error_top("late"), xml=xml)).start()

    assert case.open == ["h"]
    assert case.task("h").open == ["z"]


def test_e9_a_job_throws_an_error_at_its_own_boundary() -> None:
    xml = service("a") + boundary("bad", "a", error("no_stock"))
    case = Case(model("start -> a -> end", "bad -> b", top=error_top("no_stock"), xml=xml)).start()

    case.throw("a", "no_stock", missing=3)

    assert case.open == ["b"]
    assert case.variables == {"missing": 3}


def test_e10_an_uncaught_error_is_an_incident_and_resolving_reopens_the_job() -> None:
    case = Case(model("start -> a -> end", xml=service("a"))).start()
    key = case.job_key("a")

    step = case.throw("a", "what").steps[-1]

    assert case.incident_types == ["UNHANDLED_ERROR_EVENT"]
    assert step.jobs_closed == []
    case.resolve()
    assert case.steps[-1].jobs_reopened == [(key, 3)]


def test_e10_an_uncaught_error_end_throws_again_when_resolved() -> None:
    case = Case(model("start -> bad", top=error_top("x"), xml=end("bad", error("x")))).start()
    assert case.incident_types == ["UNHANDLED_ERROR_EVENT"]

    assert case.resolve().incident_types == ["UNHANDLED_ERROR_EVENT"]


THROW_TWICE = throw("tell", escalation("slow")) + throw("again", escalation("slow"))


@pytest.mark.parametrize(
    ("answer", "incidents", "outcome"),
    [
        (CallerAnswer.UNCAUGHT, ["UNHANDLED_ERROR_EVENT"], Outcome.ACTIVE),
        (CallerAnswer.ENDED, [], Outcome.TERMINATED),
    ],
)
def test_e8_an_error_that_leaves_a_called_case_is_an_incident_only_when_no_caller_catches_it(
    answer: CallerAnswer, incidents: list[str], outcome: Outcome
) -> None:
    case = Case(model("start -> bad", top=error_top("x"), xml=end("bad", error("x"))))
    case.caller_answers = [answer]

    case.start(call_depth=1)

    assert case.asked_caller == [("error", "x")]
    assert [incident.error_type for incident in case.steps[-1].incidents_opened] == incidents
    assert case.outcome is outcome


def test_e9_the_job_whose_error_a_caller_caught_ends_with_its_error() -> None:
    case = Case(model("start -> a -> end", xml=service("a"))).start(call_depth=1)
    key = case.job_key("a")
    case.caller_answers = [CallerAnswer.ENDED]

    step = case.throw("a", "what").steps[-1]

    assert step.jobs_closed == [(key, "error")]
    assert case.outcome is Outcome.TERMINATED


def test_e12_each_escalation_that_leaves_a_called_case_is_answered_before_its_thrower_goes_on() -> None:
    given = model("start -> tell -> again -> a", top=escalation_top("slow"), xml=THROW_TWICE)
    case = Case(given)
    case.caller_answers = [CallerAnswer.GOES_ON, CallerAnswer.UNCAUGHT]

    case.start(call_depth=1)

    assert case.asked_caller == [("escalation", "slow")] * 2
    assert case.happened("escalation.uncaught") == ["again"]
    assert case.open == ["a"]


def test_e12_a_caller_that_interrupts_ends_the_thrower_before_its_flow_is_taken() -> None:
    given = model("start -> fork -> tell -> again -> a", "fork -> b", top=escalation_top("slow"), xml=THROW_TWICE)
    case = Case(given)
    case.caller_answers = [CallerAnswer.ENDED]

    case.start(call_depth=1)

    assert case.asked_caller == [("escalation", "slow")]
    assert "tell_again" not in case.flows
    assert "task.created" not in [line.type for line in case.steps[-1].happenings if line.element_id == "a"]
    assert case.outcome is Outcome.TERMINATED


def test_e10_resolving_an_error_thrown_at_a_user_task_throws_it_again() -> None:
    case = Case(model("start -> a -> end")).start().throw("a", "what", n=1)

    assert case.resolve().incident_types == ["UNHANDLED_ERROR_EVENT"]
    assert len(case.happened("incident.opened")) == 2
    assert case.task("a").is_completed


def test_e12_a_non_interrupting_escalation_lets_the_thrower_go_on() -> None:
    inner = sub("s", "start_s -> tell -> x -> end_s", xml=throw("tell", escalation("slow")))
    xml = inner + boundary("up", "s", escalation("slow"), interrupting=False)
    case = Case(model("start -> s -> end", "up -> b", top=escalation_top("slow"), xml=xml)).start()

    assert case.open == ["b", "x"]


def test_e12_an_interrupting_escalation_ends_the_scope() -> None:
    inner = sub("s", "start_s -> tell -> x -> end_s", xml=throw("tell", escalation("slow")))
    xml = inner + boundary("up", "s", escalation("slow"))
    case = Case(model("start -> s -> end", "up -> b", top=escalation_top("slow"), xml=xml)).start()

    assert case.open == ["b"]


def test_e12_an_uncaught_escalation_is_no_incident() -> None:
    xml = throw("tell", escalation("slow"))

    assert Case(model("start -> tell -> a", top=escalation_top("slow"), xml=xml)).start().open == ["a"]


def test_e8_the_call_activity_catches_what_left_the_child() -> None:
    call = '<callActivity id="c">' + extensions('<zeebe:calledElement processId="q"/>') + "</callActivity>"
    xml = call + boundary("bad", "c", error("x"))
    case = Case(model("start -> c -> end", "bad -> b", top=error_top("x"), xml=xml)).start()
    key = next(iter(case.children))

    step = case.do(ChildThrew(key, "error", "x", variables={"n": 1}))

    assert step.caught
    assert step.children_ended == [key]
    assert case.open == ["b"]


# ---- terminate, link, none ----


def test_e19_terminate_ends_its_scope_which_then_counts_as_completed() -> None:
    inner = sub("s", "start_s -> fork_s -> x", "fork_s -> y -> stop", xml=end("stop", TERMINATE))
    case = Case(model("start -> s -> a", xml=inner)).start().task("y")

    assert case.open == ["a"]
    assert case.happened("task.withdrawn") == ["x"]


def test_e19_terminate_at_case_level_completes_the_case() -> None:
    given = model("start -> fork -> a", "fork -> b -> stop", xml=end("stop", TERMINATE))

    assert Case(given).start().task("b").is_completed


def test_e18_a_link_goes_on_at_its_catch() -> None:
    link = '<linkEventDefinition name="L"/>'
    xml = throw("out", link) + throw("out2", link) + catch("back", link)
    case = Case(model("start -> a -> out", "back -> b -> end", "c -> out2", xml=xml)).start().task("a")

    assert case.open == ["b"]


def test_e20_a_multiple_catch_fires_at_the_first_trigger() -> None:
    xml = catch("any", message("paid") + timer("PT1H") + signal("go"))
    given = model("start -> any -> a", top=PAID + signal_top("go"), xml=xml)

    case = Case(given).start(order="1").signal("go")

    assert case.open == ["a"]
    assert not case.timers
    assert not case.waits


def test_d8_an_escalation_merges_nothing_without_output_mapping() -> None:
    tell = throw("tell", extensions(io("input: =1 -> level")) + escalation("slow"))
    inner = sub("s", "start_s -> tell -> x -> end_s", xml=tell)
    plain = inner + boundary("up", "s", escalation("slow"))
    mapped = inner + boundary("up", "s", extensions(io("output: =level -> seen")) + escalation("slow"))

    given = [model("start -> s", "up -> b", top=escalation_top("slow"), xml=xml) for xml in (plain, mapped)]

    assert Case(given[0]).start().variables == {}
    assert Case(given[1]).start().variables == {"seen": 1}
