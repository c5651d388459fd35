"""Faults that were found elsewhere first: random values, other packages, people."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.feel import Environment, compile_expression, format_value


def test_a_context_key_that_is_a_space_of_the_name_alphabet_is_printed_so_that_it_parses() -> None:
    value = {"\u1680": None, "a\u1680b": "x"}

    printed = format_value(value)

    assert compile_expression(printed).evaluate({}, Environment(now=datetime.now(UTC))).value == value
