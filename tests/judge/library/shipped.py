"""The processes that are shipped: every `bpmn/*/*.bpmn`, with results their work may bring.

What people and messages bring stands in the process's scenarios; what machines bring is guessed from the expressions
that read it: `=verdict.decision = "exchange"` says that `verdict` may be `{decision: "exchange"}`. A wrong guess ends
in an incident, which is a run as good as any other. Decisions are those of the `.dmn` files (`decisions.py`); random
identifiers are always the same one, since the two sides would draw different ones.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

from tests.judge.model import Model

BPMN = Path(__file__).resolve().parents[3] / "bpmn"
_NAMESPACE = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_COMPARED = re.compile(r'([A-Za-z_]\w*(?:\.\w+)*) *(?:=|!=|<=|>=|<|>) *("[^"]*"|true|false|-?\d+)')
_IDENTIFIER = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
_FEW = 6
"""values kept for one name, so that each comes up in some hundred runs"""

Choices = dict[str, list[Any]]


def _models() -> Iterator[Model]:
    for path in sorted(BPMN.glob("*/*.bpmn")):
        content = path.read_bytes().replace(b"uuid()", f"&#34;{_IDENTIFIER}&#34;".encode())
        played = _scenarios(path.parent / "scenarios")
        guessed = _guessed(content)
        for process in etree.fromstring(content).iterfind(f"{_NAMESPACE}process[@isExecutable='true']"):
            yield _model(content, process, played, guessed)


def _model(content: bytes, process: etree._Element, played: dict[str, Choices], guessed: Choices) -> Model:
    work = [node.get("id", "") for node in process.iter("{*}serviceTask", "{*}sendTask", "{*}callActivity")]
    starts = list(process.iterfind(f"{_NAMESPACE}startEvent"))
    none = [node for node in starts if not any("EventDefinition" in str(child.tag) for child in node)]
    errors = process.getroottree().getroot().iterfind(f"{_NAMESPACE}error")
    codes = sorted({node.get("errorCode", "") for node in errors})
    brings = {**dict.fromkeys(work, guessed), **played}
    return Model(
        process.get("id", ""),
        content,
        families=("shipped",),
        process_id=process.get("id", ""),
        start_id="" if none else starts[0].get("id", ""),
        data=guessed,
        start={name: values[0] for name, values in played.get("", {}).items()},
        brings={element_id: choices for element_id, choices in brings.items() if element_id},
        errors=tuple(code for code in codes if code)[:4],
        length=45,
    )


def _scenarios(folder: Path) -> dict[str, Choices]:
    """Element → name → values that somebody brings there in a scenario; under "" what a case starts with."""
    found: defaultdict[str, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(folder.glob("*.yaml")):
        scenario = yaml.safe_load(path.read_text())
        steps = [{**step, "complete": ""} for step in _list(scenario.get("start"))] + _list(scenario.get("steps"))
        for step in steps:
            brought = step.get("with")
            if isinstance(step.get("complete"), str) and isinstance(brought, dict):
                for name, value in brought.items():
                    choices = found[step["complete"]][name]
                    if value not in choices and len(choices) < _FEW:
                        choices.append(_plain(value))
    return {element_id: dict(choices) for element_id, choices in found.items()}


def _list(steps: Any) -> list[dict[str, Any]]:
    return [step for step in (steps if isinstance(steps, list) else [steps]) if isinstance(step, dict)]


def _plain(value: Any) -> Any:
    """As JSON would bring it: exact numbers, dates as text."""
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _guessed(content: bytes) -> Choices:
    """Values for the names that expressions compare or go through."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for node in etree.fromstring(content).iter("{*}*"):
        for text in (node.text or "", *map(str, node.attrib.values())):
            if text.strip().startswith("="):
                for path, constant in _COMPARED.findall(text.strip()[1:]):
                    _add(found, path, constant)
        path = (node.get("inputCollection") or "").removeprefix("=").strip()
        if re.fullmatch(r"[A-Za-z_][\w.]*", path):
            _add(found, path, [{"code": "a", "unit": "s1"}, {"code": "b", "unit": "s2"}])
            _add(found, path, [])
    return dict(found)


def _add(found: defaultdict[str, list[Any]], path: str, constant: Any) -> None:
    value = constant
    if isinstance(constant, str):
        plain = {"true": True, "false": False}
        value = constant[1:-1] if constant.startswith('"') else plain.get(constant, constant)
        value = int(constant) if constant.lstrip("-").isdigit() else value
    name, *inner = path.split(".")
    for part in reversed(inner):
        value = {part: value}
    earlier = [choice for choice in found[name] if isinstance(choice, dict)]
    if isinstance(value, dict) and earlier:  # what is compared in one place is mostly read together in another
        value = {**earlier[-1], **value}
    if value not in found[name] and len(found[name]) < _FEW:
        found[name].append(value)


MODELS: tuple[Model, ...] = tuple(_models())
