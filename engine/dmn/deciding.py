"""Evaluating linked decisions: each once, in order, seeing only what it requires (dialect N6, N7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.dmn.functions import fit, knowledge_function, result_type
from engine.dmn.nodes import DecisionNode, FormalParameter, InputNode, KnowledgeNode, Node, Requirement, ServiceNode
from engine.dmn.results import Evaluation
from engine.dmn.session import DecisionFailure, Session, Trace
from engine.feel import FeelFailure, FeelFunction, FeelType, FeelValue, HostFunction, Parameter, to_feel

_ABSENT = object()


class DecisionStopped(Exception):
    """A decision on the way failed: the whole evaluation has no output (N10)."""

    def __init__(self, decision_id: str, message: str) -> None:
        super().__init__(message)
        self.decision_id, self.message = decision_id, message


def decide(order: Iterable[DecisionNode], session: Session) -> None:
    """Evaluate the decisions of `order` that are not known yet. Raises DecisionStopped."""
    for node in order:
        if node not in session.values:
            session.values[node] = _decide_one(node, session)


def _decide_one(node: DecisionNode, session: Session) -> FeelValue:
    outer, session.trace = session.trace, Trace()
    required: list[tuple[str, str, FeelValue]] = []
    output: FeelValue = None
    try:
        scope = _scope_of(node.required, session, required)
        if node.logic is None:
            session.warn("NO_DECISION_LOGIC", "expected logic in the decision, but found none", node.place)
        else:
            output = fit(node.logic(scope, session), node.type, session, node.place, node.name)
    except (DecisionFailure, FeelFailure) as failure:
        raise DecisionStopped(node.id, failure.message) from None
    finally:
        _record(node, session, required, output)
        session.trace = outer
    return output


def _record(
    node: DecisionNode, session: Session, required: list[tuple[str, str, FeelValue]], output: FeelValue
) -> None:
    trace = session.trace
    inputs = trace.inputs if node.kind == "DECISION_TABLE" else required
    session.evaluations.append(
        Evaluation(
            decision_id=node.id,
            decision_name=node.name,
            decision_type=node.kind,
            output=output,
            inputs=tuple(inputs),
            matched_rules=tuple(trace.matched_rules),
            warnings=tuple(trace.warnings),
        )
    )


def _scope_of(
    required: Iterable[Requirement], session: Session, seen: list[tuple[str, str, FeelValue]] | None = None
) -> dict[str, FeelValue]:
    """The names a node sees: what it requires, imported elements inside a context named by their import."""
    scope: dict[str, FeelValue] = {}
    for need in required:
        value = value_of(need.node, session)
        if seen is not None and isinstance(need.node, (InputNode, DecisionNode)):
            seen.append((need.node.id, need.node.name, value))
        if not need.alias:
            scope[need.node.variable] = value
            continue
        known = scope.get(need.alias)
        scope[need.alias] = {**(known if isinstance(known, dict) else {}), need.node.variable: value}
    return scope


def value_of(node: Node, session: Session) -> FeelValue:
    """The value of a required node: a decided value, an input, or a function for knowledge and services."""
    if node in session.values:
        return session.values[node]
    value: FeelValue = None
    if isinstance(node, KnowledgeNode):
        value = knowledge_function(node, _scope_of(node.required, session), session)
    elif isinstance(node, ServiceNode):
        value = service_function(node, session)
    elif isinstance(node, InputNode):
        value = input_value(node, session)
    session.values[node] = value
    return value


def input_value(node: InputNode, session: Session) -> FeelValue:
    """The value given from outside for an input; a missing one, or one of another type, is null with a warning."""
    given = _given(session, node)
    if given is _ABSENT:
        session.warn("INPUT_MISSING", f"expected input {node.variable}, but found none", node.place)
        return None
    return fit(_completed(to_feel(given), node.type), node.type, session, node.place, node.variable)


def _given(session: Session, node: InputNode) -> object:
    """The value under the import names that lead to the input, as contexts or with dots, else of its plain name."""
    values = session.inputs_by_name
    path = session.alias_paths.get(node.namespace, ())
    inner: object = values
    for alias in path:
        inner = inner.get(alias) if isinstance(inner, Mapping) else None
    if isinstance(inner, Mapping) and node.variable in inner:
        return inner[node.variable]
    dotted = ".".join((*path, node.variable))
    return values.get(dotted, values.get(node.variable, _ABSENT))


def _completed(value: object, wanted: FeelType | None) -> object:
    """A context given from outside with every declared component: JSON leaves out what is not known."""
    if wanted is None:
        return value
    if isinstance(value, dict) and wanted.entries is not None:
        return {**value, **{name: _completed(value.get(name), kind) for name, kind in wanted.entries}}
    if isinstance(value, list) and wanted.name == "list" and wanted.items:
        return [_completed(item, wanted.items[0]) for item in value]
    return value


def service_parameters(node: ServiceNode) -> tuple[FormalParameter, ...]:
    """The parameters of a decision service: its input data, then its input decisions."""
    return tuple(FormalParameter(each.variable, each.type) for each in (*node.input_data, *node.input_decisions))


def service_function(node: ServiceNode, session: Session) -> FeelFunction:
    """The service as a function; inside, nothing is known but its arguments."""

    def call(*arguments: FeelValue) -> FeelValue:
        inner = session.inner()
        inner.values.update(zip((*node.input_data, *node.input_decisions), arguments, strict=True))
        return run_service(node, inner)

    parameters = [Parameter(parameter.name, parameter.type) for parameter in service_parameters(node)]
    return HostFunction(node.name, parameters, call)


def run_service(node: ServiceNode, session: Session) -> FeelValue:
    """The output of the service: the bare value of one output decision, a context by name of several."""
    decide(node.order, session)
    outputs = {output.variable: session.values[output] for output in node.outputs}
    value = next(iter(outputs.values())) if len(node.outputs) == 1 else outputs
    return fit(value, result_type(node.type), session, node.place, node.name)
