"""A model written another way does the same: the product reads the one, the judge the other (G3, G9)."""

from __future__ import annotations

import pytest

from engine.process.check import DeploymentSet, Vocabulary, check_bpmn
from tests.judge.driver import compare, random_run, seated
from tests.judge.library import models
from tests.judge.product import NOON, Product
from tests.judge.rewriting import REWRITES, Rewrite, rewritten

MODELS = [model for model in models() if "shipped" not in model.families]


def errors(content: bytes) -> list[tuple[str, str]]:
    found = check_bpmn(content, file="m", vocabulary=Vocabulary(), in_set=DeploymentSet())
    return [(each.code, each.element_id) for each in found if each.level == "error"]


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.__name__)
def test_a_model_written_another_way_is_accepted_and_does_the_same(rewrite: Rewrite) -> None:
    at = REWRITES.index(rewrite)
    for model in MODELS[at :: len(REWRITES)]:
        content = rewritten(model.content, rewrite)
        commands = random_run(model, 3_000 + at)
        assert errors(content) == errors(model.content), model.name

        table = seated(model, commands[0][1])
        table.product = Product(content, model.process_id)
        table.product.start(commands[0][1], now=NOON, start_id=model.start_id, is_child=model.is_child)
        compare(model, 0, commands[:1], table)
        for done, command in enumerate(commands[1:], start=2):
            table.act(command)
            compare(model, 0, commands[:done], table)
