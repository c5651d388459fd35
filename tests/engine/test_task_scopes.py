"""A task inside a repeated sub-process: its form is checked against the variables it sees there (D5, A7)."""

from __future__ import annotations

import json

import pytest

from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.errors import InvalidFields
from engine.service import Engine
from tests.conftest import ActorOf
from tests.engine import build

FORM = {
    "id": "count", "type": "default", "schemaVersion": 19,
    "components": [
        {
            "type": "dynamiclist", "id": "rows", "path": "box.rows", "label": "行", "allowAddRemove": False,
            "components": [
                {
                    "type": "number", "id": "found", "key": "found", "label": "实到",
                    "validate": {"required": True, "max": "=this.sent"},
                }
            ],
        }
    ],
}  # fmt: skip
LOOP = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
    '<zeebe:loopCharacteristics inputCollection="=boxes" inputElement="box" '
    'outputCollection="done" outputElement="=box" />'
    "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
)


def test_d5_fixed_rows_of_an_enclosing_scope_keep_their_cells_and_bound_the_fields(
    engine: Engine, actor: ActorOf
) -> None:
    inner = '<bpmn:startEvent id="in"/>' + build.user_task(
        "count_box", extensions='<zeebe:formDefinition formId="count" />'
    )
    inner += '<bpmn:endEvent id="out"/>' + build.line("in", "count_box", "out")
    body = (
        f'{build.START}<bpmn:subProcess id="each">{LOOP}{inner}</bpmn:subProcess>{build.user_task("last")}{build.END}'
    )
    model = build.process(body + build.line("start", "each", "last", "end"))
    engine.deploy(
        [ModelFile("p.bpmn", model), ModelFile("count.form", json.dumps(FORM).encode())], actor=SYSTEM
    )  # fmt: skip
    boxes = [{"rows": [{"code": "A", "sent": 2}, {"code": "B", "sent": 1}]}]
    case_key = build.a_case(engine, unit="hq", variables={"boxes": boxes})
    key = build.tasks(engine, actor("agent"))[0].task_key

    with pytest.raises(InvalidFields):
        engine.complete_task(key, {"box": {"rows": [{"found": 3}, {"found": 1}]}}, actor=actor("agent"), from_form=True)
    engine.complete_task(key, {"box": {"rows": [{"found": 2}, {"found": 1}]}}, actor=actor("agent"), from_form=True)

    page = engine.case_page(case_key, actor=actor("operator"))
    assert (page.variables or {})["done"] == [
        {"rows": [{"code": "A", "sent": 2, "found": 2}, {"code": "B", "sent": 1, "found": 1}]}
    ]
