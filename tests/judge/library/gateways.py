"""Splits and joins: van der Aalst's control-flow patterns (WCP numbers) as far as BPMN expresses them."""

from __future__ import annotations

from typing import Any

from tests.judge.model import Model
from tests.models import bpmn as b

YES_NO: dict[str, list[Any]] = {"ok": [True, False], "n": [1, 2, 3]}
THREE: dict[str, list[Any]] = {"a_on": [True, False], "b_on": [True, False], "c_on": [True, False]}


def xor(element_id: str, default: str = "") -> str:
    """An exclusive gateway; `default` is a flow id."""
    return f'<exclusiveGateway id="{element_id}"{_default(default)}/>'


def inclusive(element_id: str, default: str = "") -> str:
    """An inclusive gateway."""
    return f'<inclusiveGateway id="{element_id}"{_default(default)}/>'


def complex_(element_id: str, activation: str, default: str = "") -> str:
    """A complex gateway with an activation condition."""
    inside = f"<activationCondition>{activation}</activationCondition>"
    return f'<complexGateway id="{element_id}"{_default(default)}>{inside}</complexGateway>'


def manual(*element_ids: str) -> str:
    """Tasks that pass at once."""
    return "".join(f'<manualTask id="{element_id}"/>' for element_id in element_ids)


def _default(flow_id: str) -> str:
    return f' default="{flow_id}"' if flow_id else ""


def _m(name: str, *lines: str, xml: str = "", data: dict[str, list[Any]] | None = None, **more: Any) -> Model:
    return Model(name, b.model(*lines, xml=xml), data=data or {}, families=("gateways",), **more)


INCLUSIVE_THREE = ("split -> a : =a_on", "split -> b : =b_on", "split -> c")
THREE_WAYS = (
    "start -> split",
    *INCLUSIVE_THREE,
    "a -> together",
    "b -> together",
    "c -> together",
    "together -> last -> end",
)

MODELS: tuple[Model, ...] = (
    _m("wcp01_sequence", "start -> a -> b -> c -> end", data=YES_NO),
    _m("wcp02_03_parallel", "start -> fork -> a -> join -> c -> end", "fork -> b -> join", data=YES_NO),
    _m("wcp02_implicit_split", "start -> a -> b -> join -> end", "a -> c -> join"),
    _m("wcp03_two_joins", "start -> fork -> a -> join -> d -> join2 -> end", "fork -> b -> join", "fork -> c -> join2"),
    _m(
        "wcp04_exclusive_default",
        "start -> a -> choose",
        "choose -> b : =ok",
        "choose -> c : =n > 2",
        "choose -> d -> end",
        "b -> end",
        "c -> end",
        xml=xor("choose", "choose_d"),
        data=YES_NO,
    ),
    _m(
        "wcp04_exclusive_no_default",
        "start -> a -> choose",
        "choose -> b : =ok",
        "choose -> c : =n > 2",
        xml=xor("choose"),
        data={"ok": [True, False, None, "no"], "n": [1, 3, None]},
    ),
    _m(
        "wcp05_simple_merge",
        "start -> choose",
        "choose -> a : =ok",
        "choose -> b -> merge -> c -> end",
        "a -> merge",
        xml=xor("choose", "choose_b") + xor("merge"),
        data=YES_NO,
    ),
    _m("wcp06_07_inclusive", *THREE_WAYS, xml=inclusive("split", "split_c") + inclusive("together"), data=THREE),
    _m(
        "wcp06_inclusive_no_default",
        "start -> t -> split",
        "split -> a : =a_on",
        "split -> b : =b_on",
        "a -> together -> end",
        "b -> together",
        xml=inclusive("split") + inclusive("together"),
        data={"a_on": [True, False, None], "b_on": [True, False]},
    ),
    _m(
        "wcp06_conditional_flows_of_a_task",
        "start -> a",
        "a -> b : =a_on",
        "a -> c : =b_on",
        "a -> d -> end",
        xml='<userTask id="a" default="a_d"/>',
        data=THREE,
    ),
    _m(
        "wcp06_conditional_beside_unconditional",
        "start -> a",
        "a -> b : =a_on",
        "a -> c",
        "b -> end",
        "c -> end",
        data=THREE,
    ),
    _m("wcp06_conditional_without_way_out", "start -> a", "a -> b : =a_on", "a -> c : =b_on", data=THREE),
    _m("wcp08_multi_merge", "start -> fork -> a -> merge -> c -> end", "fork -> b -> merge", xml=xor("merge")),
    _m("wcp08_merge_without_gateway", "start -> fork -> a -> c -> end", "fork -> b -> c"),
    _m(
        "wcp09_discriminator",
        "start -> fork -> a -> one -> d -> end",
        "fork -> b -> one",
        "fork -> c -> one",
        xml=complex_("one", "=activationCount >= 1"),
    ),
    _m(
        "wcp30_two_of_three",
        "start -> fork -> a -> two -> d -> end",
        "fork -> b -> two",
        "fork -> c -> two",
        xml=complex_("two", "=activationCount >= 2"),
    ),
    _m(
        "complex_late_path",
        "start -> fork -> a -> two",
        "fork -> b -> two",
        "fork -> c -> two",
        "two -> d : =waitingForStart",
        "two -> late : =not(waitingForStart)",
        "two -> e -> end",
        xml=complex_("two", "=activationCount >= needed", "two_e"),
        data={"needed": [1, 2, 3]},
        start={"needed": 2},
    ),
    _m(
        "complex_in_a_loop",
        "start -> merge -> fork -> a -> one",
        "fork -> b -> one",
        "one -> d -> again",
        "again -> merge : =ok",
        "again -> end",
        xml=xor("merge") + complex_("one", "=activationCount >= 2") + xor("again", "again_end"),
        data={"ok": [True, False]},
    ),
    _m(
        "wcp10_loop",
        "start -> merge -> a -> again",
        "again -> merge : =ok",
        "again -> b -> end",
        xml=xor("merge") + xor("again", "again_b"),
        data=YES_NO,
    ),
    _m(
        "wcp10_two_entries_two_exits",
        "start -> m1 -> a -> x1",
        "x1 -> m2 : =ok",
        "x1 -> end",
        "m2 -> b -> x2",
        "x2 -> m1 : =n > 1",
        "x2 -> end2",
        xml=xor("m1") + xor("m2") + xor("x1", "x1_end") + xor("x2", "x2_end2"),
        data=YES_NO,
    ),
    _m("wcp11_implicit_end", "start -> fork -> a", "fork -> b -> c", "fork -> d"),
)
