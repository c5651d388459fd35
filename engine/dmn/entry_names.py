"""Names that may stand behind a dot: components, context entries, columns, outputs, imported elements (F3)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.dmn.definitions import DecisionSource, Definitions, KnowledgeSource, ServiceSource
from engine.dmn.elements import (
    Boxed,
    BoxedContext,
    BoxedFilter,
    BoxedIterator,
    BoxedList,
    Conditional,
    DecisionTable,
    FunctionDefinition,
    Invocation,
    Relation,
)
from engine.dmn.nodes import Graph
from engine.dmn.types import TypeTable


def entry_names_of(source: Definitions, types: TypeTable, imported: Iterable[Graph]) -> frozenset[str]:
    """All names of `source` and its imports that may follow a dot."""
    names = set(types.entry_names())
    for graph in imported:
        names |= graph.entry_names | {node.variable for node in graph.nodes.values()}
    if any(isinstance(element, ServiceSource) for element in source.nodes.values()):
        # A service of several outputs gives a context by the names of its decisions.
        names |= {element.variable.name for element in source.nodes.values() if isinstance(element, DecisionSource)}
    for element in source.nodes.values():
        if isinstance(element, DecisionSource) and element.logic is not None:
            names |= _names_in(element.logic)
        elif isinstance(element, KnowledgeSource) and element.function is not None:
            names |= _names_in(element.function)
    return frozenset(name for name in names if name)


def _names_in(boxed: Boxed) -> set[str]:
    own = _own_names(boxed)
    for part in _parts(boxed):
        own |= _names_in(part)
    return own


def _own_names(boxed: Boxed) -> set[str]:
    match boxed:
        case BoxedContext():
            return {entry.variable.name for entry in boxed.entries if entry.variable is not None}
        case Relation():
            return {column.name for column in boxed.columns}
        case DecisionTable():
            return {output.name for output in boxed.outputs}
        case _:
            return set()


def _parts(boxed: Boxed) -> list[Boxed]:
    match boxed:
        case BoxedContext():
            return [entry.value for entry in boxed.entries]
        case BoxedList():
            return list(boxed.items)
        case Relation():
            return [cell for row in boxed.rows for cell in row]
        case FunctionDefinition():
            return [] if boxed.body is None else [boxed.body]
        case Invocation():
            bound = [binding.value for binding in boxed.bindings if binding.value is not None]
            return bound if boxed.called is None else [boxed.called, *bound]
        case Conditional():
            return [boxed.condition, boxed.then, boxed.otherwise]
        case BoxedFilter():
            return [boxed.source, boxed.match]
        case BoxedIterator():
            return [boxed.source, boxed.body]
        case _:
            return []
