"""Seeded random runs: the same commands go to the product and to the extended library, both compared after each.

Commands name elements, not keys, as in tests/judge/moves.py; the product's side is its `Product`. A run ends with the
first incident: both sides must have one then, and the library can go no further.
"""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from engine.process.command import (
    ChildCompleted,
    ChildThrew,
    Command,
    CompleteJob,
    CompleteTask,
    Deliver,
    FireTimer,
    SetVariables,
    ThrowError,
)
from tests.judge.driver import Difference
from tests.judge.model import Model, Move
from tests.judge.moves import random_values
from tests.judge.product import CASE, NOON, Product
from tests.judge_spiff.case import SpiffCase, as_text
from tests.judge_spiff.scopes import visible
from tests.judge_spiff.throwing import host_of

COMPLETES: dict[str, Any] = {"task": CompleteTask, "job": CompleteJob, "child": ChildCompleted}


def view_of(product: Product, thrown: list[tuple[str, str]]) -> dict[str, Any]:
    """The product's case in the words of SpiffCase.view()."""
    work = [("task", name) for name, _ in product.tasks.values()]
    work += [("job", name) for key, (name, *_) in product.jobs.items() if key not in product.idle_jobs]
    work += [("child", name) for name in product.children.values()]
    return {
        "outcome": product.outcome,
        "work": sorted(work),
        "timers": sorted((name, due.isoformat()) for name, _, due in product.timers.values()),
        "subscriptions": sorted((name, *rest) for name, _, *rest in product.subscriptions.values()),
        "sees": sorted(((name, seen(product, key)) for name, key in work_of(product)), key=as_text),
        "thrown": sorted(thrown),
        "variables": product.variables.get(CASE, {}),
        "incidents": bool(product.incidents),
    }


def work_of(product: Product) -> list[tuple[str, int]]:
    """(element id, element instance key) of open tasks, jobs and called cases."""
    jobs = [job[:2] for key, job in product.jobs.items() if key not in product.idle_jobs]
    return [*product.tasks.values(), *jobs, *((name, key) for key, name in product.children.items())]


def seen(product: Product, key: int) -> dict[str, Any]:
    """D5: every variable that is seen from an element instance, an inner one hiding the outer one."""
    found = dict(product.variables.get(CASE, {}))
    for scope in reversed(product.locals_of(key)):
        found |= scope
    return found


class Table:
    """Both sides of a run."""

    def __init__(self, model: Model, begin: dict[str, Any]) -> None:
        self.product = Product(model.content, model.process_id)
        self.product.start(begin, now=NOON, start_id=model.start_id)
        self.thrown: list[tuple[str, str]] = []
        self.note_thrown()
        self.judge = SpiffCase(model.content, model.process_id, begin, now=NOON, start_id=model.start_id)

    @property
    def is_over(self) -> bool:
        """Nothing more to compare."""
        return self.product.outcome != "active" or bool(self.judge.trouble)

    def keys(self, kind: str) -> list[tuple[str, int]]:
        """(element id, key) of what is open in the product, in order of opening."""
        product = self.product
        if kind in ("message", "signal"):
            return [(entry[0], key) for key, entry in product.subscriptions.items() if entry[2] == kind]
        if kind == "child":
            return [(name, key) for key, name in product.children.items()]
        jobs = {key: job for key, job in product.jobs.items() if key not in product.idle_jobs}
        table: dict[int, Any] = {"task": product.tasks, "job": jobs, "timer": product.timers}[kind]
        return [(entry[0], key) for key, entry in table.items()]

    def pair(self, kind: str, element_id: str, index: int) -> tuple[Any, int] | None:
        """The same open thing on both sides: by its turn at the element, and work by what it sees before that."""
        mine = self.judge.find(kind, element_id)
        keys = [key for name, key in self.keys(kind) if name == element_id]
        if index >= min(len(mine), len(keys)):
            return None
        key = keys[index]
        wanted = self.seen(kind, key)
        alike = [task for task in mine if visible(host_of(task)) == wanted]
        turn = [self.seen(kind, other) for other in keys[:index]].count(wanted)
        return (alike[turn] if turn < len(alike) else mine[index]), key

    def seen(self, kind: str, key: int) -> dict[str, Any]:
        """What a task, job, called case or wait of the product sees; a boundary event waits at its activity."""
        product = self.product
        tables: dict[str, dict[int, Any]] = {"job": product.jobs, "timer": product.timers}
        table = tables.get(kind, product.subscriptions)
        return seen(product, key if kind in ("task", "child") else table[key][1])

    def run(self, command: Command) -> None:
        """One step of the product."""
        self.product.run(command, now=self.judge.workflow.now)
        self.note_thrown()

    def note_thrown(self) -> None:
        """A broadcast is several steps."""
        self.thrown += [("message", message.name) for message in self.product.step.messages_thrown]
        self.thrown += [("signal", signal.name) for signal in self.product.step.signals_thrown]

    def act(self, move: Move) -> bool:
        """Do one command on both sides; False when there is nothing to act on."""
        name, *rest = move
        self.thrown.clear()
        self.judge.workflow.thrown.clear()
        return bool(getattr(self, f"do_{name}")(*rest))

    def do_complete(self, kind: str, element_id: str, index: int, values: dict[str, Any]) -> bool:
        """A task, job or called case is done."""
        if pair := self.pair(kind, element_id, index):
            self.run(COMPLETES[kind](pair[1], dict(values)))
            self.judge.complete(pair[0], dict(values))
        return bool(pair)

    def do_error(self, kind: str, element_id: str, index: int, code: str, values: dict[str, Any]) -> bool:
        """A person or a worker throws a BPMN error."""
        if pair := self.pair(kind, element_id, index):
            instance = self.product.jobs[pair[1]][1] if kind == "job" else pair[1]
            self.run(ThrowError(instance, code, "", dict(values)))
            self.judge.throw(pair[0], "error", code, dict(values))
        return bool(pair)

    def do_child_threw(self, element_id: str, index: int, kind: str, code: str) -> bool:
        """An error or escalation has left a called case."""
        if pair := self.pair("child", element_id, index):
            self.run(ChildThrew(pair[1], kind, code))
            self.judge.throw(pair[0], kind, code, {})
        return bool(pair)

    def do_timer(self, element_id: str, index: int) -> bool:
        """The clock comes to a timer."""
        if pair := self.pair("timer", element_id, index):
            workflow = self.judge.workflow
            due: datetime = self.product.timers[pair[1]][2]
            workflow.now = max(workflow.now, due)
            self.run(FireTimer(pair[1]))
            self.judge.fire(pair[0], {})
        return bool(pair)

    def do_deliver(self, kind: str, element_id: str, index: int, values: dict[str, Any]) -> bool:
        """A message or signal reaches one subscription."""
        if pair := self.pair(kind, element_id, index):
            self.run(Deliver(pair[1], dict(values)))
            self.judge.fire(pair[0], dict(values))
        return bool(pair)

    def do_broadcast(self, name: str, values: dict[str, Any]) -> bool:
        """C13: a signal reaches everyone who waits at that moment; here the library's event manager finds them."""
        entries = self.product.subscriptions.items()
        keys = [key for key, entry in entries if entry[2:4] == ("signal", name)]
        for key in keys:
            if key in self.product.subscriptions:
                self.run(Deliver(key, dict(values)))
        if keys:
            self.judge.broadcast(name, dict(values))
        return bool(keys)

    def do_set(self, values: dict[str, Any]) -> bool:
        """Variables of the case are set."""
        self.run(SetVariables(CASE, dict(values)))
        self.judge.set(dict(values))
        return True


def random_move(table: Table, model: Model, rng: random.Random) -> Move | None:
    """One command that fits; None when nothing is open."""
    moves: list[tuple[float, Move]] = []
    seen: dict[tuple[str, str], int] = {}
    for kind in ("task", "job", "child", "message", "signal"):
        for element_id, _ in table.keys(kind):
            index = seen[kind, element_id] = seen.get((kind, element_id), -1) + 1
            moves += moves_for(kind, element_id, index, model, rng)
    timers = sorted(table.product.timers.values(), key=lambda timer: timer[2])
    moves += [(1.0, ("timer", timers[0][0], 0))] if timers else []
    for name in sorted({entry[3] for entry in table.product.subscriptions.values() if entry[2] == "signal"}):
        moves.append((0.7, ("broadcast", name, random_values(model.data, rng))))
    if moves and model.data:
        moves.append((0.5, ("set", random_values(model.data, rng))))
    return rng.choices([move for _, move in moves], [weight for weight, _ in moves])[0] if moves else None


def moves_for(kind: str, element_id: str, index: int, model: Model, rng: random.Random) -> list[tuple[float, Move]]:
    """What may happen to one open thing."""
    values = random_values(model.data, rng)
    if kind in ("message", "signal"):
        return [(0.15 if model.brings else 1.0, ("deliver", kind, element_id, index, values))]
    values |= random_values(model.brings.get(element_id, {}), rng, share=1)
    found: list[tuple[float, Move]] = [(3.0, ("complete", kind, element_id, index, values))]
    code = rng.choice(("unknown", *model.errors, *model.errors))
    if kind == "child":
        found.append((0.5, ("child_threw", element_id, index, "error", code)))
        escalation = rng.choice(("unknown", *model.escalations, *model.escalations))
        found.append((0.7, ("child_threw", element_id, index, "escalation", escalation)))
    elif model.errors:
        found.append((0.1 if model.brings else 0.7, ("error", kind, element_id, index, code, values)))
    return found


def random_run(model: Model, seed: int) -> list[Move]:
    """One seeded run; its commands. Raises Difference, with as few commands as still differ."""
    rng = random.Random(f"{model.name}/{seed}")
    commands: list[Move] = [("start", {**model.start, **random_values(model.data, rng, share=0.7)})]
    try:
        play(model, commands, seed, rng=rng)
    except Difference as found:
        raise minimised(model, found) from None
    return commands


def play(model: Model, commands: list[Move], seed: int = 0, *, rng: random.Random | None = None) -> None:
    """Replay commands on both sides; with `rng` go on with random ones, appended to `commands`. Raises Difference."""
    table = Table(model, commands[0][1])
    done = 1
    while True:
        ours, theirs = view_of(table.product, table.thrown), table.judge.view()
        if ours["incidents"] and "shipped" in model.families:
            return  # guessed values: wrong types in attributes of work, which the library does not have
        if ours["incidents"] and theirs["incidents"]:
            places = {name for name, *_ in table.product.incidents.values()}
            if not places & set(table.judge.trouble_at):
                theirs["incidents"], ours["incidents"] = list(table.judge.trouble_at), sorted(places)
                raise Difference(model.name, seed, commands[:done], ours, theirs, table.judge.trouble)
            return
        if ours != theirs:
            raise Difference(model.name, seed, commands[:done], ours, theirs, table.judge.trouble)
        if table.is_over:
            return
        if done == len(commands):
            move = random_move(table, model, rng) if rng and done <= model.length else None
            if move is None:
                return
            commands.append(move)
        table.act(commands[done])
        done += 1


def minimised(model: Model, found: Difference) -> Difference:
    """The same kind of difference with as few commands as possible, found by leaving commands out."""
    best, index = found, 1
    while index < len(best.commands):
        try:
            play(model, best.commands[:index] + best.commands[index + 1 :], best.seed)
        except Difference as smaller:
            best, index = smaller, 1
        else:
            index += 1
    return best
