"""docs/elements.md says what is true: every capability has a row, every row a test that exists."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.process.element_rows import PAGE, PROOF, Row, page, rows

HERE = Path(__file__).parent
ROWS = list(rows())


@cache
def names_in(path: Path) -> frozenset[str]:
    """The names of the test functions of a file."""
    tree = ast.parse(path.read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_the_page_is_what_the_machine_executes() -> None:
    assert PAGE.read_text() == page(), "python -m tests.process.element_rows writes it anew"


def test_every_proof_belongs_to_something_that_is_executed() -> None:
    assert set(PROOF) <= {row.name for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_names_tests_that_exist(row: Row) -> None:
    assert row.tests
    for named in row.tests:
        file, _, function = named.partition("::")
        path = (HERE / file).resolve()
        assert path.is_file()
        name = function.partition("[")[0]
        assert not name or name in names_in(path)
