"""Conditional events: edge triggered, from the outer scope inward (E14, E15, E16)."""

from __future__ import annotations

from collections.abc import Callable

from engine.process.machine import evaluation, incidents
from engine.process.machine.faults import Fault
from engine.process.machine.run import Move, Run
from engine.process.shelves import conditional_waits
from engine.process.state import Wait

_SPENT = "spent"
"""In the data of a wait that was true when last looked at: it must turn to other than true before it fires (E15)"""


def look(run: Run, wait: Wait) -> None:
    """Evaluate a condition once, as it opens; if it is true it fires next."""
    if looks_true(run, wait):
        run.queue.append(Move("fire", wait.key))


def check(run: Run, fire: Callable[[Run, Wait], None]) -> None:
    """Evaluate every condition that watches a changed variable visible to it, outer scopes first (E14).

    What is hit fires at once, so that an interrupting hit ends the search below it.
    """
    changes, run.changes = run.changes or {}, None
    waits = conditional_waits(run.state)
    for wait in sorted(waits, key=lambda wait: _depth(run, wait)):
        if wait.key in run.state.waits and _concerns(run, wait, changes) and looks_true(run, wait):
            fire(run, wait)


def retry(run: Run, wait_key: int) -> None:
    """Look again at a condition that failed."""
    wait = run.state.waits.get(wait_key)
    if wait is not None:
        look(run, wait)


def looks_true(run: Run, wait: Wait) -> bool:
    """As `_turned_true`; a condition that fails hard (F30) is an incident at its event."""
    try:
        return _turned_true(run, wait)
    except Fault as fault:
        host, slot = run.state.instances[wait.host_key], f"{incidents.CONDITION}{wait.key}"
        incidents.open_incident(run, host, fault.error_type, fault.message, element_id=wait.node.id, slot=slot)
        return False


def _depth(run: Run, wait: Wait) -> int:
    return sum(1 for _ in run.variables.scopes(wait.host_key))


def _concerns(run: Run, wait: Wait, changes: dict[tuple[int, str], str]) -> bool:
    trigger = wait.trigger
    scopes = {scope.key for scope in run.variables.scopes(wait.host_key)}
    return any(
        name in trigger.watched and scope_key in scopes and change in trigger.changes
        for (scope_key, name), change in changes.items()
    )


def _turned_true(run: Run, wait: Wait) -> bool:
    """Whether the condition is true now and was not before; it fires at most once per command."""
    trigger = wait.trigger
    if trigger.condition is None or wait.key in run.fired_conditions:
        return False
    if evaluation.is_true(run, trigger.condition, wait.host_key) is not True:
        wait.data.pop(_SPENT, None)
        return False
    if _SPENT in wait.data:
        return False
    wait.data[_SPENT] = 1
    run.fired_conditions.add(wait.key)
    return True
