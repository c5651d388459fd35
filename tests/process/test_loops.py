"""Multi-instance and standard loops (1.7)."""

from __future__ import annotations

import pytest

from engine.process.command import CompleteTask, Modify
from engine.values import Json
from tests.models.bpmn import boundary, error, error_top, extensions, io, job, many, model, sub, timer
from tests.process.driver import Case


def repeated(characteristics: str, *, inside: str = "", element_id: str = "a") -> str:
    return f'<userTask id="{element_id}">{inside}{characteristics}</userTask>'


def test_m1_a_parallel_one_makes_an_instance_for_each_item() -> None:
    case = Case(model("start -> a -> b", xml=repeated(many("=items")))).start(items=["x", None, "z"])
    assert case.open == ["a", "a", "a"]
    locals_ = [case.scopes[key] for key in case.tasks]
    assert locals_ == [{"item": item, "loopCounter": number} for number, item in enumerate(["x", None, "z"], 1)]

    assert case.task("a").task("a").task("a").open == ["b"]


def test_m3_outputs_stand_at_the_index_of_their_input() -> None:
    xml = repeated(many("=items", output=("results", "=answer")))
    case = Case(model("start -> a -> b", xml=xml)).start(items=[1, 2, 3])
    first, second, third = list(case.tasks)
    case.do(CompleteTask(third, {"answer": "c"}))
    case.do(CompleteTask(first, {"answer": "a"}))
    case.do(CompleteTask(second, {}))

    assert case.variables == {"items": [1, 2, 3], "results": ["a", None, "c"]}


def test_m3_what_was_collected_so_far_is_a_local_of_the_body() -> None:
    xml = repeated(many("=[1, 2]", output=("results", "=answer")))
    case = Case(model("start -> a -> b", xml=xml)).start(results="of the case")
    body = next(change.element_instance_key for change in case.steps[0].elements if "BODY" in change.type)
    assert case.scopes[body] == {"results": [None, None]}

    case.task("a", answer="x")

    assert case.scopes[body] == {"results": ["x", None]}
    written = case.steps[-1].variables[-1]
    assert (written.scope_key, written.name, written.index, written.old) == (body, "results", 0, [None, None])
    assert case.variables == {"results": "of the case"}
    assert case.task("a", answer="y").variables == {"results": ["x", "y"]}


def test_m3_writing_over_the_local_changes_no_output() -> None:
    xml = repeated(many("=[1, 2]", output=("results", "=answer")))
    case = Case(model("start -> a -> b", xml=xml)).start().task("a", answer="x", results="mine")

    case.task("a", answer="y")

    assert case.variables == {"results": ["x", "y"]}
    assert [write.index for write in case.steps[1].variables if write.name == "results"] == [None, None]


def test_d4_a_collection_of_outputs_that_grows_too_large_is_an_incident_at_the_instance_that_went_too_far() -> None:
    xml = repeated(many("=[1, 2]", output=("results", "=answer")))
    case = Case(model("start -> a -> b", xml=xml)).start().task("a", answer="x" * 200_000)

    case.task("a", answer="y" * 100_000)

    assert case.incident_types == ["MESSAGE_SIZE_EXCEEDED"]


def test_m3_an_output_mapping_of_an_instance_reaches_its_output_element_and_does_not_leak() -> None:
    inside = extensions(io("output: =answer -> kept"))
    case = Case(model("start -> a -> b", xml=repeated(many("=[1, 2]", output=("results", "=kept")), inside=inside)))

    case.start().task("a", answer="x").task("a", answer="y")

    assert case.variables == {"results": ["x", "y"]}


@pytest.mark.parametrize("sequential", [False, True])
def test_m1_an_empty_list_completes_at_once(sequential: bool) -> None:
    xml = repeated(many("=items", sequential=sequential, output=("results", "=answer")))

    case = Case(model("start -> a -> b", xml=xml)).start(items=[])

    assert case.open == ["b"]
    assert case.variables["results"] == []


@pytest.mark.parametrize("items", [None, "x", 3, {"a": 1}])
def test_m1_anything_but_a_list_is_an_incident(items: Json) -> None:
    case = Case(model("start -> a -> b", xml=repeated(many("=items")))).start(items=items)
    assert case.incident_types == ["EXTRACT_VALUE_ERROR"]

    assert case.set(items=[1]).resolve().open == ["a"]


def test_m1_a_sequential_one_works_item_by_item() -> None:
    xml = repeated(many("=items", sequential=True, output=("results", "=item * 2")))
    case = Case(model("start -> a -> b", xml=xml)).start(items=[1, 2, 3])

    for number in (1, 2, 3):
        assert case.open == ["a"]
        assert case.local("a") == {"item": number, "loopCounter": number}
        case.set(items=[]).task("a")

    assert case.open == ["b"]
    assert case.variables["results"] == [2, 4, 6]


def test_m4_the_completion_condition_ends_the_rest() -> None:
    until = "=numberOfCompletedInstances / numberOfInstances >= 0.5"
    xml = repeated(many("=items", output=("results", "=item"), until=until))
    case = Case(model("start -> a -> b", xml=xml)).start(items=[1, 2, 3, 4]).task("a")
    assert case.open == ["a", "a", "a"]

    case.task("a")

    assert case.open == ["b"]
    assert case.variables["results"] == [1, 2, None, None]
    assert case.happened("task.withdrawn") == ["a", "a"]


def test_m4_the_condition_sees_the_outputs_so_far() -> None:
    until = "=some r in results satisfies r = false"
    xml = repeated(many("=items", output=("results", "=ok"), until=until))

    case = Case(model("start -> a -> b", xml=xml)).start(items=[1, 2, 3]).task("a", ok=True).task("a", ok=False)

    assert case.open == ["b"]


def test_m4_a_condition_that_is_no_boolean_is_an_incident_of_the_instance() -> None:
    xml = repeated(many("=items", output=("results", "=item"), until="=enough"))
    case = Case(model("start -> a -> b", xml=xml)).start(items=[1, 2]).task("a")
    assert case.incident_types == ["EXTRACT_VALUE_ERROR"]
    assert case.open == ["a"]

    case.set(enough=False).resolve().task("a")

    assert case.open == ["b"]
    assert case.variables["results"] == [1, 2]


def test_m2_an_interrupting_boundary_event_ends_all_and_gives_no_output() -> None:
    xml = repeated(many("=items", output=("results", "=item"))) + boundary("late", "a", timer("PT1H"))
    case = Case(model("start -> a -> b", "late -> c", xml=xml)).start(items=[1, 2]).task("a").wait(hours=1)

    assert case.open == ["c"]
    assert "results" not in case.variables


def test_e9_an_error_of_one_instance_is_caught_at_the_body() -> None:
    task = f'<serviceTask id="a">{extensions(job("w"))}{many("=items")}</serviceTask>'
    xml = task + boundary("bad", "a", error("x"))
    case = Case(model("start -> a -> b", "bad -> c", top=error_top("x"), xml=xml)).start(items=[1, 2])

    assert case.throw("a", "x").open == ["c"]


def test_m5_the_count_is_limited() -> None:
    xml = repeated(many("=for i in 1..1001 return i"))

    assert Case(model("start -> a -> b", xml=xml)).start().incident_types == ["LIMIT_EXCEEDED"]


def test_m2_mappings_apply_per_instance() -> None:
    xml = repeated(many("=items"), inside=extensions(io("input: =item * 10 -> ten", "output: =answer + ten -> last")))

    case = Case(model("start -> a -> b", xml=xml)).start(items=[1, 2]).task("a", answer=1).task("a", answer=2)

    assert case.variables == {"items": [1, 2], "last": 22}


def test_multi_instances_nest() -> None:
    task = f'<userTask id="x">{many("=pair", element="n", output=("sums", "=n"))}</userTask>'
    inner = sub("s", "start_s -> x -> end_s", xml=task, inside=many("=pairs", element="pair", output=("all", "=sums")))
    case = Case(model("start -> s -> b", xml=inner)).start(pairs=[[1, 2], [3]])
    assert case.open == ["x", "x", "x"]

    case.task("x").task("x").task("x")

    assert case.open == ["b"]
    assert case.variables["all"] == [[1, 2], [3]]


def test_an_instance_ended_by_an_operator_counts_as_terminated() -> None:
    case = Case(model("start -> a -> b", xml=repeated(many("=items")))).start(items=[1, 2]).task("a")
    case.do(Modify(terminate=(next(iter(case.tasks)),)))

    assert case.open == ["b"]


def standard(*, before: bool = False, condition: str = "", maximum: str = "") -> str:
    inside = f"<loopCondition>{condition}</loopCondition>" if condition else ""
    most = f' loopMaximum="{maximum}"' if maximum else ""
    return (
        f'<standardLoopCharacteristics testBefore="{str(before).lower()}"{most}>{inside}</standardLoopCharacteristics>'
    )


def test_m7_a_standard_loop_repeats_while_its_condition_is_true() -> None:
    case = (
        Case(model("start -> a -> b", xml=repeated(standard(condition="=more")))).start(more=False).task("a", more=True)
    )
    assert case.local("a") == {"loopCounter": 2}

    assert case.task("a", more=False).open == ["b"]


def test_m7_tested_before_it_may_run_never() -> None:
    given = model("start -> a -> b", xml=repeated(standard(before=True, condition="=more")))

    assert Case(given).start(more=False).open == ["b"]
    assert Case(given).start(more=True).task("a", more=False).open == ["b"]


def test_m7_the_maximum_caps_the_rounds() -> None:
    case = Case(model("start -> a -> b", xml=repeated(standard(maximum="3")))).start()

    assert case.task("a").task("a").open == ["a"]
    assert case.task("a").open == ["b"]


def test_m8_boundary_events_belong_to_the_body_of_the_loop() -> None:
    xml = repeated(standard(condition="=more")) + boundary("late", "a", timer("PT1H"))
    case = Case(model("start -> a -> b", "late -> c", xml=xml)).start().task("a", more=True)
    assert len(case.timers) == 1

    assert case.wait(hours=1).open == ["c"]


def test_a_sequence_of_instances_that_never_wait_needs_no_stack() -> None:
    inner = sub(
        "s",
        "start_s -> x -> end_s",
        xml='<task id="x"/>',
        inside=many("=for i in 1..1500 return i", sequential=True, output=("all", "=item")),
    )

    case = Case(model("start -> s -> b", xml=inner)).start()

    assert case.open == ["b"]
    assert case.variables["all"] == list(range(1, 1501))
