"""Event sub-processes (1.5) and conditional events (E14 to E16)."""

from __future__ import annotations

from tests.models.bpmn import (
    boundary,
    catch,
    conditional,
    event_sub,
    extensions,
    io,
    message,
    message_top,
    model,
    signal,
    signal_top,
    sub,
    timer,
)
from tests.process.driver import Case

PAID = message_top("paid", key="=order")
TERMINATE = "<terminateEventDefinition/>"


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


def test_k8_the_event_sub_processes_of_a_case_open_after_its_start_event_mapped_its_payload() -> None:
    handler = event_sub("on", "start_on -> h -> end_on", start=message("paid"))
    start = f'<startEvent id="start">{extensions(io("output: =number -> order"))}{message("opened")}</startEvent>'
    given = model("start -> a -> end", top=PAID + message_top("opened"), xml=start + handler)

    case = Case(given).start("start", number="7")

    assert [(wait.name, wait.correlation_key) for wait in case.waits.values()] == [("paid", "7")]
    assert case.open == ["a"]


# ---- the first look at conditions ----


def test_e14_a_condition_true_on_entry_interrupts_a_task_that_would_pass_at_once() -> None:
    xml = '<manualTask id="m"/>' + boundary("hot", "m", conditional("=hot"))

    case = Case(model("start -> m -> b -> end", "hot -> x -> end", xml=xml)).start(hot=True)

    assert case.open == ["x"]


def test_e14_a_condition_true_on_entry_replaces_what_the_sub_process_would_begin() -> None:
    handler = event_sub("on", "start_on -> h -> end_on", start=conditional("=hot"))
    inner = sub("s", "start_s -> x -> end_s", xml=handler)

    case = Case(model("start -> s -> a", xml=inner)).start(hot=True)

    assert case.open == ["h"]
    assert case.happened("task.created") == ["h"]
    assert case.task("h").open == ["a"]


def test_e14_a_condition_true_on_entry_runs_beside_the_content_when_it_does_not_interrupt() -> None:
    handler = event_sub("on", "start_on -> h -> end_on", start=conditional("=hot"), interrupting=False)
    inner = sub("s", "start_s -> x -> end_s", xml=handler)

    assert Case(model("start -> s -> a", xml=inner)).start(hot=True).open == ["h", "x"]


def test_e14_a_condition_of_the_case_true_at_its_start_takes_the_place_of_the_first_task() -> None:
    handler = event_sub("on", "start_on -> h -> end_on", start=conditional("=hot"))

    case = Case(model("start -> a -> end", xml=handler)).start(hot=True)

    assert case.open == ["h"]
    assert case.flows == ["start_on_h"]
    assert case.task("h").is_completed


def test_e14_writing_the_value_a_variable_has_is_no_change() -> None:
    only_updates = extensions('<zeebe:conditionalFilter variableEvents="update"/>')
    xml = boundary("hot", "a", conditional("=hot", inside=only_updates), interrupting=False)
    case = Case(model("start -> a -> end", "hot -> x -> end", xml=xml)).start()
    case.set(hot=True)

    case.set(hot=True)

    assert case.open == ["a"]
    assert case.set(hot=False).set(hot=True).open == ["a", "x"]


def test_p4_nothing_starts_in_a_scope_that_has_done_everything_and_fails_to_leave() -> None:
    watch = event_sub("es", "start_es -> rescue -> end_es", start=signal("s"))
    failing = extensions(io("output: =assert(n, n > 0) -> m"))
    xml = sub("s1", "start_in -> a -> end_in", xml=watch, inside=failing)
    case = Case(model("start -> s1 -> b", xml=xml, top=signal_top("s"))).start(n=0).task("a")

    assert (case.incident_types, case.waits) == (["IO_MAPPING_ERROR"], {})

    assert case.set(n=1).resolve().open == ["b"]
