"""From the elements of a file to linked nodes: requirements resolved, cycles refused, order fixed (dialect N6, N8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from engine.dmn.definitions import (
    DecisionSource,
    Definitions,
    InputSource,
    KnowledgeSource,
    NodeSource,
    Reference,
    ServiceSource,
)
from engine.dmn.elements import DecisionTable, Literal
from engine.dmn.findings import FindingList, Place, Text
from engine.dmn.nodes import DecisionNode, Graph, InputNode, KnowledgeNode, Node, Requirement, ServiceNode
from engine.dmn.types import TypeTable

_CONNECT_AGAIN = Text("Connect the elements again in the designer", "请在设计器中重新连接元素")


class Linker:
    """Makes the nodes of one file and links them to each other and to those of imported files."""

    def __init__(
        self, source: Definitions, types: TypeTable, imported: Mapping[str, tuple[str, Graph]], findings: FindingList
    ) -> None:
        self._source = source
        self._types = types
        self._imported = imported
        self._findings = findings
        self.graph = Graph()

    def link(self) -> Graph:
        """The linked graph, without logic. Unresolved references and cycles are findings."""
        self._note_aliases()
        for element in self._source.nodes.values():
            self.graph.nodes[element.id] = self._node(element)
        for element in self._source.nodes.values():
            self._connect(element)
        self._check_cycles()
        return self.graph

    def _note_aliases(self) -> None:
        for namespace, (alias, graph) in self._imported.items():
            path = (alias,) if alias else ()
            self.graph.alias_paths.setdefault(namespace, path)
            for further, rest in graph.alias_paths.items():
                self.graph.alias_paths.setdefault(further, path + rest)

    def _node(self, element: NodeSource) -> Node:
        place, identity, name, namespace = element.place, element.id, element.name, self._source.namespace
        variable = element.variable.name
        kind = self._types.resolve(element.variable.type_ref, place)
        if isinstance(element, InputSource):
            return InputNode(place, identity, name, variable, namespace, kind)
        if isinstance(element, DecisionSource):
            tag, decision_kind = element.version_tag, _kind_of(element)
            return DecisionNode(place, identity, name, variable, namespace, kind, version_tag=tag, kind=decision_kind)
        if isinstance(element, KnowledgeSource):
            return KnowledgeNode(place, identity, name, variable, namespace, kind)
        return ServiceNode(place, identity, name, variable, namespace, kind)

    def _connect(self, element: NodeSource) -> None:
        node = self.graph.nodes[element.id]
        if isinstance(element, DecisionSource) and isinstance(node, DecisionNode):
            node.required = (
                *self._required(element.required, (InputNode, DecisionNode)),
                *self._required(element.knowledge, (KnowledgeNode, ServiceNode)),
            )
            self._check_names(node)
        elif isinstance(element, KnowledgeSource) and isinstance(node, KnowledgeNode):
            found = self._required(element.knowledge, (KnowledgeNode, ServiceNode))
            node.required = tuple(need for need in found if need.node is not node)
        elif isinstance(element, ServiceSource) and isinstance(node, ServiceNode):
            self._connect_service(element, node)

    def _connect_service(self, element: ServiceSource, node: ServiceNode) -> None:
        decisions = [
            [need.node for need in self._required(references, (DecisionNode,)) if isinstance(need.node, DecisionNode)]
            for references in (element.outputs, element.encapsulated, element.input_decisions)
        ]
        data = self._required(element.input_data, (InputNode,))
        node.outputs, node.input_decisions = tuple(decisions[0]), tuple(decisions[2])
        node.input_data = tuple(need.node for need in data if isinstance(need.node, InputNode))
        if not node.outputs:
            self._refuse(
                element.place, "expected an output decision in the service, but found none", "决策服务缺少输出决策"
            )

    def _required(self, references: Iterable[Reference], kinds: tuple[type[Node], ...]) -> list[Requirement]:
        found = [self._find(reference, kinds) for reference in references]
        return list(dict.fromkeys(need for need in found if need is not None))

    def _find(self, reference: Reference, kinds: tuple[type[Node], ...]) -> Requirement | None:
        alias, graph = "", self.graph
        if reference.namespace and reference.namespace != self._source.namespace:
            alias, graph = self._imported.get(reference.namespace, ("", Graph()))
        node = graph.nodes.get(reference.id)
        if isinstance(node, kinds):
            return Requirement(alias, node)
        written = f"{reference.namespace}#{reference.id}"
        wanted = " or ".join(kind.__name__.removesuffix("Node").lower() for kind in kinds)
        self._refuse(reference.place, f"expected the id of a {wanted}, but found {written}", f"引用无效：{written}")
        return None

    def _check_names(self, node: DecisionNode) -> None:
        """Two required elements of one name: the later one hides the other, which nobody can want."""
        seen = set[tuple[str, str]]()
        for need in node.required:
            name = (need.alias, need.node.variable)
            if name in seen:
                self._findings.add(
                    "DMN_NAME_TWICE",
                    node.place,
                    Text(
                        f"expected required elements of different names, but found {need.node.variable} twice",
                        f"所依赖的元素重名：{need.node.variable}",
                    ),
                    Text("Rename one of them", "请重命名其中一个"),
                    level="warning",
                )
            seen.add(name)

    def _refuse(self, place: Place, english: str, chinese: str) -> None:
        self._findings.add("REFERENCE_UNRESOLVED", place, Text(english, chinese), _CONNECT_AGAIN)

    def _check_cycles(self) -> None:
        edges = {node: list(_direct(node)) for node in self.graph.nodes.values()}
        try:
            TopologicalSorter(edges).prepare()
        except CycleError as failure:
            nodes: list[Node] = failure.args[1]
            names = " → ".join(node.name for node in nodes)
            self._findings.add(
                "DMN_CYCLE",
                nodes[0].place,
                Text(f"expected requirements without a cycle, but found {names}", f"依赖关系存在循环：{names}"),
                Text("Remove one of the connections", "请移除其中一个连接"),
            )


def _direct(node: Node) -> list[Node]:
    if isinstance(node, (DecisionNode, KnowledgeNode)):
        return [need.node for need in node.required]
    return []


def _kind_of(element: DecisionSource) -> str:
    if isinstance(element.logic, DecisionTable):
        return "DECISION_TABLE"
    return "LITERAL_EXPRESSION" if isinstance(element.logic, Literal) else "UNSPECIFIED"
