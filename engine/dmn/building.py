"""Compiles the logic of all nodes of a file, once the graph is linked (dialect F33)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.dmn.compiling import Compiler
from engine.dmn.compiling_boxes import formal_parameters, function_body
from engine.dmn.definitions import DecisionSource, Definitions, KnowledgeSource
from engine.dmn.elements import FunctionDefinition
from engine.dmn.entry_names import entry_names_of
from engine.dmn.findings import FindingList
from engine.dmn.linking import Linker
from engine.dmn.nodes import DecisionNode, Graph, KnowledgeNode, Requirement
from engine.dmn.types import TypeTable


def build_graph(
    source: Definitions, types: TypeTable, imported: Mapping[str, tuple[str, Graph]], findings: FindingList
) -> Graph:
    """The linked and compiled graph of a file. It may be used only if `findings` holds no error."""
    graph = Linker(source, types, imported, findings).link()
    graph.entry_names = entry_names_of(source, types, [inner for _, inner in imported.values()])
    element_names = frozenset(element.variable.name for element in source.nodes.values())
    compiler = Compiler(types, graph.entry_names, element_names, findings)
    for element in source.nodes.values():
        node = graph.nodes[element.id]
        if isinstance(element, DecisionSource) and isinstance(node, DecisionNode) and element.logic is not None:
            node.logic = compiler.logic(element.logic, _visible(node.required))
        elif isinstance(element, KnowledgeSource) and isinstance(node, KnowledgeNode) and element.function is not None:
            _build_knowledge(compiler, element.function, node)
    return graph


def _build_knowledge(compiler: Compiler, function: FunctionDefinition, node: KnowledgeNode) -> None:
    node.parameters = formal_parameters(compiler, function)
    own = frozenset(parameter.name for parameter in node.parameters)
    node.body = function_body(compiler, function, _visible(node.required) | own | {node.variable})


def _visible(required: Iterable[Requirement]) -> frozenset[str]:
    return frozenset(need.alias or need.node.variable for need in required)
