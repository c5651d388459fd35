"""Variables in scopes instead of copies along the library's task data (section 2 of the dialect), and FEEL.

A task's locals stand in its `internal_data["locals"]`; around it come the repetition it is an instance of, each
enclosing sub-process, and the case's own variables. `task.data` stays empty, so nothing is copied from task to task.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.task import Task

from engine.feel import Environment, Expression, FeelFailure, compile_expression, to_json

Values = dict[str, Any]


class Trouble(Exception):
    """What the dialect calls an incident, at one of `elements`; a run ends here."""

    def __init__(self, text: str, *names: str) -> None:
        super().__init__(text)
        self.elements = tuple(name.removesuffix(".Split").removesuffix(" [child]") for name in names)


@cache
def compiled(text: str) -> Expression:
    """A FEEL text without its '='."""
    return compile_expression(text)


def locals_of(task: Task) -> Values:
    """The task's own scope."""
    found: Values = task.internal_data.setdefault("locals", {})
    return found


def instance_of(task: Task) -> Values:
    """The scope of one instance of a repetition, around the activity's own (M2)."""
    found: Values = task.internal_data.setdefault("instance", {})
    return found


def is_instance(task: Task) -> bool:
    """One round or instance of a repetition, not what follows it."""
    above = task.parent
    return (
        above is not None and isinstance(above.task_spec, LoopTask) and task.task_spec.name == above.task_spec.task_spec
    )


def owner_of(workflow: Any) -> Task | None:
    """The sub-process a body belongs to; None for the case."""
    return None if workflow.parent_task_id is None else workflow.top_workflow.get_task_from_id(workflow.parent_task_id)


def around(task: Task) -> Iterator[Values]:
    """D5: the scopes around a task, from the inside, without its own."""
    while True:
        if is_instance(task):
            yield instance_of(task)
            task = task.parent
        else:
            owner = owner_of(task.workflow)
            if owner is None:
                yield task.workflow.top_workflow.variables
                return
            task = owner
        yield locals_of(task)


def chain(task: Task) -> list[Values]:
    """Every scope, the task's own first."""
    return [locals_of(task), *around(task)]


def visible(task: Task) -> Values:
    """D5: every name as seen from a task, an inner one hiding the outer one."""
    seen: Values = {}
    for scope in reversed(chain(task)):
        seen.update(scope)
    return seen


def evaluate(task: Task, text: str, extra: Values | None = None) -> Any:
    """The value of `=…`, or the static text (G9). A hard failure is Trouble (F30)."""
    text = text.strip()
    if not text.startswith("="):
        return text
    now = Environment(now=task.workflow.top_workflow.now)
    try:
        return compiled(text[1:]).evaluate({**visible(task), **(extra or {})}, now).value
    except FeelFailure as failure:
        raise Trouble(str(failure), task.task_spec.name) from None


def stored(task: Task, text: str, extra: Values | None = None) -> Any:
    """The value as JSON; one that cannot be stored is Trouble (D3, F30)."""
    try:
        return to_json(evaluate(task, text, extra))
    except FeelFailure as failure:
        raise Trouble(str(failure), task.task_spec.name) from None


def required(task: Task, text: str, kinds: tuple[type, ...], extra: Values | None = None) -> Any:
    """D25: a value of one of `kinds`, else Trouble."""
    value = stored(task, text, extra)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise Trouble(f"expected {kinds} from {text}, but found {value!r}", task.task_spec.name)
    return value


class Feel(PythonScriptEngine):
    """The library's hook for conditions of flows: true or false, anything else is Trouble (W1)."""

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> bool:
        """`expression` with the variables seen from `task`'s surroundings."""
        return bool(required(task, expression, (bool,)))


def merge(scopes: Sequence[Values], values: Values) -> None:
    """D7: each to the nearest scope that has the name, else to the last one, the case."""
    for name, value in values.items():
        next((scope for scope in scopes if name in scope), scopes[-1])[name] = value


def apply_inputs(task: Task) -> None:
    """D20, D21."""
    scope = locals_of(task)
    for source, target in task.task_spec.extensions.get("input", ()):
        value = stored(task, source) if source.strip() else None
        first, *rest = target.split(".")
        scope[first] = with_leaf(scope.get(first, {}), rest, value)


def apply_outputs(task: Task) -> None:
    """D22: only mapped targets leave."""
    outward, earlier = list(around(task)), dict[str, Any]()
    for source, target in task.task_spec.extensions.get("output", ()):
        value = stored(task, source, earlier) if source.strip() else None
        first, *rest = target.split(".")
        base = next((scope[first] for scope in outward if first in scope), {})
        earlier[first] = with_leaf(base, rest, value)
        merge(outward, {first: earlier[first]})


def hand_out(task: Task, results: Values) -> None:
    """D8: results stay local when there are output mappings, else they are merged outward."""
    if task.task_spec.extensions.get("output"):
        locals_of(task).update(results)
        apply_outputs(task)
    else:
        merge(chain(task), results)


def with_leaf(base: Any, path: list[str], value: Any) -> Any:
    """`base` with the leaf at `path` changed; the value itself for an empty path."""
    if not path:
        return value
    changed = dict(base) if isinstance(base, dict) else {}
    changed[path[0]] = with_leaf(changed.get(path[0]), path[1:], value)
    return changed
