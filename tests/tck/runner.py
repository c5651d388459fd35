"""Runs folders of the DMN Technology Compatibility Kit's format (dialect N11).

A folder with test files holds DMN models and `*-test-*.xml` files; each test case asks for one or more results.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from engine.dmn import DecisionResult, DmnModel, read_dmn
from engine.feel import Environment, FeelValue, format_value
from tests.tck.values import is_same, read_value

KIT = "{http://www.omg.org/spec/DMN/20160719/testcase}"
# The kit asks some decisions with errors on purpose; the others of their file count.
TOLERATED = frozenset({"FEEL_SYNTAX", "EXTERNAL_FUNCTION"})
NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class CaseResult:
    """One result node of one test case: `detail` is empty when it passed."""

    folder: str
    file: str
    case_id: str
    result_name: str
    detail: str

    @property
    def is_passed(self) -> bool:
        """Whether the actual result was the expected one."""
        return not self.detail


def run_tree(root: Path) -> list[CaseResult]:
    """The results of every test file in and below `root`, in order of paths."""
    files = sorted(path for path in root.rglob("*.xml") if _is_test_file(path))
    folders = sorted({path.parent for path in files})
    results: list[CaseResult] = []
    for folder in folders:
        models = load_models(folder)
        for file in files:
            if file.parent == folder:
                results += run_file(file, models, label=folder.relative_to(root.parent).as_posix())
    return results


def _is_test_file(path: Path) -> bool:
    try:
        return etree.parse(path, _parser()).getroot().tag == f"{KIT}testCases"
    except etree.XMLSyntaxError:
        return False


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


def load_models(folder: Path) -> dict[str, DmnModel | str]:
    """The models of a folder by file name, imports resolved among them; a text says why one could not be read."""
    waiting = {path.name: path.read_bytes() for path in sorted(folder.glob("*.dmn"))}
    loaded: dict[str, DmnModel] = {}
    reasons: dict[str, str] = {}
    has_progress = True
    while waiting and has_progress:
        has_progress = False
        for name, content in list(waiting.items()):
            model, findings = read_dmn(
                content, imports={each.namespace: each for each in loaded.values()}, tolerated=TOLERATED
            )
            if model is None:
                errors = (f"{each.code}: {each.reason.en}" for each in findings if each.level == "error")
                reasons[name] = "; ".join(errors)
                continue
            loaded[name], has_progress = model, True
            del waiting[name]
    return {**{name: reasons[name] for name in waiting}, **loaded}


def run_file(path: Path, models: Mapping[str, DmnModel | str], *, label: str) -> Iterator[CaseResult]:
    """The results of one test file."""
    root = etree.parse(path, _parser()).getroot()
    model = _main_model(root, models)
    for case in root.iter(f"{KIT}testCase"):
        for node in case.iter(f"{KIT}resultNode"):
            name = node.get("name", "")
            detail = model if isinstance(model, str) else _check(model, case, node)
            yield CaseResult(label, path.stem, case.get("id", ""), name, detail)


def _main_model(root: etree._Element, models: Mapping[str, DmnModel | str]) -> DmnModel | str:
    name = (root.findtext(f"{KIT}modelName") or "").strip()
    if name in models:
        return models[name]
    if len(models) == 1:
        return next(iter(models.values()))
    return f"expected a model file {name!r}, but found {', '.join(models)}"


def _check(model: DmnModel, case: etree._Element, node: etree._Element) -> str:
    """Empty if the result is as expected, else what was expected and what came."""
    expects_error = node.get("errorResult") == "true"
    expected = read_value(node.find(f"{KIT}expected"))
    result = _ask(model, case, node)
    if isinstance(result, str):
        return "" if expects_error else result
    is_error = result.failure_message is not None or (result.output is None and bool(result.warnings))
    if expects_error:
        return "" if is_error else f"expected an error, but found {_shown(result.output)}"
    if is_same(expected, result.output):
        return ""
    reasons = [result.failure_message or "", *(warning.message for warning in result.warnings)]
    because = "; ".join(reason for reason in reasons if reason)
    return f"expected {_shown(expected)}, but found {_shown(result.output)}" + (f" ({because})" if because else "")


def _ask(model: DmnModel, case: etree._Element, node: etree._Element) -> DecisionResult | str:
    inputs = {each.get("name", ""): read_value(each) for each in case.iterchildren(f"{KIT}inputNode")}
    kind, name, environment = case.get("type", "decision"), node.get("name", ""), Environment(now=NOW)
    invocable = case.get("invocableName") or name
    if kind == "bkm":
        found = _by_name(model.knowledge, invocable)
        return model.evaluate_knowledge(found, inputs, environment) if found else f"no knowledge model {invocable!r}"
    if kind == "decisionService":
        found = _by_name(model.services, invocable)
        if not found:
            return f"no decision service {invocable!r}"
        result = model.evaluate_service(found, inputs, environment)
        return _one_output(result, name) if len(model.services[found].outputs) > 1 else result
    found = _by_name(model.decisions, name)
    return model.evaluate(found, inputs, environment) if found else f"no decision {name!r}"


def _by_name(nodes: Mapping[str, object], name: str) -> str:
    wanted = " ".join(name.split())
    return next((key for key, node in nodes.items() if getattr(node, "name", "") == wanted), "")


def _one_output(result: DecisionResult, name: str) -> DecisionResult:
    """Of a service with several outputs, the one the result node names; otherwise the whole context."""
    if isinstance(result.output, dict) and name in result.output:
        return DecisionResult(
            result.output[name],
            result.failed_decision_id,
            result.failure_message,
            result.evaluations,
            result.own_warnings,
        )
    return result


def _shown(value: FeelValue) -> str:
    return format_value(value)
