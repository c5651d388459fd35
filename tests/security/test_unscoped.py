"""Each call of a scope condition taken away in turn: the tests of isolation must notice every one.

The calls are found in the source, so that a new one is tried the moment it exists. Long: for `make nightly`.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reliability.conftest import IS_NIGHT

ROOT = Path(__file__).resolve().parents[2]
CONDITIONS = {
    "case_condition", "own_case_condition", "task_condition", "inbox_condition", "inbox_ways", "reach_condition",
    "visible_case_keys", "own_case_keys",
}  # fmt: skip
TESTS = (
    "tests/api/test_isolation.py",
    "tests/security",
    "tests/engine/test_isolation.py",
    "tests/api",
    "tests/reference",
)


def calls() -> list[str]:
    """`module:function:first:last` (lines) for every use of a scope condition outside its own module."""
    found: list[str] = []
    for path in sorted((ROOT / "engine").rglob("*.py")):
        if path.name == "scope.py":
            continue
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in CONDITIONS:
                    found.append(f"{module}:{name}:{node.lineno}:{node.end_lineno}")
    return sorted(set(found))


def test_the_calls_are_found() -> None:
    assert any(call.startswith("engine.store.views:own_case_condition:") for call in calls())
    assert len(calls()) > 30


@pytest.mark.slow
@pytest.mark.skipif(not IS_NIGHT, reason="a run of many tests for each call")
@pytest.mark.parametrize("call", calls())
def test_isolation_without_this_condition_is_noticed(call: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NIGHTLY"} | {"UNSCOPED": call}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", "not postgres", *TESTS]

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=900)

    assert done.returncode == 1, f"{call} can be taken away unnoticed:\n{done.stdout[-500:]}"
