"""Calling functions: arguments checked against declared types (F11, F14), and functions written in Python."""

from collections.abc import Callable, Sequence

from engine.feel.scope import Run
from engine.feel.types import FeelType, coerce
from engine.feel.values import FeelFunction, FeelValue, NoValue, Parameter

_FAILED = "FUNCTION_INVOCATION_FAILURE"


def checked_arguments(
    function: FeelFunction, run: Run, arguments: Sequence[FeelValue], position: int
) -> list[FeelValue] | None:
    """The arguments after coercion, or None with a warning where count or type is wrong."""
    name = function.name or "the function"
    if len(arguments) != len(function.parameters):
        message = f"expected {name} with {len(function.parameters)} arguments, but found {len(arguments)}"
        run.warn(_FAILED, message, position)
        return None
    checked: list[FeelValue] = []
    for parameter, argument in zip(function.parameters, arguments, strict=True):
        if parameter.type is None:
            checked.append(argument)
            continue
        fits, value = coerce(argument, parameter.type)
        if not fits:
            message = f"expected {parameter.name} of {name} to be {parameter.type}, but found another type"
            run.warn(_FAILED, message, position)
            return None
        checked.append(value)
    return checked


def checked_result(function: FeelFunction, run: Run, value: FeelValue, position: int) -> FeelValue:
    """The result after coercion to the declared type, or null with a warning."""
    if function.result is None:
        return value
    fits, coerced = coerce(value, function.result)
    if fits:
        return coerced
    name = function.name or "the function"
    return run.warn(_FAILED, f"expected {name} to return {function.result}, but found another type", position)


class HostFunction(FeelFunction):
    """A function written in Python: own functions (F27), business knowledge models of DMN.

    `body` gets the arguments in order, each conforming to its parameter's type after coercion (F11), and
    returns a FEEL value, which is coerced to `result`; it raises NoValue for null with a reason. Depth counts
    as for FEEL functions (F14).
    """

    __slots__ = ("body",)

    def __init__(
        self,
        name: str,
        parameters: Sequence[Parameter],
        body: Callable[..., FeelValue],
        *,
        result: "FeelType | None" = None,
    ) -> None:
        super().__init__(name, parameters, result=result)
        self.body = body

    def call(self, run: "Run", arguments: Sequence[FeelValue], position: int) -> FeelValue:
        """Check and coerce the arguments, then run the body."""
        checked = checked_arguments(self, run, arguments, position)
        if checked is None:
            return None
        run.budget.enter()
        try:
            return checked_result(self, run, self.body(*checked), position)
        except NoValue as reason:
            return run.warn(reason.code, reason.message, position)
        finally:
            run.budget.leave()
