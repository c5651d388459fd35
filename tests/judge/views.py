"""What is compared: both sides in the same words (element ids with locals, due dates, names, keys, incidents)."""

from __future__ import annotations

from typing import Any

from tests.judge.interpreter_people import facts
from tests.judge.interpreter_state import Case, Instance, Values
from tests.judge.product import CASE, Product

View = dict[str, Any]


def of_product(product: Product) -> View:
    """The product's case after its last step."""
    step, locals_of = product.step, product.locals_of
    active = {key: job for key, job in product.jobs.items() if key not in product.idle_jobs}
    return {
        "outcome": product.outcome,
        "tasks": _sorted((name, locals_of(key), *product.facts_of(key)) for name, key in product.tasks.values()),
        "jobs": _sorted((name, type_, locals_of(key)) for name, key, type_ in active.values()),
        "children": _sorted((name, locals_of(key)) for key, name in product.children.items()),
        "timers": sorted((name, due.isoformat()) for name, _, due in product.timers.values()),
        "subscriptions": sorted((name, *rest) for name, _, *rest in product.subscriptions.values()),
        "incidents": sorted((name, type_) for name, _, type_ in product.incidents.values()),
        "variables": product.variables.get(CASE, {}),
        "flows": sorted(flow for flow, _ in step.flows_taken),
        "messages": [(m.name, m.correlation_key, m.variables) for m in step.messages_thrown],
        "signals": [(s.name, s.variables) for s in step.signals_thrown],
        "calls": [(c.element_id, c.process_id, c.variables) for c in step.children_called],
        "asked": product.asked,
    }


def of_judge(case: Case) -> View:
    """The judge's case after its last command."""
    active = [wait for wait in case.open_waits("job") if wait.active]
    return {
        "outcome": case.outcome,
        "tasks": _sorted(
            (w.event.id, locals_of(w.owner), *facts(w, case.zone)) for w in case.open_waits("task") if w.active
        ),
        "jobs": _sorted((w.event.id, w.name, locals_of(w.owner)) for w in active),
        "children": _sorted((w.event.id, locals_of(w.owner)) for w in case.open_waits("child")),
        "timers": sorted((w.event.id, w.due_at.isoformat()) for w in case.open_waits("timer") if w.due_at),
        "subscriptions": sorted((w.event.id, w.kind, w.name, w.key) for w in case.open_waits("message", "signal")),
        "incidents": sorted(((i.element or i.owner.element).id, i.error_type) for i in case.incidents),
        "variables": case.root.variables,
        "flows": sorted(case.flows),
        "messages": case.messages,
        "signals": case.signals,
        "calls": case.calls,
        "asked": case.asked,
    }


def locals_of(instance: Instance) -> list[Values]:
    """The locals around an instance, from the inside, without the case's own, empty ones, and those that ended."""
    return [scope.variables for scope in instance.chain[:-1] if scope.variables and not scope.ended]


def is_stalled(case: Case) -> bool:
    """An open case that waits for nothing at all."""
    return case.outcome == "active" and not case.open_waits(*WORK) and not case.incidents


WORK = ("task", "job", "child", "timer", "message", "signal", "conditional", "activation")


def _sorted(entries: Any) -> list[Any]:
    """By element id only: instances of one element stay in order of opening."""
    return sorted(entries, key=lambda entry: entry[0])
