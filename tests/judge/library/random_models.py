"""Models made from a seed, always the same for the same seed."""

from __future__ import annotations

import random
from typing import Any

from tests.judge.library.events import TOPS
from tests.judge.library.random_blocks import Maker
from tests.judge.library.random_rare_blocks import RareMaker
from tests.judge.model import Model
from tests.models import bpmn as b

DATA: dict[str, list[Any]] = {
    "p": [True, False],
    "q": [True, False],
    "n": [1, 2],
    "items": [[1, 2], [3], []],
    "wait": ["PT1H", "PT3H", None],
    "which": [["a"], ["a", "c"], []],
}
START = {"id": "k1", "p": True, "q": False, "n": 1, "items": [1, 2], "wait": "PT1H", "which": ["a"]}


def random_model(seed: int) -> Model:
    """Every second one holds the rarer blocks too."""
    rng = random.Random(f"model/{seed}")
    maker = (RareMaker if seed % 2 else Maker)(rng, [10], depth=2)
    maker.xml.append(maker.event_sub() if rng.random() < 0.3 else "")
    inside = maker.content("start", rng.choice((2, 3, 4)))
    return Model(
        f"random_{seed}",
        b.model(top=TOPS, inside=inside),
        families=("random",),
        data=DATA,
        start=START,
        errors=("E1", "E2"),
        escalations=("X1", "X2"),
        length=20,
        is_child=seed % 3 == 0,
    )
