"""Limits of files, and names of elements in FEEL (dialect G7, F3, N6)."""

from __future__ import annotations

import pytest

from engine.feel import Environment
from tests.dmn.drawing import (
    NOON,
    a_decision,
    a_model,
    an_input,
    an_item,
    ask,
    codes_of,
    literal,
    table,
)


def test_n6_entries_named_inside_a_filter_are_no_warning_but_a_forgotten_input_is() -> None:
    drawn = a_decision("D", literal("items[price > limit]"), inputs=["items"])

    assert codes_of(drawn, an_input("items"), level="warning") == []
    assert codes_of(drawn, an_input("items"), an_input("limit"), level="warning") == ["DMN_NAME_UNKNOWN"]


def test_g7_a_file_of_too_many_elements_or_cells_is_refused() -> None:
    many_inputs = "".join(an_input(f"x{number}") for number in range(3_001))
    many_cells = table([("x", "")], [{}], [("-", "1")] * 15_001)

    assert codes_of(many_inputs) == ["MODEL_TOO_LARGE"]
    assert codes_of(a_decision("D", many_cells, inputs=["x"]), an_input("x")) == ["MODEL_TOO_LARGE"]


def test_types_that_share_their_parts_are_read_and_named_briefly() -> None:
    parts = [an_item("t0", "string")]
    for number in range(1, 40):
        inner = "".join(an_item(f"c{part}", f"t{number - 1}", tag="itemComponent") for part in range(3))
        parts.append(an_item(f"t{number}", inner=inner))
    model = a_model(*parts, an_input("x", "t39"), a_decision("D", literal("x"), inputs=["x"]))

    (warning,) = ask(model, "D", x=1).warnings

    assert len(warning.message) < 2_000


def test_two_required_elements_of_one_name_are_a_warning() -> None:
    drawn = a_decision("D", literal("x"), inputs=["x"], decisions=["x"])

    assert codes_of(drawn, an_input("x"), a_decision("x", literal("1")), level="warning") == ["DMN_NAME_TWICE"]


@pytest.mark.parametrize(
    "name", ["Price in USD", "rate-2", "价格 (含税)", "a+b", "if so", "x.y", "the date", "up/down", "it's"]
)
def test_f3_any_name_of_an_element_can_be_used_in_feel(name: str) -> None:
    model = a_model(an_input(name), a_decision("D", literal(f"{name} + 1"), inputs=[name]))

    result = model.evaluate("d_D", {name: 4}, Environment(now=NOON))

    assert result.output == 5
