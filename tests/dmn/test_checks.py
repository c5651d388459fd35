"""Warnings at deployment: overlapping rules of UNIQUE tables, and gaps (dialect N10)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.dmn import DmnFinding
from tests.dmn.drawing import a_decision, allowed, an_input, an_item, findings_of, table


def _warnings(
    inputs: Sequence[tuple[str, str] | tuple[str, str, str]],
    rules: Sequence[Sequence[str]],
    *,
    hit_policy: str = "UNIQUE",
    default: str = "",
) -> list[DmnFinding]:
    column = {"default": default} if default else {}
    names = [each[0] for each in inputs]
    drawn = table(inputs, [column], rules, hit_policy=hit_policy)
    colours = an_item("tColour", "string", inner=allowed('"red", "green"'))
    return findings_of(colours, a_decision("D", drawn, inputs=names), *map(an_input, names), level="warning")


def _codes(
    inputs: Sequence[tuple[str, str] | tuple[str, str, str]], rules: Sequence[Sequence[str]], **options: str
) -> list[str]:
    return [each.code for each in _warnings(inputs, rules, **options)]


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ("<= 5", ">= 5", True),
        ("< 5", ">= 5", False),
        ("[1..3]", "[3..4]", True),
        ("[1..3)", "[3..4]", False),
        ("-", "7", True),
        ("not(1)", "2", True),
        ("not(1)", "1", False),
        ("1, 2", "2, 3", True),
        ("x", "1", False),
    ],
)
def test_n10_rules_of_a_unique_table_that_share_a_number_are_warned(first: str, second: str, overlap: bool) -> None:
    found = _warnings([("x", "number")], [(first, "1"), (second, "2")], default="0")

    assert [each.code for each in found] == (["DMN_OVERLAP"] if overlap else [])
    if overlap:
        assert "rule 1 (r1) and rule 2 (r2)" in found[0].reason.en


def test_n10_rules_overlap_only_if_every_column_does() -> None:
    inputs = [("x", "number"), ("y", "string")]

    assert _codes(inputs, [("< 5", '"a"', "1"), ("< 3", '"b"', "2")], default="0") == []
    assert _codes(inputs, [("< 5", '"a"', "1"), ("< 3", '"a", "b"', "2")], default="0") == ["DMN_OVERLAP"]
    assert _codes(inputs, [("< 5", "-", "1"), ("< 3", "-", "2")], default="0") == ["DMN_OVERLAP"]


def test_n10_other_hit_policies_may_overlap() -> None:
    assert _codes([("x", "number")], [("-", "1"), ("-", "2")], hit_policy="FIRST") == []


def test_n10_at_most_ten_overlaps_are_listed() -> None:
    assert len(_codes([("x", "number")], [("-", "1")] * 20)) == 10


@pytest.mark.parametrize(
    ("inputs", "rules", "gap"),
    [
        ([("x", "number")], [("< 5", "1"), ("> 5", "2")], "x: 5"),
        ([("x", "number")], [("<= 5", "1")], "x: > 5"),
        ([("x", "number", "[0..5]")], [("<= 5", "1")], ""),
        ([("x", "number")], [("< 5", "1"), (">= 5", "2")], ""),
        ([("x", "boolean")], [("true", "1")], "x: false"),
        ([("x", "boolean")], [("true", "1"), ("false", "2")], ""),
        ([("x", "string", '"a", "b"')], [('"a"', "1")], 'x: "b"'),
        ([("x", "tColour")], [('"red"', "1")], 'x: "green"'),
        ([("x", "tColour")], [('"red"', "1"), ('not("red")', "2")], ""),
        ([("x", "boolean"), ("y", "number")], [("true", "-", "1"), ("false", "> 0", "2")], "x: false, y: < 0"),
        # What must be evaluated is no reason to warn; nor are strings that no cell names.
        ([("x", "number")], [("< limit", "1")], ""),
        ([("x", "string")], [('"a"', "1")], ""),
        ([("x", "date")], [('< date("2026-01-01")', "1"), ('> @"2026-01-01"', "2")], 'x: @"2026-01-01"'),
        ([("x", "date")], [('< date("2026-01-01")', "1"), ('>= @"2026-01-01"', "2")], ""),
    ],
)
def test_n10_inputs_that_no_rule_covers_are_warned(
    inputs: Sequence[tuple[str, str] | tuple[str, str, str]], rules: Sequence[Sequence[str]], gap: str
) -> None:
    found = [each for each in _warnings(inputs, rules) if each.code == "DMN_GAP"]

    assert [each.reason.en.rpartition("covers ")[2] for each in found] == ([gap] if gap else [])


@pytest.mark.parametrize("policy", ["COLLECT", "RULE ORDER"])
def test_n10_a_table_that_may_give_nothing_has_no_gap(policy: str) -> None:
    assert _codes([("x", "number")], [("1", "1")], hit_policy=policy) == []


def test_n10_a_default_output_fills_every_gap() -> None:
    assert _codes([("x", "number")], [("1", "1")], default="0") == []


def test_the_checks_of_a_large_table_end() -> None:
    inputs = [(f"x{column}", "number") for column in range(12)]
    rules = [tuple(f"> {row + column}" for column in range(12)) + ("1",) for row in range(40)]

    assert "DMN_OVERLAP" in _codes(inputs, rules)


def test_f27_own_functions_are_warned_as_not_portable() -> None:
    drawn = table([("unit parent(x)", "")], [{}], [("-", "1")])
    found = findings_of(a_decision("D", drawn, inputs=["x"]), an_input("x"), level="warning")

    assert "NOT_PORTABLE" in [each.code for each in found]
