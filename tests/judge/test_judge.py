"""The product against the judge: known differences, the library, the long random runs."""

from __future__ import annotations

import os

import pytest

from engine.process.check import DeploymentSet, Vocabulary, check_bpmn
from tests.judge.driver import Difference, play, random_run
from tests.judge.known_differences import DIFFERENCES, NAMES, Known
from tests.judge.library import models
from tests.judge.model import Model

MODELS = models()
FAMILIES = sorted({family for model in MODELS for family in model.families})
IS_NIGHTLY = bool(os.environ.get("NIGHTLY"))
RUNS = 100_000 if IS_NIGHTLY else 2_000


def test_the_library_has_every_model_once_and_at_least_eighty() -> None:
    names = [model.name for model in MODELS]

    assert len(names) == len(set(names))
    assert len(names) >= 80


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


def test_a_difference_is_shown_with_model_seed_and_as_few_commands_as_possible() -> None:
    known = DIFFERENCES[0]
    commands = [("start", {}), ("set", {"n": 1}), *known.commands[1:]]

    with pytest.raises(Difference) as found:
        play(known.model, list(commands), 7, as_product=frozenset())

    shown = str(found.value)
    assert known.model.name in shown
    assert "seed 7" in shown
    assert "incidents:" in shown
