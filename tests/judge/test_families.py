"""Parents and the cases they call, played together on both sides."""

from __future__ import annotations

import os
from datetime import datetime

import pytest

from engine.process.check import DeploymentSet, Vocabulary, check_bpmn
from engine.values import Values
from tests.judge.driver import Difference
from tests.judge.family import Member, Products, random_family_run
from tests.judge.library.families import MODELS
from tests.judge.model import Model

SEEDS = 400 if os.environ.get("NIGHTLY") else 12


def play_all(models: tuple[Model, ...]) -> None:
    """Every model with every seed. Raises Difference."""
    for model in models:
        for seed in range(SEEDS):
            random_family_run(model, seed)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_family_passes_the_gate(model: Model) -> None:
    findings = check_bpmn(model.content, file=model.name, vocabulary=Vocabulary(), in_set=DeploymentSet())

    assert [finding for finding in findings if finding.level == "error" and finding.code != "BINDING_MISSING"] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_parents_and_called_cases_end_alike_on_both_sides(model: Model) -> None:
    play_all((model,))


@pytest.mark.parametrize("lost", ["end", "tell"])
def test_a_family_that_loses_a_message_between_its_cases_is_noticed(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*_: object, **__: object) -> None:
        """Nobody hears of it."""

    monkeypatch.setattr(Products, lost, lose)

    with pytest.raises(Difference):
        play_all(MODELS)


def test_a_family_that_gives_other_variables_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    call = Products.call

    def emptied(self: Products, caller: Member, key: int, process_id: str, variables: Values, now: datetime) -> None:
        call(self, caller, key, process_id, {}, now)

    monkeypatch.setattr(Products, "call", emptied)

    with pytest.raises(Difference):
        play_all(MODELS[:1])
