"""Two versions of a model are told apart in words; the drawing does not count."""

from __future__ import annotations

import json
import re

from api.pages.model_compare import Line, differences
from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.service import Engine
from tests.engine import build

BEFORE = build.process(build.START + build.user_task("task") + build.END + build.line("start", "task", "end")).decode()
AFTER = re.sub(r'(<bpmn:userTask id="task" name=")[^"]*', r"\1Ask again", BEFORE).replace(
    "<bpmn:endEvent", '<bpmn:task id="more"/><bpmn:endEvent'
)
FORM = {"id": "f", "components": [{"type": "textfield", "id": "a", "key": "a", "label": "Name", "validate": {}}]}
TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="D" namespace="n">
<decision id="how" name="How much"><decisionTable id="t">
<input id="i1" label="Kind"><inputExpression id="e1"><text>kind</text></inputExpression></input>
<output id="o1" name="amount"/>
<rule id="r1"><inputEntry id="c1"><text>"a"</text></inputEntry><outputEntry id="c2"><text>1</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c3"><text>-</text></inputEntry><outputEntry id="c4"><text>2</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_a_process_tells_what_came_and_what_changed() -> None:
    found = {one.part_id: one for one in differences("bpmn", BEFORE, AFTER)}

    assert found["task"].change == "changed"
    assert found["task"].name == "Ask again"
    assert [(line.what, line.now) for line in found["task"].lines] == [("name", "Ask again")]
    assert found["more"].change == "added"
    assert set(found) == {"task", "more"}


def test_a_part_that_went_is_told_last() -> None:
    assert [(one.change, one.part_id) for one in differences("bpmn", AFTER, BEFORE)] == [
        ("changed", "task"),
        ("removed", "more"),
    ]


def test_a_cell_of_a_rule_is_named_by_its_column() -> None:
    (rule,) = differences("dmn", TABLE, TABLE.replace("<text>2</text>", "<text>3</text>"))

    assert (rule.part_id, rule.change) == ("r2", "changed")
    assert rule.lines == (Line("amount", "2", "3"),)


def test_a_field_tells_its_settings_by_their_paths() -> None:
    after = json.loads(json.dumps(FORM))
    after["components"][0] |= {"label": "Full name", "validate": {"required": True}}

    (field,) = differences("form", json.dumps(FORM), json.dumps(after))

    assert field.lines == (Line("label", "Name", "Full name"), Line("validate/required", "", "true"))


def test_the_page_compares_with_the_version_before(browser, app_engine: Engine) -> None:
    for text in (BEFORE, AFTER.replace('<bpmn:task id="more"/>', "")):
        app_engine.deploy([ModelFile("p.bpmn", text.encode())], actor=SYSTEM)
    rows = [row for row in app_engine.list_models(actor=SYSTEM).processes if row.id == "p"]
    newest = max(rows, key=lambda row: row.version)
    designer = browser("designer")

    page = designer.open(f"/designer/bpmn/{newest.key}/compare")

    assert "<ins>Ask again</ins>" in page
    assert f'href="/designer/bpmn/{newest.key}/compare"' in designer.open("/designer")
    designer.open(f"/designer/bpmn/{newest.key}/compare?with=1", expect=404)
    browser("agent").open(f"/designer/bpmn/{newest.key}/compare", expect=403)
