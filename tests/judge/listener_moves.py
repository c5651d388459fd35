"""Random commands for task listeners (A31): what they answer, and the changes they listen to."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.judge.interpreter_state import Values, Wait

if TYPE_CHECKING:
    from tests.judge.model import Move

CHANGES: tuple[tuple[str, Values], ...] = (
    ("assigning", {"assignee": "bob"}),
    ("assigning", {"assignee": None}),
    ("updating", {"priority": 1}),
)


def changes(task: Wait, index: int, rng: random.Random) -> list[tuple[float, Move]]:
    """Somebody assigns the task or changes its priority, perhaps while its listeners run."""
    if task.event.extension("taskListeners") is None:
        return []
    event, change = rng.choice(CHANGES)
    return [(1.0, ("change", task.event.id, index, event, change))]


def answers(wait: Wait, index: int, rng: random.Random) -> list[tuple[float, Move]]:
    """What a task listener may say: denied (not of what is created or withdrawn), corrected, or just done."""
    corrections = rng.choice(({}, {"assignee": "eve"}, {"priority": 80}, {"assignee": "eve", "priority": 7}))
    may_correct = wait.job != "canceling"
    found: list[tuple[float, Move]] = [
        (3.0, ("answer", wait.event.id, index, False, corrections if may_correct else {})),
        (0.3, ("exhaust", wait.event.id, index, {})),
    ]
    if wait.job in ("assigning", "updating", "completing"):
        found.append((1.0, ("answer", wait.event.id, index, True, {})))
    return found
