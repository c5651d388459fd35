"""Multi-instance, standard loop, compensation and transactions."""

from __future__ import annotations

from typing import Any

from tests.judge.driver import Model
from tests.judge.library.events import TOPS
from tests.judge.library.gateways import manual, xor
from tests.judge.library.scopes import call
from tests.models import bpmn as b

LISTS: dict[str, list[Any]] = {"items": [[1, 2, 3], ["x"], [], [5, 5]], "n": [1, 2], "r": ["p", None]}
DATA: dict[str, list[Any]] = {"n": [1, 2], "hot": [True, False]}


def task(element_id: str, loop: str, *parts: str) -> str:
    """A user task that repeats."""
    return f'<userTask id="{element_id}">{b.extensions(*parts) if parts else ""}{loop}</userTask>'


def loop(condition: str = "", *, maximum: int = 0, before: bool = False) -> str:
    """standardLoopCharacteristics."""
    most = f' loopMaximum="{maximum}"' if maximum else ""
    inside = f"<loopCondition>{condition}</loopCondition>" if condition else ""
    first = ' testBefore="true"' if before else ""
    return f"<standardLoopCharacteristics{most}{first}>{inside}</standardLoopCharacteristics>"


def _m(name: str, *lines: str, xml: str = "", data: dict[str, list[Any]] | None = None, **more: Any) -> Model:
    more.setdefault("start", {"id": "k1", "items": [1, 2]})
    return Model(name, b.model(*lines, xml=xml, top=TOPS), data=data or DATA, families=("repetition",), **more)


PLAIN = "start -> a -> b -> end"
SUB = "start_in -> c -> d -> end_in"
UNDO = "start -> a -> b -> choose"
# fmt: off
MODELS: tuple[Model, ...] = (
    _m("many_parallel", PLAIN, xml=task("a", b.many("=items")), data=LISTS),
    _m("many_sequential", PLAIN, xml=task("a", b.many("=items", sequential=True)), data=LISTS),
    _m("many_with_output", PLAIN, xml=task("a", b.many("=items", output=("results", "=r"))), data=LISTS),
    _m("many_with_output_path", PLAIN, xml=task("a", b.many("=items", output=("results", "=r.x"))), data={**LISTS, "r": [{"x": 1}, None]}),  # noqa: E501
    _m("many_with_output_expression", PLAIN, xml=task("a", b.many("=items", sequential=True, output=("results", "=item + loopCounter"))), data={**LISTS, "items": [[1, 2, 3], [4]]}),  # noqa: E501
    _m("many_until", PLAIN, xml=task("a", b.many("=items", output=("results", "=n"), until="=numberOfCompletedInstances >= 2 or n = 2")), data=LISTS),  # noqa: E501
    _m("many_until_counts", PLAIN, xml=task("a", b.many("=items", until="=numberOfActiveInstances = 1 and numberOfInstances = 3")), data=LISTS),  # noqa: E501
    _m("many_until_no_boolean", PLAIN, xml=task("a", b.many("=items", until="=r")), data={**LISTS, "r": [True, False, None, 1]}),
    _m("many_wrong_list", PLAIN, "late -> e -> end", xml=task("a", b.many("=items")) + b.boundary("late", "a", b.timer("PT1H")), data={"items": [[1], None, "x"]}),  # noqa: E501
    _m("many_boundary", PLAIN, "late -> e -> end", "more -> f -> end",
       xml=task("a", b.many("=items", output=("results", "=r"))) + b.boundary("late", "a", b.timer("PT1H")) + b.boundary("more", "a", b.message("m"), interrupting=False), data=LISTS),  # noqa: E501
    _m("many_with_mappings", PLAIN, xml=task("a", b.many("=items", output=("results", "=kept")), b.io("input: =item -> own", "output: =r -> kept", "output: =own -> seen")), data=LISTS),  # noqa: E501
    _m("many_jobs_with_error", PLAIN, "bad -> e -> end",
       xml='<serviceTask id="a">' + b.extensions(b.job()) + b.many("=items", sequential=True) + "</serviceTask>" + b.boundary("bad", "a", b.error("E1")), data=LISTS, errors=("E1",)),  # noqa: E501
    _m("many_sub_processes", PLAIN, xml=b.sub("a", SUB, inside=b.many("=items", output=("results", "=n"))), data=LISTS, length=16),
    _m("many_sub_processes_in_turn", PLAIN, xml=b.sub("a", SUB, inside=b.many("=items", sequential=True)), data=LISTS, length=16),
    _m("many_sub_processes_terminate", PLAIN,
       xml=b.sub("a", "start_in -> fork_in -> c -> over", "fork_in -> d -> end_in", xml=b.end("over", "<terminateEventDefinition/>"), inside=b.many("=items")), data=LISTS),  # noqa: E501
    _m("many_sub_processes_event_sub", PLAIN,
       xml=b.sub("a", SUB, inside=b.many("=items"), xml=b.event_sub("es", "start_es -> h -> end_es", start=b.timer("PT1H"))), data=LISTS),  # noqa: E501
    _m("many_nested", PLAIN,
       xml=b.sub("a", "start_in -> c -> end_in", xml=task("c", b.many("=[item, item]", element="inner", output=("deep", "=n"))), inside=b.many("=items", output=("results", "=deep"))), data=LISTS, length=16),  # noqa: E501
    _m("many_calls", PLAIN, xml=call("a").replace("</callActivity>", b.many("=items", output=("results", "=n")) + "</callActivity>"), data=LISTS),  # noqa: E501
    _m("many_receive", PLAIN, xml='<receiveTask id="a" messageRef="m">' + b.many("=items") + "</receiveTask>", data=LISTS),
    _m("many_scripts", "start -> t -> a -> b -> end", xml='<scriptTask id="a">' + b.extensions('<zeebe:script expression="=item" resultVariable="r"/>') + b.many("=items", output=("results", "=r")) + "</scriptTask>", data=LISTS),  # noqa: E501
    _m("loop_after", PLAIN, xml=task("a", loop("=hot"))),
    _m("loop_before", PLAIN, xml=task("a", loop("=hot", before=True))),
    _m("loop_maximum", PLAIN, xml=task("a", loop("=hot", maximum=2))),
    _m("loop_only_maximum", PLAIN, "late -> e -> end", xml=task("a", loop(maximum=3)) + b.boundary("late", "a", b.timer("PT1H"))),
    _m("loop_sub_process", PLAIN, xml=b.sub("a", SUB, inside=loop("=hot", maximum=3))),
    _m("compensate_all", "start -> a -> b -> t -> c -> end",
       xml=b.compensation("a", "undo_a_work") + b.compensation("b", "undo_b_work") + b.throw("t", b.compensate())),
    _m("compensate_one", "start -> a -> b -> t -> c -> end",
       xml=b.compensation("a", "undo_a_work") + b.compensation("b", "undo_b_work") + b.throw("t", b.compensate("a"))),
    _m("compensate_without_waiting", "start -> a -> b -> t -> c -> end",
       xml=b.compensation("a", "undo_a_work") + b.compensation("b", "undo_b_work") + b.throw("t", b.compensate(waits=False))),
    _m("compensate_nothing", "start -> t -> a -> end", xml=b.compensation("a", "undo_a_work") + b.throw("t", b.compensate())),
    _m("compensate_twice", "start -> a -> t -> t2 -> c -> end", xml=b.compensation("a", "undo_a_work") + b.throw("t", b.compensate()) + b.throw("t2", b.compensate())),  # noqa: E501
    _m("compensate_rounds", "start -> merge -> a -> x", "x -> merge : =hot", "x -> e", length=18,
       xml=xor("merge") + xor("x", "x_e") + b.compensation("a", "undo_a_work") + b.end("e", b.compensate())),
    _m("compensate_with_snapshot", "start -> a -> set -> t -> c -> end",
       xml='<userTask id="a">' + b.extensions(b.io("input: =n -> own")) + "</userTask>"
       + b.compensation("a", "undo_a_work", xml='<userTask id="undo_a_work" isForCompensation="true">' + b.extensions(b.io("input: =own -> was", "output: =was -> undone")) + "</userTask>")  # noqa: E501
       + b.script("set", "=99", result="n") + b.throw("t", b.compensate()), start={"n": 1}),
    _m("compensate_handler_service", "start -> a -> t -> c -> end",
       xml=b.compensation("a", "u", xml='<serviceTask id="u" isForCompensation="true">' + b.extensions(b.job()) + "</serviceTask>") + b.throw("t", b.compensate())),  # noqa: E501
    _m("compensate_handler_sub_process", "start -> a -> t -> c -> end",
       xml=b.compensation("a", "u", xml=b.sub("u", "start_u -> u1 -> u2 -> end_u", attributes='isForCompensation="true"')) + b.throw("t", b.compensate())),  # noqa: E501
    _m("compensate_inside_a_sub_process", "start -> s1 -> b -> t -> c -> end",
       xml=b.sub("s1", "start_in -> a1 -> a2 -> end_in", xml=b.compensation("a1", "u1") + b.compensation("a2", "u2"))
       + b.compensation("b", "ub") + b.throw("t", b.compensate())),
    _m("compensate_from_an_event_sub", "start -> a -> b -> end",
       xml=b.compensation("a", "ua") + b.event_sub("es", "start_es -> t -> h -> end_es", start=b.error("E1"), xml=b.throw("t", b.compensate())), errors=("E1",)),  # noqa: E501
    _m("compensate_event_sub", "start -> s1 -> b -> t -> c -> end",
       xml=b.sub("s1", "start_in -> a1 -> end_in", xml=b.compensation("a1", "u1") + b.event_sub("es", "start_es -> t1 -> h -> end_es", start=b.compensate(), xml=b.throw("t1", b.compensate())),  # noqa: E501
                 inside=b.extensions(b.io("input: =n -> own"))) + b.throw("t", b.compensate())),
    _m("compensate_error_in_handler", "start -> a -> b -> t -> c -> end", "bad -> e -> end",
       xml=b.sub("b", "start_in -> b1 -> t1 -> end_in", xml=b.compensation("b1", "u1") + b.throw("t1", b.compensate())) + b.boundary("bad", "b", b.error("E1")) + b.throw("t"), errors=("E1",)),  # noqa: E501
    _m("compensate_many", "start -> a -> t -> c -> end", xml=task("a", b.many("=items")) + b.compensation("a", "ua") + b.throw("t", b.compensate()), data=LISTS),  # noqa: E501
    _m("compensate_inside_many", "start -> s1 -> t -> c -> end", length=18,
       xml=b.sub("s1", "start_in -> a1 -> end_in", xml=b.compensation("a1", "u1"), inside=b.many("=items")) + b.throw("t", b.compensate()), data={"n": [1]}),  # noqa: E501
    _m("compensate_inside_a_loop", "start -> s1 -> t -> c -> end", length=18,
       xml=b.sub("s1", "start_in -> a1 -> end_in", xml=b.compensation("a1", "u1"), inside=loop("=hot", maximum=3)) + b.throw("t", b.compensate())),  # noqa: E501
    _m("compensate_interrupted_leaves_none", "start -> a -> t -> c -> end", "late -> t",
       xml=b.compensation("a", "ua") + b.boundary("late", "a", b.timer("PT1H")) + b.throw("t", b.compensate())),
    _m("transaction_succeeds_or_not", "start -> tx -> b -> end", "gone -> e -> end", "bad -> f -> end",
       xml=b.sub("tx", "start_in -> a1 -> a2 -> x", "x -> stop : =hot", "x -> end_in", tag="transaction",
                 xml=xor("x", "x_end_in") + b.compensation("a1", "u1") + b.compensation("a2", "u2") + b.end("stop", "<cancelEventDefinition/>"))  # noqa: E501
       + b.boundary("gone", "tx", "<cancelEventDefinition/>") + b.boundary("bad", "tx", b.error("E1")), errors=("E1",), length=16),
    _m("transaction_cancel_ends_the_rest", "start -> tx -> b -> end", "gone -> e -> end",
       xml=b.sub("tx", "start_in -> fork_in -> a1 -> stop", "fork_in -> a2 -> a3 -> end_in", tag="transaction",
                 xml=b.compensation("a2", "u2") + b.end("stop", "<cancelEventDefinition/>"))
       + b.boundary("gone", "tx", "<cancelEventDefinition/>")),
    _m("manual_many", "start -> t -> a -> b -> end", xml=manual("t") + "<manualTask id=\"a\">" + b.many("=items") + "</manualTask>", data=LISTS),  # noqa: E501
)
# fmt: on
