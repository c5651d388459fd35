"""Joins in loops, inclusive joins, gateways that join and split, quantities, links."""

from __future__ import annotations

from typing import Any

from tests.judge.library.gateways import THREE, YES_NO, inclusive, manual, xor
from tests.judge.model import Model
from tests.models import bpmn as b


def _m(name: str, *lines: str, xml: str = "", data: dict[str, list[Any]] | None = None, **more: Any) -> Model:
    return Model(name, b.model(*lines, xml=xml), data=data or {}, families=("joins",), **more)


MODELS: tuple[Model, ...] = (
    _m(
        "join_in_a_loop",
        "start -> merge -> fork -> a -> join -> again",
        "fork -> b -> join",
        "again -> merge : =ok",
        "again -> end",
        xml=xor("merge") + xor("again", "again_end"),
        data=YES_NO,
        length=16,
    ),
    _m(
        "join_with_surplus",
        "start -> fork -> a -> m -> join -> c -> end",
        "fork -> b -> m",
        "fork -> d -> join",
        xml=xor("m"),
    ),
    _m(
        "join_never_complete",
        "start -> x",
        "x -> a : =ok",
        "x -> b -> join -> end",
        "a -> join",
        xml=xor("x", "x_b"),
        data=YES_NO,
    ),
    _m(
        "inclusive_join_after_parallel",
        "start -> fork -> a -> i -> d -> end",
        "fork -> b -> i",
        xml=inclusive("i"),
    ),
    _m(
        "inclusive_join_twice_on_one_flow",
        "start -> fork -> a -> m -> i -> d -> end",
        "fork -> b -> m",
        "fork -> c -> i",
        xml=xor("m") + inclusive("i"),
    ),
    _m(
        "inclusive_join_with_way_round",
        "start -> fork -> a -> x",
        "x -> i : =ok",
        "x -> b -> end",
        "fork -> c -> i -> d -> end",
        xml=xor("x", "x_b") + inclusive("i"),
        data=YES_NO,
    ),
    _m(
        "inclusive_in_a_loop",
        "start -> merge -> split",
        "split -> a : =a_on",
        "split -> b",
        "a -> i -> again",
        "b -> i",
        "again -> merge : =c_on",
        "again -> end",
        xml=xor("merge") + inclusive("split", "split_b") + inclusive("i") + xor("again", "again_end"),
        data=THREE,
        length=16,
    ),
    _m(
        "two_inclusive_joins_in_a_row",
        "start -> fork -> a -> i1 -> c -> i2 -> end",
        "fork -> b -> i1",
        "fork -> d -> i2",
        xml=inclusive("i1") + inclusive("i2"),
    ),
    _m(
        "inclusive_joins_that_wait_for_each_other",
        "start -> fork -> a -> i1 -> x1",
        "fork -> b -> i2 -> x2",
        "x1 -> i2 : =ok",
        "x1 -> end",
        "x2 -> i1 : =ok",
        "x2 -> end",
        xml=inclusive("i1") + inclusive("i2") + xor("x1", "x1_end") + xor("x2", "x2_end"),
        data=YES_NO,
    ),
    _m(
        "inclusive_join_and_boundary",
        "start -> fork -> a -> i -> d -> end",
        "fork -> b -> end",
        "late -> i",
        xml=inclusive("i") + b.boundary("late", "b", b.timer("PT1H")),
    ),
    _m(
        "gateway_joins_and_splits",
        "start -> fork -> a -> both -> c -> end",
        "fork -> b -> both -> d -> end",
        xml='<parallelGateway id="both"/>',
    ),
    _m(
        "inclusive_joins_and_splits",
        "start -> fork -> a -> both",
        "fork -> b -> both",
        "both -> c : =a_on",
        "both -> d -> end",
        xml=inclusive("both", "both_d"),
        data=THREE,
    ),
    _m(
        "quantities",
        "start -> fork -> a -> c -> d -> end",
        "fork -> b -> c",
        xml='<userTask id="c" startQuantity="2" completionQuantity="2"/>',
    ),
    _m("quantity_never_reached", "start -> a -> c -> end", xml='<userTask id="c" startQuantity="2"/>'),
    _m(
        "manual_tasks_pass",
        "start -> m -> fork -> n -> join -> a -> end",
        "fork -> o -> join",
        xml=manual("m", "n", "o"),
    ),
    _m(
        "wcp43_explicit_end",
        "start -> fork -> a -> over",
        "fork -> b -> c -> end",
        xml=b.end("over", "<terminateEventDefinition/>"),
    ),
    _m(
        "links",
        "start -> fork -> a -> jump",
        "fork -> b -> jump2",
        "land -> c -> end",
        xml=b.throw("jump", '<linkEventDefinition name="l"/>')
        + b.throw("jump2", '<linkEventDefinition name="l"/>')
        + b.catch("land", '<linkEventDefinition name="l"/>'),
    ),
    _m(
        "link_before_an_inclusive_join",
        "start -> fork -> a -> jump",
        "fork -> b -> i -> d -> end",
        "land -> i",
        xml=inclusive("i")
        + b.throw("jump", '<linkEventDefinition name="l"/>')
        + b.catch("land", '<linkEventDefinition name="l"/>'),
    ),
)
