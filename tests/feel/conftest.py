"""What FEEL tests share: an evaluation at a fixed moment, and tables of `expression ==> expected`."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.feel import Environment, Outcome, compile_expression, format_value

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def environment() -> Environment:
    """Noon and a half of 1 March 2026, UTC; the random number is 0.5 and the identifier u-1."""
    return Environment(now=NOW, random=lambda: Decimal("0.5"), uuid=lambda: "u-1")


@pytest.fixture
def evaluate(environment: Environment) -> Callable[..., Outcome]:
    """Compile and evaluate a text with variables."""

    def run(text: str, variables: Mapping[str, object] | None = None) -> Outcome:
        return compile_expression(text).evaluate(variables or {}, environment)

    return run


@pytest.fixture
def shown(evaluate: Callable[..., Outcome]) -> Callable[..., str]:
    """The FEEL text of what a text evaluates to."""

    def run(text: str, variables: Mapping[str, object] | None = None) -> str:
        return format_value(evaluate(text, variables).value)

    return run


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with arguments `text` and `expected` runs over the lines of its module's TABLE."""
    table: str | None = getattr(metafunc.module, "TABLE", None)
    if table is not None and {"text", "expected"} <= set(metafunc.fixturenames):
        rows = [line.split(" ==> ") for line in table.strip().splitlines() if line.strip() and line[0] != "#"]
        metafunc.parametrize(("text", "expected"), [(left.strip(), right.strip()) for left, right in rows])
