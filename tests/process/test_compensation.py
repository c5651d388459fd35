"""Compensation (1.6)."""

from __future__ import annotations

from tests.models.bpmn import (
    boundary,
    compensate,
    compensation,
    end,
    error,
    error_top,
    event_sub,
    extensions,
    io,
    many,
    message,
    message_top,
    model,
    script,
    sub,
    throw,
)
from tests.process.driver import Case

BOTH = compensation("a", "undo_a_task") + compensation("b", "undo_b_task")
TASKS = '<userTask id="a"/><userTask id="b"/>'


def test_p22_handlers_run_one_by_one_newest_completion_first_and_the_throw_waits() -> None:
    xml = TASKS + BOTH + throw("back", compensate())
    case = Case(model("start -> a -> b -> back -> z", xml=xml)).start().task("a").task("b")
    assert case.open == ["undo_b_task"]

    assert case.task("undo_b_task").open == ["undo_a_task"]
    assert case.task("undo_a_task").open == ["z"]
    assert case.task("z").is_completed


def test_p22_order_is_that_of_completion_not_of_the_drawing() -> None:
    xml = TASKS + BOTH + throw("back", compensate())
    given = model("start -> fork -> a -> join -> back -> z", "fork -> b -> join", xml=xml)

    assert Case(given).start().task("b").task("a").open == ["undo_a_task"]


def test_p23_a_named_activity_only_and_nothing_left_for_the_second_throw() -> None:
    xml = TASKS + BOTH + throw("back", compensate("a")) + throw("again", compensate("a"))
    case = Case(model("start -> a -> b -> back -> again -> z", xml=xml)).start().task("a").task("b")
    assert case.open == ["undo_a_task"]

    assert case.task("undo_a_task").open == ["z"]


def test_p23_nothing_to_do_passes() -> None:
    assert Case(model("start -> back -> z", xml=throw("back", compensate()))).start().open == ["z"]


def test_p24_three_completions_give_three_runs() -> None:
    loop = '<exclusiveGateway id="again" default="again_back"/>'
    xml = '<userTask id="a"/>' + compensation("a", "undo_a_task") + throw("back", compensate()) + loop
    case = Case(model("start -> a -> again", "again -> a : =more", "again -> back -> z", xml=xml)).start()
    case.task("a", more=True).task("a", more=True).task("a", more=False)

    for _ in range(3):
        assert case.open == ["undo_a_task"]
        case.task("undo_a_task")

    assert case.open == ["z"]


def test_p26_a_handler_sees_the_locals_of_then_and_everything_else_as_now() -> None:
    task = f'<userTask id="a">{extensions(io("input: =n -> mine", "output: =done -> done"))}</userTask>'
    xml = task + compensation("a", "undo_a_task") + throw("back", compensate())
    case = Case(model("start -> a -> z -> back -> y", xml=xml)).start(n=1).task("a", done=True, id=77)

    case.task("z", n=2)

    assert case.local("undo_a_task") == {"mine": 1, "done": True, "id": 77}
    assert case.variables["n"] == 2


def test_p22_inside_a_completed_sub_process() -> None:
    inner = sub("s", "start_s -> a -> b -> end_s", xml=TASKS + BOTH)
    case = Case(model("start -> s -> back -> z", xml=inner + throw("back", compensate()))).start().task("a").task("b")
    assert case.open == ["undo_b_task"]

    assert case.task("undo_b_task").task("undo_a_task").open == ["z"]


def test_p22_without_waiting_the_throw_goes_on_and_the_scope_waits() -> None:
    xml = '<userTask id="a"/>' + compensation("a", "undo_a_task") + throw("back", compensate(waits=False))
    case = Case(model("start -> a -> back -> z", xml=xml)).start().task("a")
    assert case.open == ["undo_a_task", "z"]

    case.task("z")
    assert not case.is_completed

    assert case.task("undo_a_task").is_completed


def test_p23_in_an_event_sub_process_the_parent_is_covered() -> None:
    handler = event_sub("on", "start_on -> back -> h", start=error("x"), xml=throw("back", compensate()))
    xml = '<userTask id="a"/>' + compensation("a", "undo_a_task") + handler + end("bad", error("x"))
    case = Case(model("start -> a -> b -> bad", top=error_top("x"), xml=xml)).start().task("a").task("b")
    assert case.open == ["undo_a_task"]

    assert case.task("undo_a_task").open == ["h"]


def test_p20_interrupted_activities_leave_no_record() -> None:
    xml = '<userTask id="a"/>' + compensation("a", "undo_a_task") + boundary("bad", "a", error("x"))
    case = Case(model("start -> a -> z", "bad -> back -> y", top=error_top("x"), xml=xml + throw("back", compensate())))

    assert case.start().throw("a", "x").open == ["y"]


def test_p25_a_multi_instance_is_undone_once_when_all_completed() -> None:
    task = f'<userTask id="a">{many("=items")}</userTask>'
    xml = task + compensation("a", "undo_a_task") + throw("back", compensate())
    case = Case(model("start -> a -> back -> z", xml=xml)).start(items=[1, 2]).task("a").task("a")
    assert case.open == ["undo_a_task"]

    assert case.task("undo_a_task").open == ["z"]


def test_p25_handlers_inside_a_repeated_sub_process_run_per_instance_last_first() -> None:
    task = f'<userTask id="a">{extensions(io("input: =item -> mine"))}</userTask>'
    inner = sub("s", "start_s -> a -> end_s", xml=task + compensation("a", "undo_a_task"), inside=many("=items"))
    given = model("start -> s -> back -> z", xml=inner + throw("back", compensate()))
    case = Case(given).start(items=[1, 2]).task("a").task("a")

    assert case.local("undo_a_task") == {"mine": 2}
    assert case.task("undo_a_task").local("undo_a_task") == {"mine": 1}
    assert case.task("undo_a_task").open == ["z"]


def test_p26_a_compensation_event_sub_process_replaces_the_default_handling() -> None:
    inner_throw = throw("inner_back", compensate("a"))
    handler = event_sub("on", "start_on -> h -> inner_back -> h2", start=compensate(), xml=inner_throw)
    inner = sub("s", "start_s -> a -> end_s", xml='<userTask id="a"/>' + compensation("a", "undo_a_task") + handler)
    case = Case(model("start -> s -> back -> z", xml=inner + throw("back", compensate()))).start().task("a")
    assert case.open == ["h"]

    assert case.task("h").open == ["undo_a_task"]
    assert case.task("undo_a_task").open == ["h2"]
    assert case.task("h2").open == ["z"]


def test_p28_an_error_out_of_a_handler_is_searched_from_the_throw() -> None:
    undo = sub(
        "undo_a_task",
        "start_u -> u -> fail",
        attributes='isForCompensation="true"',
        xml=end("fail", error("x")),
    )
    inner = sub(
        "s",
        "start_s -> a -> back -> y",
        xml='<userTask id="a"/>' + compensation("a", "undo_a_task", xml=undo) + throw("back", compensate()),
    )
    xml = inner + boundary("bad", "s", error("x"))
    case = Case(model("start -> s -> end", "bad -> z", top=error_top("x"), xml=xml)).start().task("a")

    assert case.task("u").open == ["z"]


def test_p28_an_incident_in_a_handler_stops_the_series_until_resolved() -> None:
    undo = script("undo_b_task", "=assert(n, n > 0)").replace("<scriptTask ", '<scriptTask isForCompensation="true" ')
    xml = TASKS + compensation("a", "undo_a_task") + compensation("b", "undo_b_task", xml=undo)
    given = model("start -> a -> b -> back -> z", xml=xml + throw("back", compensate()))
    case = Case(given).start(n=0).task("a").task("b")
    assert len(case.incidents) == 1

    case.set(n=1).resolve()

    assert case.open == ["undo_a_task"]


def test_p21_a_handler_is_not_reached_otherwise() -> None:
    xml = '<userTask id="a"/>' + compensation("a", "undo_a_task")

    assert Case(model("start -> a -> end", xml=xml)).start().task("a").is_completed


def test_v15_a_handler_ended_by_an_operator_lets_the_series_go_on() -> None:
    xml = TASKS + BOTH + throw("back", compensate())
    case = Case(model("start -> a -> b -> back -> z", xml=xml)).start().task("a").task("b")

    case.modify(terminate=("undo_b_task",))

    assert case.open == ["undo_a_task"]


def test_p20_a_sub_process_with_a_compensable_activity_in_its_event_sub_process_is_compensated() -> None:
    handler = event_sub("on", "start_on -> w -> end_on", start=message("m"), xml=compensation("w", "undo"))
    inner = sub("s", "start_s -> a -> end_s", xml=handler)
    given = model("start -> s -> t -> c", top=message_top("m"), xml=inner + throw("t", compensate()))
    case = Case(given).start(id="1").message("m").task("w")
    assert case.open == ["undo"]

    assert case.task("undo").open == ["c"]


def test_p25_handlers_inside_a_multi_instance_run_for_what_completed_before_its_condition_ended_the_rest() -> None:
    inner = sub("s", "start_in -> a -> end_in", xml=compensation("a", "undo"), inside=many("=[1, 2]", until="=true"))
    case = Case(model("start -> s -> t -> c", xml=inner + throw("t", compensate()))).start().task("a")
    assert case.open == ["undo"]

    assert case.task("undo").open == ["c"]


def test_k12_a_token_stays_stuck_while_a_compensation_handler_runs() -> None:
    back = event_sub("on", "start_on -> back", start=message("m"), interrupting=False, xml=end("back", compensate()))
    xml = '<exclusiveGateway id="x" default="x_join"/><parallelGateway id="join"/>' + compensation("a", "undo") + back
    given = model("start -> a -> x -> join -> z", "x -> b : =false", "b -> join", top=message_top("m"), xml=xml)
    case = Case(given).start(id="1").task("a")
    stuck = list(case.incidents)
    assert case.incident_types == ["STUCK_TOKEN"]

    case.message("m")

    assert case.open == ["undo"]
    assert list(case.incidents) == stuck


def test_p7_a_cancel_with_nothing_to_undo_leaves_before_the_next_token_moves() -> None:
    inner = "start_s -> fork_i", "fork_i -> stop", "fork_i -> m -> b -> end_s"
    xml = sub("s", *inner, xml='<manualTask id="m"/>' + end("stop", "<cancelEventDefinition/>"), tag="transaction")
    case = Case(model("start -> s -> z", "off -> c", xml=xml + boundary("off", "s", "<cancelEventDefinition/>")))

    assert case.start().open == ["c"]
    assert "m_b" not in case.flows
