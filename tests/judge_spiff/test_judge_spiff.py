"""The product against the extended SpiffWorkflow: the covered models of the library, and models made from a seed."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.judge.driver import Difference
from tests.judge.library import models
from tests.judge.library.random_models import random_model
from tests.judge.model import Model
from tests.judge_spiff.coverage import NAMES, reason_to_leave_out
from tests.judge_spiff.driver import Table, play, random_run
from tests.judge_spiff.flow import TokenParallel

LIBRARY = models()
COVERED = [model for model in LIBRARY if not reason_to_leave_out(model)]
FAMILIES = sorted({family for model in COVERED for family in model.families})
IS_NIGHTLY = bool(os.environ.get("NIGHTLY"))
RUNS = 50_000 if IS_NIGHTLY else 2_000
MADE = 2_000 if IS_NIGHTLY else 150
COUNTS: Counter[str] = Counter()


def run_all(chosen: list[Model], seeds: int) -> list[str]:
    """Every model with every seed; the differences found, at most one a model."""
    differences = []
    for model in chosen:
        for seed in range(seeds):
            try:
                COUNTS["moves"] += len(random_run(model, seed))
            except Difference as found:
                differences.append(str(found))
                break
            COUNTS["runs"] += 1
    COUNTS["models"] += len(chosen)
    COUNTS["differences"] += len(differences)
    return differences


def test_most_of_the_library_is_covered_and_what_is_left_out_has_a_reason() -> None:
    left_out = {model.name: reason_to_leave_out(model) for model in LIBRARY if model not in COVERED}

    assert set(NAMES) <= set(left_out)
    assert all(left_out.values())
    assert len(COVERED) >= 175


@pytest.mark.parametrize("family", FAMILIES)
def test_random_runs_go_alike_in_the_product_and_in_the_extended_library(family: str) -> None:
    mine = [model for model in COVERED if family in model.families]

    differences = run_all(mine, -(-RUNS // len(COVERED)))

    assert differences == [], "\n\n".join(differences)


def test_models_made_from_a_seed_go_alike() -> None:
    made = [model for model in map(random_model, range(MADE)) if not reason_to_leave_out(model)]

    differences = run_all(made, 6)

    assert differences == [], "\n\n".join(differences)


def test_the_counts_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print("\nSpiffWorkflow as judge: " + ", ".join(f"{COUNTS[name]} {name}" for name in ORDER))

    assert COUNTS["differences"] == 0


ORDER = ("models", "runs", "moves", "differences")


def test_a_judge_with_a_wrong_join_is_noticed_with_model_and_fewest_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a parallel join that fires at the first token
    monkeypatch.setattr(TokenParallel, "enough", lambda self, task, tokens: True)
    model = next(model for model in COVERED if model.name == "wcp02_03_parallel")

    # when it is played
    with pytest.raises(Difference) as found:
        random_run(model, 1)

    # then one completed branch is enough to see it
    assert found.value.model == "wcp02_03_parallel"
    assert [command[0] for command in found.value.commands] == ["start", "complete"]


def test_a_command_that_finds_nothing_changes_nothing() -> None:
    model = next(model for model in COVERED if model.name == "wcp01_sequence")
    table = Table(model, {})

    assert table.act(("complete", "task", "nowhere", 0, {})) is False
    play(model, [("start", {}), ("complete", "task", "nowhere", 0, {}), ("complete", "task", "a", 0, {})])
