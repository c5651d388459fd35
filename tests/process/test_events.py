"""Messages, timers and signals where tokens wait (1.2, sections 3 and 4)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.errors import Conflict
from engine.process.command import Deliver, FireTimer
from engine.values import Json
from tests.models.bpmn import (
    boundary,
    catch,
    extensions,
    io,
    message,
    message_top,
    model,
    prop,
    signal,
    signal_top,
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
