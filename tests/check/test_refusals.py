"""One tiny model per sentence of the gate: the code, at the element a designer would click (dialect section 9)."""

from __future__ import annotations

import re

import pytest

from engine.process.check.texts import CATALOGUE
from tests.check import cases_flow, cases_structure, cases_tasks
from tests.check.models import findings

CASES = [*cases_structure.CASES, *cases_flow.CASES, *cases_tasks.CASES]
# tested where they need more than a model: test_bad_input.py, test_options.py, test_forms.py
ELSEWHERE = {
    "NOT_BPMN",
    "FILE_TOO_LARGE",
    "UNKNOWN_EXTENSION",
    "UNKNOWN_ELEMENT.not_executed",
    "SOUNDNESS_HINT.past_date",
}


def _pattern(key: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w+\}", CATALOGUE[key].reason.en)
    return re.compile(".*".join(re.escape(part) for part in parts) + r"\Z", re.DOTALL)


@pytest.mark.parametrize(
    ("key", "element", "content"), CASES, ids=[f"{at}-{key}-{element}" for at, (key, element, _) in enumerate(CASES)]
)
def test_each_fault_is_named_at_its_element(key: str, element: str, content: bytes) -> None:
    found = findings(content)

    code, pattern = key.partition(".")[0], _pattern(key)
    hits = [
        each for each in found if each.code == code and each.element_id == element and pattern.match(each.reason.en)
    ]
    assert len(hits) >= 1, [each.text("en") for each in found if each.level != "ignored"]
    assert {each.level for each in hits} == {CATALOGUE[key].level}


def test_every_sentence_of_the_catalogue_has_a_model_that_causes_it() -> None:
    tested = {key for key, _, _ in CASES} | ELSEWHERE

    forms = {key for key in CATALOGUE if key.startswith(("FORM_", "NOT_FORM"))}
    assert CATALOGUE.keys() - tested - forms == set()
