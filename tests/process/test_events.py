"""Events at every position (1.2): catch, boundary, event sub-process, throw, end."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import Conflict
from engine.process.command import ChildThrew, Deliver, FireTimer
from engine.values import Json
from tests.models.bpmn import (
    boundary,
    catch,
    conditional,
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
    prop,
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


# ---- messages ----


def test_c1_a_message_catch_waits_with_its_key_and_merges_its_payload() -> None:
    case = Case(model("start -> wait -> a", top=PAID, xml=catch("wait", message("paid")))).start(order="A1")
    wait = next(iter(case.waits.values()))
    assert (wait.kind, wait.name, wait.correlation_key) == ("message", "paid", "A1")

    case.message("paid", amount=3)

    assert case.open == ["a"]
    assert case.variables == {"order": "A1", "amount": 3}


@pytest.mark.parametrize(("value", "key"), [(12, "12"), (Decimal("12.0"), "12"), (Decimal("1.50"), "1.5")])
def test_c1_a_number_is_its_plain_text(value: Json, key: str) -> None:
    case = Case(model("start -> wait -> a", top=PAID, xml=catch("wait", message("paid")))).start(order=value)

    assert next(iter(case.waits.values())).correlation_key == key


@pytest.mark.parametrize("value", [None, True, "", "x" * 257, [1]])
def test_c1_another_type_is_an_incident(value: Json) -> None:
    case = Case(model("start -> wait -> a", top=PAID, xml=catch("wait", message("paid")))).start(order=value)
    assert case.incident_types == ["EXTRACT_VALUE_ERROR"]

    case.set(order="fine").resolve()

    assert len(case.waits) == 1


def test_e21_with_output_mapping_only_the_mapped_values_are_merged() -> None:
    wait = catch("wait", extensions(io("output: =amount -> paid")) + message("paid"))

    case = Case(model("start -> wait -> a", top=PAID, xml=wait)).start(order="A1").message("paid", amount=3, noise=1)

    assert case.variables == {"order": "A1", "paid": 3}


def test_a9_a_receive_task_waits_and_its_boundary_timer_interrupts() -> None:
    receive = '<receiveTask id="r" messageRef="paid"/>' + boundary("late", "r", timer("PT1H"))
    given = model("start -> r -> a", "late -> b", top=PAID, xml=receive)

    assert Case(given).start(order="1").message("paid").open == ["a"]
    case = Case(given).start(order="1").wait(hours=2)
    assert case.open == ["b"]
    assert not case.waits


def test_k10_a_message_for_a_closed_subscription_is_a_conflict() -> None:
    xml = boundary("late", "a", message("paid"))
    case = Case(model("start -> a -> b", "late -> c", top=PAID, xml='<userTask id="a"/>' + xml)).start(order="1")
    key = next(iter(case.waits))
    case.task("a")

    with pytest.raises(Conflict):
        case.do(Deliver(key, {}))


def test_e13_a_non_interrupting_message_can_come_many_times() -> None:
    xml = '<userTask id="a"/>' + boundary("also", "a", message("paid"), interrupting=False)
    case = Case(model("start -> a -> end", "also -> b", top=PAID, xml=xml)).start(order="1")

    case.message("paid", n=1).message("paid", n=2)

    assert case.open == ["a", "b", "b"]
    assert case.task("a").task("b").task("b").is_completed


def test_c14_and_c15_a_case_catches_its_own_message() -> None:
    xml = catch("wait", message("paid")) + throw("send", extensions(io("input: =5 -> amount")) + message("paid"))
    given = model("start -> fork -> wait -> a", "fork -> send -> b", top=PAID, xml=xml)

    case = Case(given).start(order="A1")

    assert case.open == ["a", "b"]
    assert case.variables["amount"] == 5
    sent = case.steps[0].messages_thrown[0]
    assert (sent.name, sent.correlation_key, sent.variables, sent.time_to_live) == ("paid", "A1", {"amount": 5}, "PT1H")


def test_e6_a_message_throw_with_a_task_definition_is_a_job() -> None:
    xml = throw("send", extensions('<zeebe:taskDefinition type="x.push"/>') + message("paid"))

    case = Case(model("start -> send -> a", top=PAID, xml=xml)).start(order="1")

    assert case.open == ["send"]
    assert case.job("send").open == ["a"]


# ---- timers ----


def test_t4_a_duration_counts_from_entry() -> None:
    case = Case(model("start -> pause -> a", xml=catch("pause", timer("PT2H")))).start()
    assert case.wait(hours=1).open == []

    assert case.wait(hours=1).open == ["a"]
    assert case.happened("timer.fired") == ["pause"]


def test_t4_a_date_in_the_past_is_due_at_once() -> None:
    case = Case(
        model("start -> pause -> a", xml=catch("pause", timer("2020-01-01T00:00:00Z", kind="timeDate")))
    ).start()

    assert next(iter(case.timers.values())).due_at == case.now


def test_t3_a_date_without_zone_is_local_time_of_the_process() -> None:
    xml = catch("pause", timer("2026-03-02T18:00:00", kind="timeDate"))
    given = model("start -> pause -> a", xml=xml, inside=extensions(prop("sl:timeZone", "Asia/Shanghai")))

    case = Case(given).start()

    assert next(iter(case.timers.values())).due_at.hour == 10


def test_t2_another_value_is_an_incident() -> None:
    case = Case(model("start -> pause -> a", xml=catch("pause", timer("=n")))).start(n=5)
    assert case.incident_types == ["EXTRACT_VALUE_ERROR"]

    assert case.set(n="PT1H").resolve().wait(hours=1).open == ["a"]


def test_e5_the_due_date_is_fixed_on_entry() -> None:
    case = Case(model("start -> pause -> a", xml=catch("pause", timer("=d")))).start(d="PT1H")

    assert case.set(d="PT9H").wait(hours=1).open == ["a"]


def test_k13_an_interrupting_timer_ends_the_task_and_its_other_subscriptions() -> None:
    xml = '<userTask id="a"/>' + boundary("late", "a", timer("PT1H")) + boundary("stop", "a", message("paid"))
    case = Case(model("start -> a -> end", "late -> b", "stop -> c", top=PAID, xml=xml)).start(order="1")

    case.wait(hours=1)

    assert case.open == ["b"]
    assert not case.waits
    assert case.happened("task.withdrawn") == ["a"]


def test_t5_a_cycle_fires_n_times_without_drift() -> None:
    xml = '<userTask id="a"/>' + boundary("again", "a", timer("R3/PT1H", kind="timeCycle"), interrupting=False)
    case = Case(model("start -> a -> end", "again -> b", xml=xml)).start()

    case.wait(hours=9)

    assert case.open == ["a", "b", "b", "b"]
    assert not case.timers


def test_t9_a_cycle_after_downtime_fires_once_and_records_what_it_missed() -> None:
    xml = '<userTask id="a"/>' + boundary("again", "a", timer("R5/PT1H", kind="timeCycle"), interrupting=False)
    case = Case(model("start -> a -> end", "again -> b", xml=xml)).start()

    case.sleep(hours=3, minutes=30)
    step = case.do(FireTimer(next(iter(case.timers))))

    assert case.open == ["a", "b"]
    assert next(line for line in step.happenings if line.type == "timer.fired").details["missed"] == 2
    assert case.wait(hours=9).open == ["a", "b", "b", "b"]


@pytest.mark.parametrize(("mode", "count"), [("all", 5), ("skip", 2)])
def test_t9_catch_up_all_and_skip(mode: str, count: int) -> None:
    event = boundary(
        "again", "a", extensions(prop("sl:catchUp", mode)) + timer("R5/PT1H", kind="timeCycle"), interrupting=False
    )
    case = Case(model("start -> a -> end", "again -> b", xml='<userTask id="a"/>' + event)).start()

    case.sleep(hours=3, minutes=30).wait(hours=9)

    assert case.open.count("b") == count


def test_t5_r0_never_fires() -> None:
    xml = '<userTask id="a"/>' + boundary("again", "a", timer("R0/PT1H", kind="timeCycle"), interrupting=False)

    case = Case(model("start -> a -> end", "again -> b", xml=xml)).start()

    assert not case.timers
    assert case.task("a").is_completed


def test_t6_a_cron_text_fires_each_day() -> None:
    xml = '<userTask id="a"/>' + boundary("again", "a", timer("0 0 8 * * *", kind="timeCycle"), interrupting=False)

    case = Case(model("start -> a -> end", "again -> b", xml=xml)).start().wait(days=2)

    assert case.open == ["a", "b", "b"]


def test_s13_a_calendar_makes_the_duration_working_time() -> None:
    xml = catch("pause", extensions(prop("sl:calendar", "office")) + timer("PT8H"))
    case = Case(model("start -> pause -> a", xml=xml)).start()

    assert case.wait(hours=23).open == []
    assert case.wait(hours=1).open == ["a"]


# ---- signals ----


def test_e7_and_c15_a_signal_reaches_every_catch_of_the_case() -> None:
    xml = catch("one", signal("go")) + catch("two", signal("go")) + throw("tell", signal("go"))
    given = model("start -> fork -> one -> a", "fork -> two -> b", "fork -> tell -> c", top=signal_top("go"), xml=xml)

    assert Case(given).start().open == ["a", "b", "c"]


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


def test_e8_an_uncaught_error_of_a_called_case_is_handed_to_its_parent() -> None:
    case = Case(model("start -> bad", top=error_top("x"), xml=end("bad", error("x")))).start(call_depth=1)

    assert case.steps[-1].uncaught == ("error", "x", "", {})


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


# ---- event sub-processes ----


def test_p3_an_interrupting_event_sub_process_ends_the_rest_and_completes_the_parent() -> None:
    handler = event_sub("on", "start_on -> h -> end_on", start=message("paid"))
    inner = sub("s", "start_s -> fork_s -> x", "fork_s -> y", xml=handler)
    case = Case(model("start -> s -> a", top=PAID, xml=inner)).start(order="1")

    case.message("paid", n=1)

    assert case.open == ["h"]
    assert case.local("on") == {"n": 1}
    assert case.task("h").open == ["a"]


def test_p3_non_interrupting_ones_run_beside_and_the_parent_waits() -> None:
    handler = event_sub("on", "start_on -> h -> end_on", start=message("paid"), interrupting=False)
    case = Case(model("start -> a -> end", top=PAID, xml=handler)).start(order="1").message("paid").message("paid")
    assert case.open == ["a", "h", "h"]

    case.task("a")

    assert not case.waits, "P4: while completing no new one may start"
    assert case.task("h").task("h").is_completed


def test_p5_event_sub_processes_nest() -> None:
    deep = event_sub("deep", "start_deep -> d -> end_deep", start=signal("go"))
    outer = event_sub("on", "start_on -> h -> end_on", start=message("paid"), xml=deep)
    given = model("start -> a -> end", top=PAID + signal_top("go"), xml=outer)

    case = Case(given).start(order="1").message("paid").signal("go")

    assert case.open == ["d"]
    assert case.task("d").is_completed


def test_k6_an_open_subscription_never_keeps_a_scope_open() -> None:
    handler = event_sub("on", "start_on -> h", start=timer("PT1H"), interrupting=False)

    assert Case(model("start -> a -> end", xml=handler)).start().task("a").is_completed


# ---- conditions ----


def test_e14_a_condition_is_evaluated_when_a_variable_it_reads_changes() -> None:
    case = Case(model("start -> until -> a", xml=catch("until", conditional("=n > 3")))).start(n=1)
    assert case.set(m=9).set(n=2).open == []

    assert case.set(n=4).open == ["a"]


def test_e14_a_condition_that_is_true_on_entry_fires() -> None:
    assert Case(model("start -> until -> a", xml=catch("until", conditional("=n > 3")))).start(n=5).open == ["a"]


def test_e15_conditions_are_edge_triggered() -> None:
    xml = '<userTask id="a"/>' + boundary("hot", "a", conditional("=t > 30"), interrupting=False)
    case = Case(model("start -> a -> end", "hot -> b", xml=xml)).start(t=20)

    case.set(t=31).set(t=35)
    assert case.open == ["a", "b"]
    case.set(t=10).set(t=40)

    assert case.open == ["a", "b", "b"]


def test_e14_input_mappings_can_trigger_the_boundary_condition_output_mappings_cannot() -> None:
    mapping = extensions(io("input: =n -> t"))
    xml = f'<userTask id="a">{mapping}</userTask>' + boundary("hot", "a", conditional("=t > 30"))
    given = model("start -> a -> c", "hot -> b", xml=xml)

    assert Case(given).start(n=31).open == ["b"]
    mapping = extensions(io("output: =n -> t"))
    xml = f'<userTask id="a">{mapping}</userTask>' + boundary("hot", "a", conditional("=t > 30"))
    given = model("start -> a -> c", "hot -> b", xml=xml)
    assert Case(given).start(t=0).task("a", n=31).open == ["c"]


def test_e14_an_outer_interrupting_hit_ends_the_search_below() -> None:
    inner = sub("s", "start_s -> x -> end_s", xml='<userTask id="x"/>' + boundary("low", "x", conditional("=t > 1")))
    given = model("start -> s -> end", "high -> b", xml=inner + boundary("high", "s", conditional("=t > 1")))
    given = given.replace(
        b"</subProcess>", b'<userTask id="c"/><sequenceFlow id="lc" sourceRef="low" targetRef="c"/></subProcess>'
    )

    case = Case(given).start(t=0).set(t=2)

    assert case.open == ["b"]


def test_e16_variable_events_limit_what_counts() -> None:
    rule = extensions('<zeebe:conditionalFilter variableEvents="update"/>')
    given = model("start -> until -> a", xml=catch("until", conditional("=n > 3", inside=rule)))
    case = Case(given).start().set(n=4)
    assert case.open == []

    assert case.set(n=5).open == ["a"]


def test_e14_a_condition_sees_what_a_task_wrote_before_the_case_ends() -> None:
    handler = event_sub("on", "start_on -> h -> end_on", start=conditional("=n > 3"))

    assert Case(model("start -> a -> end", xml=handler)).start(n=0).task("a", n=9).open == ["h"]
