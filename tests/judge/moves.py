"""Commands as data: chosen at random, and done on both sides."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import Conflict
from engine.process.command import (
    Beside,
    CancelCase,
    ChangeTask,
    ChildCompleted,
    ChildEnded,
    ChildThrew,
    Command,
    CompleteJob,
    CompleteTask,
    Deliver,
    FireTimer,
    JobExhausted,
    Modify,
    ResolveIncident,
    SetVariables,
    ThrowError,
)
from tests.judge import interpreter as judge
from tests.judge import interpreter_listeners as listeners
from tests.judge import listener_moves
from tests.judge.interpreter_model import Element
from tests.judge.interpreter_repetition import startable
from tests.judge.interpreter_state import Case, Instance, Values, Wait
from tests.judge.product import CASE, Product

if TYPE_CHECKING:
    from tests.judge.model import Model, Move

WORK = ("task", "job", "child")


@dataclass
class Table:
    """Both sides of a run at one table."""

    product: Product
    case: Case
    now: datetime
    elements: dict[str, Element]

    def act(self, move: Move) -> None:
        """Do one command on both sides; what finds nothing to act on does nothing."""
        name, *rest = move
        getattr(self, f"do_{name}")(*rest)

    def _run(self, command: Command) -> None:
        self.product.run(command, now=self.now)

    def _waits(self, kind: str, element_id: str) -> list[Wait]:
        waits = [wait for wait in self.case.open_waits(kind) if wait.event.id == element_id]
        return [wait for wait in waits if wait.active]

    def _keys(self, kind: str, element_id: str) -> list[int]:
        product = self.product
        tables: dict[str, dict[int, Any]] = {
            "task": product.tasks,
            "job": {key: job for key, job in product.jobs.items() if key not in product.idle_jobs},
            "child": {key: (name,) for key, name in product.children.items()},
            "timer": product.timers,
            "message": {k: s for k, s in product.subscriptions.items() if s[2] == "message"},
            "signal": {k: s for k, s in product.subscriptions.items() if s[2] == "signal"},
        }
        return [key for key, entry in tables[kind].items() if entry[0] == element_id]

    def _pair(self, kind: str, element_id: str, index: int) -> tuple[Wait, int] | None:
        waits, keys = self._waits(kind, element_id), self._keys(kind, element_id)
        return (waits[index], keys[index]) if index < min(len(waits), len(keys)) else None

    def do_complete(self, kind: str, element_id: str, index: int, variables: Values) -> None:
        """A task, job or called case is done."""
        pair = self._pair(kind, element_id, index)
        if pair and not pair[0].busy and pair[0].job not in listeners.EVENTS:
            wait, key = pair
            make = {"task": CompleteTask, "job": CompleteJob, "child": ChildCompleted}[kind]
            self._run(make(key, dict(variables)))
            judge.complete(self.case, wait, dict(variables), now=self.now)

    def do_exhaust(self, element_id: str, index: int, variables: Values) -> None:
        """A job has no retries left."""
        if pair := self._pair("job", element_id, index):
            wait, key = pair
            error_type = judge.EXHAUSTED.get(wait.job, "TASK_LISTENER_NO_RETRIES")
            self._run(JobExhausted(key, error_type, "no retries", dict(variables)))
            self.product.idle_jobs.add(key)
            judge.exhaust(self.case, wait, dict(variables), now=self.now)

    def do_change(self, element_id: str, index: int, event: str, changes: Values) -> None:
        """Somebody assigns a task or changes its priority; a task whose listeners run refuses it (A31)."""
        if pair := self._pair("task", element_id, index):
            wait, key = pair
            if wait.busy:
                with pytest.raises(Conflict):
                    self._run(ChangeTask(key, event, dict(changes)))
                return
            self._run(ChangeTask(key, event, dict(changes)))
            judge.change_task(self.case, wait, event, dict(changes), now=self.now)

    def do_answer(self, element_id: str, index: int, denied: bool, corrections: Values) -> None:
        """A task listener has done its job."""
        pair = self._pair("job", element_id, index)
        if pair and pair[0].job in listeners.EVENTS and not (denied and pair[0].job in ("creating", "canceling")):
            wait, key = pair
            self._run(CompleteJob(key, {}, denied=denied, corrections=dict(corrections)))
            judge.answer_listener(self.case, wait, denied=denied, corrections=dict(corrections), now=self.now)

    def do_error(self, kind: str, element_id: str, index: int, code: str, variables: Values) -> None:
        """A worker or a person throws a BPMN error."""
        if (pair := self._pair(kind, element_id, index)) and not pair[0].busy:
            wait, key = pair
            instance = self.product.jobs[key][1] if kind == "job" else key
            self._run(ThrowError(instance, code, "", dict(variables)))
            if kind == "job" and any(incident.job_key == key for incident in self.product.step.incidents_opened):
                self.product.idle_jobs.add(key)
            judge.throw_error(self.case, wait, code, dict(variables), now=self.now)

    def do_timer(self, element_id: str, index: int) -> None:
        """A timer is due; the clock has come to it."""
        if pair := self._pair("timer", element_id, index):
            wait, key = pair
            self.now = max(self.now, wait.due_at or self.now)
            self._run(FireTimer(key))
            judge.trigger(self.case, wait, {}, now=self.now)

    def do_message(self, element_id: str, index: int, variables: Values) -> None:
        """A message reaches one subscription."""
        if pair := self._pair("message", element_id, index):
            wait, key = pair
            self._run(Deliver(key, dict(variables)))
            judge.trigger(self.case, wait, dict(variables), now=self.now)

    def do_signal(self, element_id: str, index: int, variables: Values) -> None:
        """A signal reaches one subscription."""
        if pair := self._pair("signal", element_id, index):
            wait, key = pair
            self._run(Deliver(key, dict(variables)))
            judge.trigger(self.case, wait, dict(variables), now=self.now)

    def do_child_threw(self, element_id: str, index: int, kind: str, code: str) -> None:
        """An error or escalation has left a called case."""
        if pair := self._pair("child", element_id, index):
            wait, key = pair
            self._run(ChildThrew(key, kind, code))
            judge.child_threw(self.case, wait, kind, code, now=self.now)

    def do_child_ended(self, element_id: str, index: int) -> None:
        """An operator has ended a called case."""
        if pair := self._pair("child", element_id, index):
            wait, key = pair
            self.product.children.pop(key)
            self._run(ChildEnded(key, "by an operator"))
            judge.child_ended(self.case, wait, now=self.now)

    def do_resolve(self, element_id: str, error_type: str) -> None:
        """The oldest incident of that type at that element is resolved."""
        mine = [i for i in self.case.incidents if (i.element or i.owner.element).id == element_id]
        mine = [incident for incident in mine if incident.error_type == error_type]
        found = [
            key for key, (name, _, type_) in self.product.incidents.items() if (name, type_) == (element_id, error_type)
        ]
        if mine and mine[0].wait and mine[0].wait.busy:
            with pytest.raises(Conflict):  # it would throw again (E10), but its listeners run (A31)
                self._run(ResolveIncident(found[0]))
        elif mine and found:
            self._run(ResolveIncident(found[0]))
            judge.resolve(self.case, mine[0], now=self.now)

    def do_set(self, variables: Values) -> None:
        """Variables of the case are set."""
        self._run(SetVariables(CASE, dict(variables)))
        judge.set_variables(self.case, self.case.root, dict(variables), is_local=False, now=self.now)

    def do_set_at(self, element_id: str, index: int, variables: Values, is_local: bool) -> None:
        """Variables are set from the scope of a waiting task."""
        if pair := self._pair("task", element_id, index):
            wait, key = pair
            self._run(SetVariables(key, dict(variables), local=is_local))
            judge.set_variables(self.case, wait.owner, dict(variables), is_local=is_local, now=self.now)

    def do_activate(self, element_id: str, inner_id: str, variables: Values) -> None:
        """An inner element of an active ad-hoc sub-process is started."""
        waits = [wait for wait in self.case.open_waits("activation") if wait.event.id == element_id]
        if len(waits) == 1 and not waits[0].owner.finishing:
            self._run(Modify(activate=((inner_id, dict(variables)),)))
            judge.activate(self.case, waits[0], inner_id, dict(variables), now=self.now)

    def do_move(self, kind: str, element_id: str, index: int, target_id: str, variables: Values) -> None:
        """An operator ends a task, job or called case and starts another element of its scope (V15)."""
        pair = self._pair(kind, element_id, index)
        if pair is None or target_id not in {target.id for target in targets(self.case, pair[0])}:
            return
        wait, key = pair
        instance = self.product.jobs[key][1] if kind == "job" else key
        beside = {0: (Beside.PARENT, instance)} if len(twins(self.case, wait)) > 1 else {}
        self._run(Modify(activate=((target_id, dict(variables)),), terminate=(instance,), beside=beside))
        judge.move(self.case, wait, self.elements[target_id], dict(variables), now=self.now)

    def do_cancel(self) -> None:
        """The case is terminated."""
        self._run(CancelCase())
        judge.cancel(self.case, now=self.now)


def random_values(data: dict[str, list[Any]], rng: random.Random, *, share: float = 0.5) -> Values:
    """Some of the names with one of their values."""
    return {name: rng.choice(choices) for name, choices in data.items() if rng.random() < share}


def twins(case: Case, wait: Wait) -> list[Instance]:
    """The active instances of the scope that what waits stands in."""
    scope = wait.owner.parent
    assert scope is not None
    return [other for other in case.root.inside if other.element is scope.element and other.form in ("plain", "inner")]


def targets(case: Case, wait: Wait) -> list[Element]:
    """Where an operator may move what waits: activities beside it."""
    owner, scope = wait.owner, wait.owner.parent
    if scope is None or owner.form != "plain" or owner.is_handler or wait.job not in ("", "element"):
        return []
    if scope.form not in ("plain", "inner") or scope.element.tag == "adHocSubProcess":
        return []
    return [
        child
        for child in scope.element.children
        if child.is_activity and not child.is_event_sub and not child.is_handler
    ]


def random_move(table: Table, model: Model, rng: random.Random) -> Move:
    """One command that fits the judge's case as it stands."""
    moves: list[tuple[float, Move]] = [(0.02, ("cancel",))]
    if model.data:
        moves.append((0.5, ("set", random_values(model.data, rng))))
    seen: dict[tuple[str, str], int] = {}
    for wait in table.case.open_waits(*WORK, "timer", "message", "signal", "activation"):
        if not wait.active:
            continue
        place = (wait.kind, wait.event.id)
        index = seen[place] = seen.get(place, -1) + 1
        moves += _moves_for(table.case, wait, index, model, rng)
    timers = [(wait.due_at, move) for wait in table.case.open_waits("timer") for move in [wait] if wait.due_at]
    if timers:
        first = min(timers, key=lambda timer: timer[0])[1]
        same = [wait for wait in table.case.open_waits("timer") if wait.event is first.event]
        moves.append((1.0, ("timer", first.event.id, same.index(first))))
    for incident in table.case.incidents:
        moves.append((1.0, ("resolve", (incident.element or incident.owner.element).id, incident.error_type)))
    return rng.choices([move for _, move in moves], [weight for weight, _ in moves])[0]


def _moves_for(case: Case, wait: Wait, index: int, model: Model, rng: random.Random) -> list[tuple[float, Move]]:
    element_id = wait.event.id
    values = random_values(model.data, rng)
    found: list[tuple[float, Move]] = []
    if wait.kind == "job" and wait.job in listeners.EVENTS:
        return listener_moves.answers(wait, index, rng)
    if wait.kind in WORK:
        values = {**values, **random_values(model.brings.get(element_id, {}), rng, share=1)}
        found.append((3.0, ("complete", wait.kind, element_id, index, values)))
    if wait.kind == "task" and model.data:
        found.append((0.2, ("set_at", element_id, index, values, rng.random() < 0.5)))
    if wait.kind == "task":
        found += listener_moves.changes(wait, index, rng)
    if wait.kind == "job":
        found.append((0.3, ("exhaust", element_id, index, values)))
    if wait.kind in ("task", "job") and wait.job in ("", "element"):
        weight = 0.1 if model.brings or not model.errors else 1.0
        found.append((weight, ("error", wait.kind, element_id, index, rng.choice(("unknown", *model.errors)), values)))
    if wait.kind == "child":
        code = rng.choice(("unknown", *model.errors))
        found.append((0.7, ("child_threw", element_id, index, "error", code)))
        code = rng.choice(("unknown", *model.escalations))
        found.append((0.7, ("child_threw", element_id, index, "escalation", code)))
        found.append((0.2, ("child_ended", element_id, index)))
    if wait.kind in WORK and (beside := targets(case, wait)):
        found.append((0.15, ("move", wait.kind, element_id, index, rng.choice(beside).id, values)))
    if wait.kind in ("message", "signal"):
        found.append((0.15 if model.brings else 1.0, (wait.kind, element_id, index, values)))
    if wait.kind == "activation":
        inner = rng.choice(startable(wait.event))
        found.append((1.0, ("activate", element_id, inner.id, values)))
    return found
