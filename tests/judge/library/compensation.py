"""Compensation and transactions."""

from __future__ import annotations

from typing import Any

from tests.judge.library.events import TOPS
from tests.judge.library.gateways import manual, xor
from tests.judge.library.repetition import DATA, LISTS, loop, task
from tests.judge.model import Model
from tests.models import bpmn as b


def _m(name: str, *lines: str, xml: str = "", data: dict[str, list[Any]] | None = None, **more: Any) -> Model:
    more.setdefault("start", {"id": "k1", "items": [1, 2]})
    return Model(name, b.model(*lines, xml=xml, top=TOPS), data=data or DATA, families=("compensation",), **more)


MODELS: tuple[Model, ...] = (
    _m(
        "compensate_all",
        "start -> a -> b -> t -> c -> end",
        xml=b.compensation("a", "undo_a_work") + b.compensation("b", "undo_b_work") + b.throw("t", b.compensate()),
    ),
    _m(
        "compensate_one",
        "start -> a -> b -> t -> c -> end",
        xml=b.compensation("a", "undo_a_work") + b.compensation("b", "undo_b_work") + b.throw("t", b.compensate("a")),
    ),
    _m(
        "compensate_without_waiting",
        "start -> a -> b -> t -> c -> end",
        xml=b.compensation("a", "undo_a_work")
        + b.compensation("b", "undo_b_work")
        + b.throw("t", b.compensate(waits=False)),
    ),
    _m(
        "compensate_nothing",
        "start -> t -> a -> end",
        xml=b.compensation("a", "undo_a_work") + b.throw("t", b.compensate()),
    ),
    _m(
        "compensate_twice",
        "start -> a -> t -> t2 -> c -> end",
        xml=b.compensation("a", "undo_a_work") + b.throw("t", b.compensate()) + b.throw("t2", b.compensate()),
    ),
    _m(
        "compensate_rounds",
        "start -> merge -> a -> x",
        "x -> merge : =hot",
        "x -> e",
        length=18,
        xml=xor("merge") + xor("x", "x_e") + b.compensation("a", "undo_a_work") + b.end("e", b.compensate()),
    ),
    _m(
        "compensate_with_snapshot",
        "start -> a -> set -> t -> c -> end",
        xml='<userTask id="a">'
        + b.extensions(b.io("input: =n -> own"))
        + "</userTask>"
        + b.compensation(
            "a",
            "undo_a_work",
            xml='<userTask id="undo_a_work" isForCompensation="true">'
            + b.extensions(b.io("input: =own -> was", "output: =was -> undone"))
            + "</userTask>",
        )
        + b.script("set", "=99", result="n")
        + b.throw("t", b.compensate()),
        start={"n": 1},
    ),
    _m(
        "compensate_handler_service",
        "start -> a -> t -> c -> end",
        xml=b.compensation(
            "a", "u", xml='<serviceTask id="u" isForCompensation="true">' + b.extensions(b.job()) + "</serviceTask>"
        )
        + b.throw("t", b.compensate()),
    ),
    _m(
        "compensate_handler_sub_process",
        "start -> a -> t -> c -> end",
        xml=b.compensation(
            "a", "u", xml=b.sub("u", "start_u -> u1 -> u2 -> end_u", attributes='isForCompensation="true"')
        )
        + b.throw("t", b.compensate()),
    ),
    _m(
        "compensate_inside_a_sub_process",
        "start -> s1 -> b -> t -> c -> end",
        xml=b.sub("s1", "start_in -> a1 -> a2 -> end_in", xml=b.compensation("a1", "u1") + b.compensation("a2", "u2"))
        + b.compensation("b", "ub")
        + b.throw("t", b.compensate()),
    ),
    _m(
        "compensate_from_an_event_sub",
        "start -> a -> b -> end",
        xml=b.compensation("a", "ua")
        + b.event_sub("es", "start_es -> t -> h -> end_es", start=b.error("E1"), xml=b.throw("t", b.compensate())),
        errors=("E1",),
    ),
    _m(
        "compensate_event_sub",
        "start -> s1 -> b -> t -> c -> end",
        xml=b.sub(
            "s1",
            "start_in -> a1 -> end_in",
            xml=b.compensation("a1", "u1")
            + b.event_sub(
                "es", "start_es -> t1 -> h -> end_es", start=b.compensate(), xml=b.throw("t1", b.compensate())
            ),
            inside=b.extensions(b.io("input: =n -> own")),
        )
        + b.throw("t", b.compensate()),
    ),
    _m(
        "compensate_error_in_handler",
        "start -> a -> b -> t -> c -> end",
        "bad -> e -> end",
        xml=b.sub("b", "start_in -> b1 -> t1 -> end_in", xml=b.compensation("b1", "u1") + b.throw("t1", b.compensate()))
        + b.boundary("bad", "b", b.error("E1"))
        + b.throw("t"),
        errors=("E1",),
    ),
    _m(
        "compensate_many",
        "start -> a -> t -> c -> end",
        xml=task("a", b.many("=items")) + b.compensation("a", "ua") + b.throw("t", b.compensate()),
        data=LISTS,
    ),
    _m(
        "compensate_inside_many",
        "start -> s1 -> t -> c -> end",
        length=18,
        xml=b.sub("s1", "start_in -> a1 -> end_in", xml=b.compensation("a1", "u1"), inside=b.many("=items"))
        + b.throw("t", b.compensate()),
        data={"n": [1]},
    ),
    _m(
        "compensate_inside_many_until",
        "start -> s1 -> t -> c -> end",
        xml=b.sub(
            "s1",
            "start_in -> a1 -> end_in",
            xml=b.compensation("a1", "u1"),
            inside=b.many("=items", until="=n = 2", sequential=True),
        )
        + b.throw("t", b.compensate()),
        data=LISTS,
    ),
    _m(
        "compensate_inside_a_loop",
        "start -> s1 -> t -> c -> end",
        length=18,
        xml=b.sub("s1", "start_in -> a1 -> end_in", xml=b.compensation("a1", "u1"), inside=loop("=hot", maximum=3))
        + b.throw("t", b.compensate()),
    ),
    _m(
        "compensate_interrupted_leaves_none",
        "start -> a -> t -> c -> end",
        "late -> t",
        xml=b.compensation("a", "ua") + b.boundary("late", "a", b.timer("PT1H")) + b.throw("t", b.compensate()),
    ),
    _m(
        "transaction_succeeds_or_not",
        "start -> tx -> b -> end",
        "gone -> e -> end",
        "bad -> f -> end",
        xml=b.sub(
            "tx",
            "start_in -> a1 -> a2 -> x",
            "x -> stop : =hot",
            "x -> end_in",
            tag="transaction",
            xml=xor("x", "x_end_in")
            + b.compensation("a1", "u1")
            + b.compensation("a2", "u2")
            + b.end("stop", "<cancelEventDefinition/>"),
        )
        + b.boundary("gone", "tx", "<cancelEventDefinition/>")
        + b.boundary("bad", "tx", b.error("E1")),
        errors=("E1",),
        length=16,
    ),
    _m(
        "transaction_cancel_ends_the_rest",
        "start -> tx -> b -> end",
        "gone -> e -> end",
        xml=b.sub(
            "tx",
            "start_in -> fork_in -> a1 -> stop",
            "fork_in -> a2 -> a3 -> end_in",
            tag="transaction",
            xml=b.compensation("a2", "u2") + b.end("stop", "<cancelEventDefinition/>"),
        )
        + b.boundary("gone", "tx", "<cancelEventDefinition/>"),
    ),
    _m(
        "manual_many",
        "start -> t -> a -> b -> end",
        xml=manual("t") + '<manualTask id="a">' + b.many("=items") + "</manualTask>",
        data=LISTS,
    ),
)
