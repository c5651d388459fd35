"""Contexts, lists, relations, functions, invocations and conditionals as closures (dialect N7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.elements import (
    BoxedContext,
    BoxedList,
    Conditional,
    FunctionDefinition,
    Invocation,
    Relation,
)
from engine.dmn.findings import Place
from engine.dmn.functions import call_function, definition_name, fit, function_value, result_type
from engine.dmn.nodes import FormalParameter, Logic, Scope, null_logic
from engine.dmn.session import Session
from engine.feel import FeelType, FeelValue

if TYPE_CHECKING:
    from engine.dmn.compiling import Compiler


def box(
    compiler: Compiler,
    boxed: BoxedContext | BoxedList | Relation | FunctionDefinition | Invocation | Conditional,
    names: frozenset[str],
) -> Logic:
    """The closure of one of these boxed expressions; `names` are in scope."""
    match boxed:
        case BoxedContext():
            return _context(compiler, boxed, names)
        case BoxedList():
            return _list(compiler, boxed, names)
        case Relation():
            return _relation(compiler, boxed, names)
        case FunctionDefinition():
            return _function(compiler, boxed, names)
        case Invocation():
            return _invocation(compiler, boxed, names)
        case Conditional():
            return _conditional(compiler, boxed, names)


def _context(compiler: Compiler, boxed: BoxedContext, names: frozenset[str]) -> Logic:
    entries: list[tuple[str | None, Logic]] = []
    for entry in boxed.entries:
        logic = compiler.logic(entry.value, names)
        if entry.variable is None:
            entries.append((None, logic))
            continue
        wanted = compiler.types.resolve(entry.variable.type_ref, boxed.place)
        name = entry.variable.name
        entries.append((name, _fitting(logic, wanted, boxed.place, name)))
        names = names | {name}

    def evaluate(scope: Scope, session: Session) -> FeelValue:
        inner, values = dict(scope), dict[str, FeelValue]()
        for name, logic in entries:
            value = logic(inner, session)
            if name is None:
                return value
            inner[name] = values[name] = value
        return values

    return evaluate


def _fitting(logic: Logic, wanted: FeelType | None, place: Place, name: str) -> Logic:
    if wanted is None:
        return logic
    return lambda scope, session: fit(logic(scope, session), wanted, session, place, name)


def _list(compiler: Compiler, boxed: BoxedList, names: frozenset[str]) -> Logic:
    items = [compiler.logic(item, names) for item in boxed.items]
    return lambda scope, session: [item(scope, session) for item in items]


def _relation(compiler: Compiler, boxed: Relation, names: frozenset[str]) -> Logic:
    types = [compiler.types.resolve(column.type_ref, boxed.place) for column in boxed.columns]
    columns = [column.name for column in boxed.columns]
    rows = [
        [
            _fitting(compiler.logic(cell, names), wanted, boxed.place, name)
            for cell, wanted, name in zip(row, types, columns, strict=False)
        ]
        for row in boxed.rows
    ]

    def evaluate(scope: Scope, session: Session) -> FeelValue:
        return [{name: cell(scope, session) for name, cell in zip(columns, row, strict=False)} for row in rows]

    return evaluate


def _function(compiler: Compiler, boxed: FunctionDefinition, names: frozenset[str]) -> Logic:
    parameters = formal_parameters(compiler, boxed)
    inner_names = names | {parameter.name for parameter in parameters}
    name = definition_name(boxed)
    body = function_body(compiler, boxed, inner_names)
    return lambda scope, session: function_value(name, parameters, body, scope, session)


def function_body(compiler: Compiler, boxed: FunctionDefinition, names: frozenset[str]) -> Logic | None:
    """The body, its result fitted to the type of the definition; a function type there says nothing of the result."""
    if boxed.body is None:
        return None
    wanted = result_type(compiler.types.resolve(boxed.type_ref, boxed.place))
    return _fitting(compiler.logic(boxed.body, names), wanted, boxed.place, definition_name(boxed))


def formal_parameters(compiler: Compiler, boxed: FunctionDefinition) -> tuple[FormalParameter, ...]:
    """The parameters of a boxed function with their types."""
    return tuple(
        FormalParameter(parameter.name, compiler.types.resolve(parameter.type_ref, boxed.place))
        for parameter in boxed.parameters
    )


def _invocation(compiler: Compiler, boxed: Invocation, names: frozenset[str]) -> Logic:
    called = null_logic if boxed.called is None else compiler.logic(boxed.called, names)
    bindings = [
        (binding.parameter.name, null_logic if binding.value is None else compiler.logic(binding.value, names))
        for binding in boxed.bindings
    ]
    parameter_names = [name for name, _ in bindings]
    place = boxed.place

    def evaluate(scope: Scope, session: Session) -> FeelValue:
        arguments = [argument(scope, session) for _, argument in bindings]
        return call_function(called(scope, session), parameter_names, arguments, session, place)

    return evaluate


def _conditional(compiler: Compiler, boxed: Conditional, names: frozenset[str]) -> Logic:
    condition, then, otherwise = (
        compiler.logic(part, names) for part in (boxed.condition, boxed.then, boxed.otherwise)
    )

    def evaluate(scope: Scope, session: Session) -> FeelValue:
        chosen = then if condition(scope, session) is True else otherwise
        return chosen(scope, session)

    return evaluate
