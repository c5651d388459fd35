"""Sub-processes and the case itself: entering, looking after, completing (K6, P1 to P4)."""

from __future__ import annotations

from engine.process.machine import aftermath, interrupting, joins, lifecycle, tokens
from engine.process.machine.faults import Fault
from engine.process.machine.run import Run
from engine.process.state import Instance
from engine.process.step import ElementState, Outcome


@lifecycle.behaves("scope")
def scope(run: Run, instance: Instance) -> bool:
    """Put a token at the start event, or at the elements a modification or start instruction names."""
    begin = instance.data.pop("begin", None)
    fired = instance.data.pop("fired", None)
    if isinstance(begin, list):
        for element_id, values, inner in begin:
            data = {"begin": inner} if inner else {}
            run.enter(run.definition.nodes[element_id], instance.key, data=dict(data), values=values)
        return False
    start = instance.node.start
    if isinstance(fired, list):
        start = run.definition.nodes[str(fired[0])]
        run.enter(start, instance.key, data={"fired": fired[1]})
    elif start is None:
        raise Fault("CALLED_ELEMENT_ERROR", f"expected '{instance.node.id}' to have a none start event, but found none")
    else:
        run.enter(start, instance.key)
    return False


def review(run: Run, instance: Instance) -> None:
    """After a move inside the scope: joins may fire, the scope may complete (K6, W7)."""
    joins.reexamine(run, instance)
    if instance.key in run.pending or instance.key not in run.state.instances:
        return
    if not instance.children:
        if not tokens.wait(instance):
            interrupting.close_event_subs(run, instance)  # P4: nothing may start in it while it leaves, or fails to
            lifecycle.complete(run, instance)
    elif "completing" not in instance.data and not tokens.wait(instance) and _has_only_event_subs(instance):
        interrupting.close_event_subs(run, instance)  # P4
        instance.data["completing"] = 1


def _has_only_event_subs(scope: Instance) -> bool:
    return all(child.is_event_sub for child in scope.children.values())


@lifecycle.leaves("case")
def leave_case(run: Run, instance: Instance) -> None:
    """The case is complete."""
    lifecycle.close_waits(run, instance)
    aftermath.drop(run)
    finish(run, Outcome.COMPLETED)
    run.end(instance, ElementState.COMPLETED)
    run.happened("case.completed", instance)


def finish(run: Run, outcome: Outcome) -> None:
    """Nothing of the case goes on after this."""
    run.is_over = True
    run.queue.clear()
    run.pending.clear()
    run.step.outcome = outcome
