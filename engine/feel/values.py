"""The values of FEEL (F4) and what Python classes stand for them.

number: int or Decimal · string: str · boolean: bool · null: None · list: list · context: dict with str keys ·
date, time, date and time, durations: `engine.feel.temporal` · range: Range · function: FeelFunction.
Values are never changed in place: lists and contexts may be shared between results, variables and constants.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from engine.feel.temporal import DayTimeDuration, FeelDate, FeelDateTime, FeelTime, YearMonthDuration

if TYPE_CHECKING:
    from engine.feel.scope import Run
    from engine.feel.types import FeelType

FeelValue: TypeAlias = object
Number: TypeAlias = int | Decimal
Duration: TypeAlias = DayTimeDuration | YearMonthDuration
Temporal: TypeAlias = FeelDate | FeelTime | FeelDateTime

NUMBERS: frozenset[type] = frozenset({int, Decimal})


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """An interval. An end that is None is unbounded; `start_included` is then False."""

    start: FeelValue
    end: FeelValue
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function; `type` None takes anything."""

    name: str
    type: "FeelType | None" = None


class NoValue(Exception):
    """Raised inside a function body to give null with this reason as a warning (F6)."""

    def __init__(self, message: str, code: str = "FUNCTION_INVOCATION_FAILURE") -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class FeelFunction:
    """Something FEEL can call. `call` takes positional arguments, already evaluated."""

    __slots__ = ("name", "parameters", "result")

    def __init__(self, name: str, parameters: Sequence[Parameter], *, result: "FeelType | None" = None) -> None:
        self.name = name
        self.parameters = tuple(parameters)
        self.result = result

    def call(self, run: "Run", arguments: Sequence[FeelValue], position: int) -> FeelValue:
        """The result, or null with a warning at `position` for wrong arguments."""
        raise NotImplementedError

    def call_named(self, run: "Run", names: Sequence[str], arguments: Sequence[FeelValue], position: int) -> FeelValue:
        """The same with named arguments; every parameter must be given, in any order."""
        given = dict(zip(names, arguments, strict=True))
        wanted = [parameter.name for parameter in self.parameters]
        if len(given) != len(names) or set(given) != set(wanted):
            return run.warn(
                "FUNCTION_INVOCATION_FAILURE",
                f"expected {self.name or 'the function'} with {', '.join(wanted)}, but found {', '.join(names)}",
                position,
            )
        return self.call(run, [given[name] for name in wanted], position)
