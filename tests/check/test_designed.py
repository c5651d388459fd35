"""What designers draw is executed as drawn, or refused or warned about by name, in both languages (G1 to G3)."""

from __future__ import annotations

import re

import pytest

from engine.process.definition import read_definitions
from tests.check.designed import ROWS
from tests.check.models import findings
from tests.judge.product import NOON, Product


@pytest.mark.parametrize(("content", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_g3_a_drawing_runs_or_is_refused_or_warned_about_by_name(content: bytes, expected: str) -> None:
    found = findings(content)
    refusals = {each.code for each in found if each.level == "error"}

    for each in found:
        assert each.element_id or each.line, each
        assert re.search("[\u4e00-\u9fff]", each.reason.zh + each.advice.zh), each
        assert each.reason.en, each
    listed = {word[1:] for word in expected.split() if word.startswith("~")}
    assert listed <= {each.code for each in found}
    waits = [word for word in expected.split() if not word.startswith("~")]
    if waits[0].isupper():
        assert refusals == set(waits)
    else:
        assert refusals == set()
        assert where_its_case_waits(content) == waits


def where_its_case_waits(content: bytes) -> list[str]:
    """The element ids of all that the first process of the file waits for, in order."""
    product = Product(content, read_definitions(content)[0].process_id)
    product.start({}, now=NOON)
    tables = (product.tasks, product.jobs, product.timers, product.subscriptions, product.incidents)
    return sorted([entry[0] for table in tables for entry in table.values()] + [*product.children.values()])
