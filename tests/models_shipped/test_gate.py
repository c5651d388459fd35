"""The shipped models pass the gate, speak both languages, and are drawn."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.forms import Form
from engine.service import Engine

ROOT = Path(__file__).parents[2]
PROCESSES = sorted(folder.name for folder in (ROOT / "bpmn").iterdir() if folder.is_dir())
FORMS = sorted((ROOT / "forms").glob("*/*.form"))
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_FORM_OF_MESSAGE = ("sl:public.form", "sl:action.form")
_ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"


def files_of(process: str) -> list[ModelFile]:
    folders = (ROOT / "bpmn" / process, ROOT / "forms" / process)
    paths = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]
    return [ModelFile(path.name, path.read_bytes()) for path in paths if path.suffix in (".bpmn", ".dmn", ".form")]


@pytest.mark.parametrize("process", PROCESSES)
def test_shipped_models_pass_the_gate_without_error_or_warning(sqlite_engine: Engine, process: str) -> None:
    findings = sqlite_engine.check_models(files_of(process), actor=SYSTEM)

    assert [finding.text("en") for finding in findings if finding.level != "ignored"] == []


@pytest.mark.parametrize("path", FORMS, ids=[path.stem for path in FORMS])
def test_shipped_forms_have_no_problem_and_no_text_without_english(path: Path) -> None:
    form, problems = Form.inspect(path.read_bytes())

    assert [f"{found.component_id}: {found.en}" for found in problems] == []
    assert form.form_id == path.stem


def _root(process: str) -> ElementTree.Element:
    return ElementTree.fromstring((ROOT / "bpmn" / process / f"{process}.bpmn").read_text("utf-8"))


@pytest.mark.parametrize("process", PROCESSES)
def test_every_element_is_drawn_named_and_named_in_english(process: str) -> None:
    root = _root(process)
    drawn = {shape.get("bpmnElement") for tag in ("BPMNShape", "BPMNEdge") for shape in root.iter(_DI + tag)}
    kinds = ("Task", "Event", "Gateway", "task", "subProcess", "lane", "sequenceFlow")
    nodes = [node for node in root.iter() if node.tag.startswith(_BPMN) and node.tag.endswith(kinds) and node.get("id")]

    undrawn = [node.get("id") for node in nodes if node.get("id") not in drawn]
    unnamed = [node.get("id") for node in nodes if not node.get("name") and not node.tag.endswith("sequenceFlow")]
    properties = {node.get("id"): {p.get("name") for p in node.iter(_ZEEBE + "property")} for node in nodes}
    no_english = [
        node.get("id") for node in nodes if node.get("name") and "sl:name.en" not in properties[node.get("id")]
    ]

    assert (undrawn, unnamed, no_english) == ([], [], [])


@pytest.mark.parametrize("process", PROCESSES)
def test_every_choice_is_a_question_with_answers(process: str) -> None:
    root = _root(process)
    flows = list(root.iter(_BPMN + "sequenceFlow"))
    for gateway in root.iter(_BPMN + "exclusiveGateway"):
        answers = [flow.get("name") for flow in flows if flow.get("sourceRef") == gateway.get("id")]
        assert str(gateway.get("name")).endswith("?"), gateway.get("id")
        assert all(answers), gateway.get("id")


@pytest.mark.parametrize("process", PROCESSES)
def test_every_task_and_public_message_names_a_form_that_is_shipped(process: str) -> None:
    shipped = {json.loads(path.read_text("utf-8"))["id"] for path in (ROOT / "forms" / process).glob("*.form")}
    root = _root(process)

    named = {form.get("formId") for form in root.iter(_ZEEBE + "formDefinition")}
    named |= {mark.get("value") for mark in root.iter(_ZEEBE + "property") if mark.get("name") in _FORM_OF_MESSAGE}

    assert named == shipped
