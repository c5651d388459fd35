"""Built-in functions as overloads with typed parameters, declared beside the Python that does the work.

    @builtin("substring", "string: string, start position: number, length?: number")

`?` after a name: may be absent. `...`: any number of them. `|null`: null is taken; otherwise null gives null (F6).
The body gets the Run and the arguments in order. Arguments are coerced by F11 if no overload fits as they are.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from engine.feel.numbers import NO_NUMBER
from engine.feel.scope import Run
from engine.feel.types import ANY, NAMED_TYPES, FeelType, coerce, conforms, type_of
from engine.feel.values import FeelFunction, FeelValue, NoValue, Parameter

Body = TypeVar("Body", bound=Callable[..., FeelValue])
_FAILED = "FUNCTION_INVOCATION_FAILURE"

BUILTINS: dict[str, FeelFunction] = {}
# Called while compiling if all arguments are constant; only what is cheap whatever the arguments are.
FOLDED: frozenset[str] = frozenset(
    {"date", "time", "date and time", "duration", "years and months duration", "number", "not"}
)
IMPURE: frozenset[str] = frozenset({"now", "today", "random number", "uuid", "assert"})


class _Declared(NamedTuple):
    name: str
    type: FeelType
    takes_null: bool


class _Overload(NamedTuple):
    declared: tuple[_Declared, ...]
    required: int
    is_variadic: bool
    body: Callable[..., FeelValue]

    def positional(self, arguments: Sequence[FeelValue], *, lenient: bool) -> list[FeelValue] | None:
        """The arguments as the body takes them, or None if they do not fit."""
        count = len(arguments)
        if count < self.required or (count > len(self.declared) and not self.is_variadic):
            return None
        last = len(self.declared) - 1
        fitted: list[FeelValue] = []
        for index, argument in enumerate(arguments):
            fits, value = _fit(argument, self.declared[min(index, last)], lenient=lenient)
            if not fits:
                return None
            fitted.append(value)
        return fitted

    def named(self, given: dict[str, FeelValue]) -> list[FeelValue] | None:
        """The same from named arguments; optional ones may be missing only at the end."""
        if not given.keys() <= {declared.name for declared in self.declared}:
            return None
        ordered = [given[declared.name] for declared in self.declared if declared.name in given]
        missing = [declared.name not in given for declared in self.declared]
        if missing != sorted(missing):
            ordered = [given.get(declared.name) for declared in self.declared]
        return ordered


def _fit(argument: FeelValue, declared: _Declared, *, lenient: bool) -> tuple[bool, FeelValue]:
    if argument is None:
        return declared.takes_null, None
    if conforms(argument, declared.type):
        return True, argument
    fits, value = coerce(argument, declared.type) if lenient else (False, None)
    return fits and (value is not None or declared.takes_null), value


class Builtin(FeelFunction):
    """A built-in with its overloads, tried in order."""

    __slots__ = ("overloads",)

    def __init__(self, name: str) -> None:
        super().__init__(name, ())
        self.overloads: list[_Overload] = []

    def add(self, overload: _Overload) -> None:
        """One more way to call it; the first one's parameters are those that `instance of` sees."""
        if not self.overloads:
            self.parameters = tuple(Parameter(declared.name, declared.type) for declared in overload.declared)
        self.overloads.append(overload)

    def call(self, run: Run, arguments: Sequence[FeelValue], position: int) -> FeelValue:
        """The first overload that fits; null with a warning if none does."""
        for lenient in (False, True):
            for overload in self.overloads:
                fitted = overload.positional(arguments, lenient=lenient)
                if fitted is not None:
                    return self._run(overload, run, fitted, position)
        found = ", ".join(type_of(argument) for argument in arguments) or "nothing"
        return run.warn(_FAILED, f"expected {self._wanted()}, but found {found}", position)

    def call_named(self, run: Run, names: Sequence[str], arguments: Sequence[FeelValue], position: int) -> FeelValue:
        """The first overload whose parameters have these names and fit."""
        given = dict(zip(names, arguments, strict=True))
        for lenient in (False, True):
            for overload in self.overloads:
                ordered = overload.named(given) if len(given) == len(names) else None
                fitted = overload.positional(ordered, lenient=lenient) if ordered is not None else None
                if fitted is not None:
                    return self._run(overload, run, fitted, position)
        return run.warn(_FAILED, f"expected {self._wanted()}, but found {', '.join(names)}", position)

    def _run(self, overload: _Overload, run: Run, arguments: list[FeelValue], position: int) -> FeelValue:
        try:
            return overload.body(run, *arguments)
        except NoValue as reason:
            return run.warn(reason.code, f"{self.name}: {reason.message}", position)
        except (*NO_NUMBER, OverflowError):
            return run.warn("OUT_OF_RANGE", f"{self.name}: expected a value in range, but found none", position)

    def _wanted(self) -> str:
        ways = [", ".join(declared.name for declared in overload.declared) for overload in self.overloads]
        return " or ".join(f"{self.name}({way})" for way in ways)


def builtin(name: str, parameters: str = "") -> Callable[[Body], Body]:
    """Register the decorated function as an overload of the built-in `name`."""
    declared, required, is_variadic = _read_parameters(parameters)

    def register(body: Body) -> Body:
        function = BUILTINS.setdefault(name, Builtin(name))
        if isinstance(function, Builtin):
            function.add(_Overload(declared, required, is_variadic, body))
        return body

    return register


def _read_parameters(text: str) -> tuple[tuple[_Declared, ...], int, bool]:
    declared: list[_Declared] = []
    required = 0
    is_variadic = False
    for part in filter(None, text.split(", ")):
        name, _, kind = part.partition(": ")
        kind, _, null = kind.partition("|")
        is_variadic = name.endswith("...")
        required += not name.endswith(("?", "..."))
        wanted = NAMED_TYPES[kind] if kind != "Any" else ANY
        declared.append(_Declared(name.rstrip("?."), wanted, bool(null) or wanted is ANY))
    return tuple(declared), required, is_variadic
