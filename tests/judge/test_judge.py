"""The product against the judge: known differences, the library, the long random runs."""

from __future__ import annotations

import os

import pytest

from engine.process import codec
from engine.process.check import DeploymentSet, Vocabulary, check_bpmn
from tests.judge import interpreter
from tests.judge.driver import Difference, minimised, play, random_run
from tests.judge.interpreter_state import Case
from tests.judge.known_differences import DIFFERENCES, NAMES, Known
from tests.judge.library import families, models
from tests.judge.library.patterns import PATTERNS
from tests.judge.library.random_models import random_model
from tests.judge.model import Model, Move
from tests.models import bpmn as b

MODELS = models()
FAMILIES = sorted({family for model in MODELS for family in model.families})
IS_NIGHTLY = bool(os.environ.get("NIGHTLY"))
RUNS = 40_000 if IS_NIGHTLY else 1_200
RANDOM_MODELS = 7_500 if IS_NIGHTLY else 100
"""each run eight times: together 2,000 runs, 100,000 at night"""


def test_the_library_has_every_model_once_and_at_least_eighty() -> None:
    names = [model.name for model in MODELS]

    assert len(names) == len(set(names))
    assert len(names) >= 80


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_that_bpmn_can_express_is_played(pattern: str) -> None:
    assert set(PATTERNS[pattern]) <= {model.name for model in (*MODELS, *families.MODELS)}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_model_passes_the_gate(model: Model) -> None:
    findings = check_bpmn(model.content, file=model.name, vocabulary=Vocabulary(), in_set=DeploymentSet())

    assert [finding for finding in findings if finding.level == "error" and finding.code != "BINDING_MISSING"] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_random_runs_end_alike_on_both_sides(family: str) -> None:
    mine = [model for model in MODELS if family in model.families]
    seeds = -(-RUNS // len(MODELS))

    for seed in range(seeds):
        for model in mine:
            random_run(model, seed)


@pytest.mark.parametrize("rows", [1, 3])
def test_runs_end_alike_when_every_scope_is_saved_as_if_it_were_wide(
    rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec, "_WIDE", 0)
    monkeypatch.setattr(codec, "_SHELF_ROWS", rows)

    for model in MODELS:
        random_run(model, 1_000 + rows)


@pytest.mark.parametrize("known", DIFFERENCES, ids=lambda known: known.name)
def test_every_known_difference_is_still_there_and_as_described(known: Known) -> None:
    with pytest.raises(Difference) as found:
        play(known.model, list(known.commands), as_product=NAMES - {known.name})

    assert found.value.commands == list(known.commands)
    assert found.value.judge[known.part] == known.expected
    assert found.value.product[known.part] == known.found


@pytest.mark.parametrize("known", DIFFERENCES, ids=lambda known: known.name)
def test_the_judge_can_follow_the_product_past_a_known_difference(known: Known) -> None:
    play(known.model, list(known.commands))


def test_a_difference_is_shown_with_model_seed_and_as_few_commands_as_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model("forgetful", b.model("start -> a -> c -> end"), data={"n": [1]})
    commands: list[Move] = [("start", {}), ("complete", "task", "a", 0, {}), ("set", {}), ("set", {"n": 1})]

    def forget(case: Case, *_: object, **__: object) -> None:
        case.flows = []

    monkeypatch.setattr(interpreter, "set_variables", forget)

    with pytest.raises(Difference) as found:
        play(model, commands, 7)

    shown = str(minimised(model, found.value))
    assert "forgetful, seed 7" in shown
    assert "('set', {'n': 1})" in shown
    assert "'complete'" not in shown
    assert "variables:" in shown


@pytest.mark.parametrize("block", range(4))
def test_random_models_run_alike_on_both_sides(block: int) -> None:
    for seed in range(block, RANDOM_MODELS, 4):
        model = random_model(seed)
        for run in range(8):
            random_run(model, run)
