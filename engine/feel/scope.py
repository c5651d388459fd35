"""The state of one evaluation: environment, variables, budget, warnings, and the chain of local names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.errors import FeelWarning
from engine.feel.json_values import to_feel
from engine.feel.limits import MAX_WARNINGS, Budget

if TYPE_CHECKING:
    from engine.feel.values import FeelFunction


@dataclass(frozen=True, slots=True)
class Environment:
    """What an evaluation may read besides its variables; the same for a whole step (F26).

    `now` is aware; `zone` is the process zone; `functions` are the own functions of F27 by name.
    `random` gives a number from 0 up to 1 and `uuid` a text; both null in FEEL if absent.
    `budget` None means: a fresh one for every evaluation.
    """

    now: datetime
    zone: tzinfo = UTC
    functions: "Mapping[str, FeelFunction]" = field(default_factory=dict)
    random: Callable[[], Decimal] | None = None
    uuid: Callable[[], str] | None = None
    budget: Budget | None = None


class Run:
    """One evaluation. Cheap to make: budget and caches appear on first use."""

    __slots__ = ("_budget", "cache", "environment", "variables", "warnings")

    def __init__(self, variables: Mapping[str, object], environment: Environment) -> None:
        self.variables = variables
        self.environment = environment
        self._budget = environment.budget
        self.warnings: list[FeelWarning] = []
        self.cache: dict[str, object] | None = None

    @property
    def budget(self) -> Budget:
        """The budget this evaluation pays from."""
        if self._budget is None:
            self._budget = Budget()
        return self._budget

    def charge(self, steps: int) -> None:
        """Pay `steps`; raises FeelFailure `limit` when the budget is used up."""
        self.budget.charge(steps)

    def adopt(self, name: str, value: object) -> object:
        """The FEEL value of a variable that is not plain; converted once per evaluation."""
        if self.cache is None:
            self.cache = {}
        if name not in self.cache:
            self.cache[name] = to_feel(value)
        return self.cache[name]

    def called_from(self, caller: "Run") -> "Run":
        """This evaluation's variables, paid and warned about by another: for functions handed from one to another."""
        if caller is self:
            return self
        run = Run(self.variables, caller.environment)
        run._budget = caller.budget
        run.warnings = caller.warnings
        run.cache = self.cache
        return run

    def warn(self, code: str, message: str, position: int) -> object:
        """Note why a value became null; only the first 20 are kept (F31). Returns None, the FEEL null."""
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(FeelWarning(code, message, position))
        return None


class Scope:
    """Local names of one level: iteration variables, parameters, context entries. `outer` None is the root."""

    __slots__ = ("outer", "run", "values")

    def __init__(self, run: Run, outer: "Scope | None", values: dict[str, object]) -> None:
        self.run = run
        self.outer = outer
        self.values = values
