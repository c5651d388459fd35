"""Whatever operators do among people, workers and messages: the doctor finds every case whole (I1 to I12)."""

from __future__ import annotations

import os
import random

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.service import Engine
from tests.conftest import ailments
from tests.engine.operating import MODELS, STARTERS, Operator, named

SEQUENCES = int(os.environ.get("SEQUENCES", "400" if os.environ.get("NIGHTLY") else "6"))
FIRST = int(os.environ.get("FIRST_SEED", "0"))


def test_i1_to_i12_random_operations_leave_every_case_whole(engine: Engine, clock: PinnedClock) -> None:
    for seed in range(FIRST, FIRST + SEQUENCES):
        processes = random.Random(seed).sample(sorted(MODELS), 3)
        for process_id in (*processes, *(STARTERS if seed == FIRST else ())):
            engine.deploy([ModelFile(f"{process_id}.bpmn", named(process_id))], actor=SYSTEM)
        operator = Operator(engine, clock, processes, seed)

        operator.play(30)

        wrong = [*operator.left_behind(), *operator.twice_delivered(), *operator.running_twice()]
        assert wrong == [], (seed, processes, operator.done)
        found = ailments(engine) if seed % 4 == 3 else []
        assert found == [], (seed, processes, operator.done)
