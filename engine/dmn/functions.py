"""Knowledge models, decision services and boxed functions as FEEL functions (dialect N7, F14)."""

from __future__ import annotations

from collections.abc import Sequence

from engine.dmn.elements import FunctionDefinition
from engine.dmn.findings import Place
from engine.dmn.nodes import FormalParameter, KnowledgeNode, Logic, Scope
from engine.dmn.session import Session
from engine.feel import FeelFunction, FeelType, FeelValue, HostFunction, NoValue, Parameter, coerce
from engine.feel.scope import Run


def function_value(
    name: str, parameters: Sequence[FormalParameter], body: Logic | None, scope: Scope, session: Session
) -> FeelFunction:
    """A closure over `scope`; without a body its result is null."""

    def call(*arguments: FeelValue) -> FeelValue:
        if body is None:
            raise NoValue("expected a function with a body, but found none")
        given = zip((parameter.name for parameter in parameters), arguments, strict=True)
        return body({**scope, **dict(given)}, session)

    return HostFunction(name, [Parameter(parameter.name, parameter.type) for parameter in parameters], call)


def knowledge_function(node: KnowledgeNode, scope: dict[str, FeelValue], session: Session) -> FeelFunction:
    """The function of a knowledge model; `scope` holds the knowledge it requires, and gets the function itself."""

    def body(inner: Scope, session: Session) -> FeelValue:
        value = None if node.body is None else node.body(inner, session)
        return fit(value, result_type(node.type), session, node.place, node.name)

    function = function_value(node.name, node.parameters, body, scope, session)
    scope.setdefault(node.variable, function)
    return function


def fit(value: FeelValue, wanted: FeelType | None, session: Session, place: Place, what: str) -> FeelValue:
    """`value` as the declared type, coerced where F11 allows it, else null with a warning (N5)."""
    if wanted is None or value is None:
        return value
    fits, coerced = coerce(value, wanted)
    if not fits:
        session.warn("TYPE_MISMATCH", f"expected {what} to be {wanted}, but it does not conform", place)
    return coerced


def result_type(declared: FeelType | None) -> FeelType | None:
    """The type of the results of a knowledge model or service: tools write it, or a function type, at its variable."""
    return None if declared is None or declared.name == "function" else declared


def call_function(
    called: FeelValue, names: Sequence[str], arguments: Sequence[FeelValue], session: Session, place: Place
) -> FeelValue:
    """The result of a boxed invocation; parameters without a binding are null."""
    if not isinstance(called, FeelFunction):
        session.warn("FUNCTION_INVOCATION_FAILURE", "expected a function to invoke, but found none", place)
        return None
    missing = [parameter.name for parameter in called.parameters if parameter.name not in names]
    run = Run({}, session.environment)
    value = called.call_named(run, [*names, *missing], [*arguments, *(None for _ in missing)], 0)
    session.note(run.warnings, place)
    return value


def definition_name(definition: FunctionDefinition) -> str:
    """What warnings call an anonymous boxed function."""
    return definition.place.element_name or "the function"
