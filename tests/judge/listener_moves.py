"""Random commands for task listeners (A31): what they answer, and the changes they listen to."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from tests.judge.interpreter_state import Values, Wait

if TYPE_CHECKING:
    from tests.judge.model import Move

CHANGES: tuple[tuple[str, Values], ...] = (
    ("assigning", {"assignee": "bob"}),
    ("assigning", {"assignee": None}),
    ("updating", {"priority": 1}),
    ("updating", {"dueDate": "2026-04-01T08:00:00+00:00", "priority": 99}),
    ("updating", {"followUpDate": "2026-03-09T12:30:00+08:00", "dueDate": ""}),
    ("updating", {"candidateGroups": ["finance", "agent"], "candidateUsers": ["ann"]}),
    ("updating", {"candidateGroups": [], "candidateUsers": []}),
)
CORRECTIONS: dict[str, list[Any]] = {
    "assignee": ["eve", ""],
    "priority": [80, 7, 0],
    "dueDate": ["2026-05-01T08:00:00Z", "2026-05-01T08:00:00+02:00", ""],
    "followUpDate": ["2026-03-20T00:00:00.250000+00:00", ""],
    "candidateGroups": [["finance"], ["agent", "finance"], []],
    "candidateUsers": [["bob", "eve"], []],
}
"""what a listener may correct, in the words of `/v2`; what is empty clears"""


def changes(task: Wait, index: int, rng: random.Random) -> list[tuple[float, Move]]:
    """Somebody assigns the task or changes its priority, perhaps while its listeners run."""
    if task.event.extension("taskListeners") is None:
        return []
    event, change = rng.choice(CHANGES)
    return [(1.0, ("change", task.event.id, index, event, change))]


def answers(wait: Wait, index: int, rng: random.Random) -> list[tuple[float, Move]]:
    """What a task listener may say: denied (not of what is created or withdrawn), corrected, or just done."""
    some = rng.sample(sorted(CORRECTIONS), rng.choice((0, 1, 1, 2, 3)))
    corrections = {name: rng.choice(CORRECTIONS[name]) for name in some}
    may_correct = wait.job != "canceling"
    found: list[tuple[float, Move]] = [
        (3.0, ("answer", wait.event.id, index, False, corrections if may_correct else {})),
        (0.3, ("exhaust", wait.event.id, index, {})),
    ]
    if wait.job in ("assigning", "updating", "completing"):
        found.append((1.0, ("answer", wait.event.id, index, True, {})))
    return found
