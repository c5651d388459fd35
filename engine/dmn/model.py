"""A DMN file ready to decide, and how to get one from bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from engine.dmn.building import build_graph
from engine.dmn.deciding import DecisionStopped, decide, input_value, run_service, value_of
from engine.dmn.definitions import Definitions
from engine.dmn.findings import DmnFinding, FindingList, Text
from engine.dmn.functions import call_function, fit
from engine.dmn.nodes import DecisionNode, Graph, InputNode, KnowledgeNode, Node, ServiceNode
from engine.dmn.reading import read_definitions
from engine.dmn.results import DecisionResult
from engine.dmn.session import DecisionFailure, Session
from engine.dmn.types import TypeTable, current_environment
from engine.feel import Environment, FeelFailure, FeelValue, to_feel

Decision = DecisionNode
InputData = InputNode
Knowledge = KnowledgeNode
DecisionService = ServiceNode


_Kind = TypeVar("_Kind", bound=Node)


class DmnModel:
    """One DMN file, compiled. Immutable; may be used by several threads at once.

    `requirements_id` is the id of the file's definitions; the mappings are by element id, in file order.
    """

    def __init__(self, source: Definitions, types: TypeTable, graph: Graph) -> None:
        self.requirements_id = source.id
        self.name = source.name
        self.namespace = source.namespace
        self.types = types
        self.graph = graph
        self.decisions: Mapping[str, Decision] = _of_kind(graph, DecisionNode)
        self.inputs: Mapping[str, InputData] = _of_kind(graph, InputNode)
        self.knowledge: Mapping[str, Knowledge] = _of_kind(graph, KnowledgeNode)
        self.services: Mapping[str, DecisionService] = _of_kind(graph, ServiceNode)
        self.version_tag = source.version_tag or _common_tag(self.decisions)

    def evaluate(self, decision_id: str, variables: Mapping[str, object], environment: Environment) -> DecisionResult:
        """The result of a decision with everything it requires, inputs filled from `variables` by name (N6).

        `variables` hold FEEL values or JSON data. A decision that fails is a result too (N10). Raises KeyError for an
        id that is no decision of this file. One budget covers everything (F32): that of `environment`, or its own.
        """
        node = self.decisions[decision_id]

        def output(session: Session) -> FeelValue:
            decide(node.order, session)
            return session.values[node]

        return self._run(output, node.id, variables, environment)

    def evaluate_service(
        self, service_id: str, variables: Mapping[str, object], environment: Environment
    ) -> DecisionResult:
        """The result of a decision service; its input data and input decisions come from `variables` by name."""
        node = self.services[service_id]

        def output(session: Session) -> FeelValue:
            inner = session.inner()
            for data in node.input_data:
                inner.values[data] = input_value(data, session)
            for decision in node.input_decisions:
                given = to_feel(variables.get(decision.variable))
                inner.values[decision] = fit(given, decision.type, session, decision.place, decision.name)
            return run_service(node, inner)

        return self._run(output, node.id, variables, environment)

    def evaluate_knowledge(
        self, knowledge_id: str, arguments: Mapping[str, object], environment: Environment
    ) -> DecisionResult:
        """The result of a business knowledge model called with `arguments` by name; missing ones are null."""
        node = self.knowledge[knowledge_id]

        def output(session: Session) -> FeelValue:
            function = value_of(node, session)
            given = [to_feel(arguments.get(parameter.name)) for parameter in node.parameters]
            return call_function(function, [each.name for each in node.parameters], given, session, node.place)

        return self._run(output, node.id, arguments, environment)

    def _run(
        self,
        output: Callable[[Session], FeelValue],
        asked_id: str,
        variables: Mapping[str, object],
        environment: Environment,
    ) -> DecisionResult:
        session = Session(variables, environment, alias_paths=self.graph.alias_paths)
        token = current_environment.set(session.environment)
        try:
            value = output(session)
        except DecisionStopped as stopped:
            return DecisionResult(None, stopped.decision_id, stopped.message, tuple(session.evaluations))
        except (DecisionFailure, FeelFailure) as failure:
            return DecisionResult(None, asked_id, failure.message, tuple(session.evaluations))
        except RecursionError:
            message = "expected the decision to nest less deeply, but Python's stack ended"
            return DecisionResult(None, asked_id, message, tuple(session.evaluations))
        finally:
            current_environment.reset(token)
        return DecisionResult(value, None, None, tuple(session.evaluations), tuple(session.trace.warnings))


def read_dmn(
    content: bytes,
    *,
    imports: Mapping[str, DmnModel] = MappingProxyType({}),
    tolerated: frozenset[str] = frozenset(),
) -> tuple[DmnModel | None, tuple[DmnFinding, ...]]:
    """The model of a DMN file and everything the gate has to say of it (G1, N1); None if a finding is an error.

    `imports` are the models that may be imported, by namespace (N8). `tolerated` are codes that keep no model from
    being made: `FEEL_SYNTAX` and `EXTERNAL_FUNCTION`, whose decisions then fail when asked. Deployments tolerate none.
    """
    findings = FindingList(tolerated)
    source = read_definitions(content, findings)
    if source is None:
        return None, findings.in_order()
    found = find_imports(source, imports, findings)
    types = TypeTable(source.items, _types_by_alias(found), findings)
    graph = build_graph(source, types, {name: (alias, model.graph) for name, (alias, model) in found.items()}, findings)
    model = None if findings.has_errors else DmnModel(source, types, graph)
    return model, findings.in_order()


def find_imports(
    source: Definitions, imports: Mapping[str, DmnModel], findings: FindingList
) -> dict[str, tuple[str, DmnModel]]:
    """The imported models by namespace with the name of their import; one that is not there is `DMN_IMPORT`."""
    found: dict[str, tuple[str, DmnModel]] = {}
    for each in source.imports:
        model = imports.get(each.namespace)
        if model is not None:
            found[each.namespace] = (each.name, model)
            continue
        findings.add(
            "DMN_IMPORT",
            each.place,
            Text(
                f"expected a DMN file of namespace {each.namespace}, but found none",
                f"找不到命名空间 {each.namespace} 的文件",
            ),
            Text("Deploy the imported file together with this one", "请将被导入的文件与本文件一起部署"),
        )
    return found


def _types_by_alias(found: Mapping[str, tuple[str, DmnModel]]) -> dict[str, tuple[TypeTable, ...]]:
    tables: dict[str, tuple[TypeTable, ...]] = {}
    for alias, model in found.values():
        tables[alias] = (*tables.get(alias, ()), model.types)
    return tables


def _common_tag(decisions: Mapping[str, Decision]) -> str:
    """The version tag all decisions agree on, or none."""
    tags = {decision.version_tag for decision in decisions.values()}
    return tags.pop() if len(tags) == 1 else ""


def _of_kind(graph: Graph, kind: type[_Kind]) -> Mapping[str, _Kind]:
    return MappingProxyType({node.id: node for node in graph.nodes.values() if isinstance(node, kind)})
