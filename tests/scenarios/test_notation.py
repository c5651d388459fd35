"""The notation: plain values with their lines, nothing surprising, every wrong word refused where it stands."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.scenarios.conftest import scenario
from workers.scenarios import WrongScenario
from workers.scenarios.notation import read_yaml

Refused = Callable[[str], WrongScenario]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("09:30", "09:30"),
        ("2026-11-23", "2026-11-23"),
        ("true", True),
        ("null", None),
        ("12", 12),
        ("007", "007"),
        ("0x1F", "0x1F"),
        ("0.10", Decimal("0.10")),
        ('"12"', "12"),
        ("=a + 1", "=a + 1"),
    ],
)
def test_a_plain_word_means_what_it_says(text: str, value: object) -> None:
    found = read_yaml(f"a: {text}".encode(), file="x").plain()

    assert found == {"a": value}
    assert isinstance(found, dict)
    assert type(found["a"]) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\na: 2", 2, "expected each key once"),
        ("a: !!python/object:os.system x", 1, "expected no tags"),
        ("a: !thing x", 1, "expected no tags"),
        ("a: b: c", 1, "a text with ': ' in it needs quotes"),
        ("- [a", 1, "expected YAML"),
        ("", 0, "an empty file"),
        ("? [a]\n: 1", 1, "expected a name before the colon"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(WrongScenario, match=said) as refused:
        read_yaml(text.encode(), file="x.yaml")

    assert refused.value.line == line


def test_aliases_of_aliases_end() -> None:
    rows = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9))

    with pytest.raises(WrongScenario, match="expected at most 20000 values"):
        read_yaml(f"a0: &a0 x\n{rows}".encode(), file="x.yaml")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("start: {with: {}}\nstep: []", 4, "found 'step'"),
        ("start: {with: {}}\nsteps:\n  - complete: decide\n    width: {}", 6, "found 'width'"),
        ("start: {with: {}}\nsteps:\n  - with: {}", 5, "expected a step"),
        ("start: {with: {}}\nsteps:\n  - wait: 3 moons", 5, "expected a duration"),
        ("start: {with: {}}\nsteps:\n  - wait: 2 working days", 5, "working minutes or working hours"),
        ("start: {form: {}}", 3, "expected 'by'"),
        ("start: {message: loan_wanted, form: {}, by: agent}", 3, "one way to start"),
        ("start: {with: {}}\njobs: {loan.book: {complete: {}, fail: x}}", 4, "one of 'complete', 'error' and 'fail'"),
        ("start: {with: {}}\nsteps:\n  - expect: {state: done}", 5, "expected one of active, completed"),
        ("start: {with: {}}\nsteps:\n  - expect:\n      conditions: [x > 1]", 6, "beginning with '='"),
        ("clock: noon\nstart: {with: {}}", 3, "expected a moment"),
        ("steps: []", 1, "a scenario with 'start'"),
    ],
)
def test_a_wrong_word_is_refused_where_it_stands(refused: Refused, text: str, line: int, said: str) -> None:
    wrong = refused(text)

    assert said in wrong.message
    assert wrong.line == line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("start: {with: {}, by: nobody}", "expected a user of the demo network, but found 'nobody'"),
        ("start: {message: loan_wantd}", "did you mean 'loan_wanted'?"),
        ("start: {with: {}, unit: mars}", "expected a unit"),
        ("start: {with: {}}\nsteps:\n  - complete: decid", "did you mean 'decide'?"),
        ("start: {with: {}}\nsteps:\n  - complete: book", "the id of a user task, but found 'book'"),
        ("start: {with: {}}\nsteps:\n  - message: x", "expected a message"),
        ("start: {with: {}}\nsteps:\n  - wait: 1 working hour of mars", "a unit or calendar, but found 'mars'"),
        ("start: {with: {}}\nsteps:\n  - expect: {ended: nowhere}", "element or flow of this case"),
        ("start: {with: {}}\nsteps:\n  - expect: {case: other}", "'main', a name given by `as`"),
        ("start: {with: {}}\nsteps:\n  - expect: {records: [{table: nothing}]}", "expected a table"),
        ("start: {with: {}}\nsteps:\n  - expect: {records: [{table: task, where: {x: 1}}]}", "a column of 'task'"),
        ("jobs: {loan.bok: wait}\nstart: {with: {}}", "did you mean 'loan.book'?"),
        ("process: lone\nstart: {with: {}}", "did you mean 'loan'?"),
    ],
)
def test_a_name_that_does_not_exist_is_refused_before_anything_is_played(
    refused: Refused, text: str, said: str
) -> None:
    assert said in refused(text).message


def test_a_moment_without_zone_is_local_time() -> None:
    found = scenario("clock: 2026-11-23 09:00\nstart: {with: {}}")

    assert found.clock.isoformat() == "2026-11-23T01:00:00+00:00"
