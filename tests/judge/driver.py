"""Seeded random runs: the same commands go to the product and to the judge, and both are compared after each.

Commands are plain data that name elements, never keys: ("complete", "task", "approve", 0, {...}) is the oldest open
task at `approve`. A command that finds nothing to act on does nothing, so any part of a run can be left out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from tests.judge import moves, views
from tests.judge.decisions import decide
from tests.judge.interpreter import start
from tests.judge.interpreter_model import everything, read
from tests.judge.interpreter_state import Endless, Values
from tests.judge.known_differences import NAMES
from tests.judge.model import Model, Move
from tests.judge.product import NOON, Product, answer


@dataclass
class Difference(AssertionError):
    """Product and judge differ after the last of `commands`."""

    model: str
    seed: int
    commands: list[Move]
    product: dict[str, Any]
    judge: dict[str, Any]
    reason: str = ""

    def __str__(self) -> str:
        lines = [f"{self.model}, seed {self.seed}: product and judge differ {self.reason}"]
        lines += [f"  {command}" for command in self.commands]
        for name in sorted({*self.product, *self.judge}):
            ours, theirs = self.product.get(name), self.judge.get(name)
            if ours != theirs:
                lines += [f"  {name}:", f"    product {ours}", f"    judge   {theirs}"]
        return "\n".join(lines)


def random_run(model: Model, seed: int) -> list[Move]:
    """One seeded run; the commands it made. Raises Difference, with as few commands as still differ."""
    rng = random.Random(f"{model.name}/{seed}")
    begin = {**model.start, **moves.random_values(model.data, rng, share=0.7)}
    commands: list[Move] = [("start", begin)]
    try:
        play(model, commands, seed, rng=rng)
    except Difference as found:
        raise minimised(model, found) from None
    return commands


def play(
    model: Model,
    commands: list[Move],
    seed: int = 0,
    *,
    rng: random.Random | None = None,
    as_product: frozenset[str] = NAMES,
) -> views.View:
    """Replay commands on both sides; with `rng` go on with random ones, appended to `commands`. Raises Difference."""
    try:
        table = seated(model, commands[0][1], as_product=as_product)
    except Endless:
        return endless(model, commands[0][1])
    case = table.case
    done = 1
    while True:
        compare(model, seed, commands[:done], table)
        if case.outcome != "active":
            return views.of_judge(case)
        if done == len(commands):
            if rng is None or done > model.length:
                return views.of_judge(case)
            commands.append(moves.random_move(table, model, rng))
        try:
            table.act(commands[done])
        except Endless:
            if "LIMIT_EXCEEDED" not in [incident.error_type for incident in table.product.step.incidents_opened]:
                raise
            return views.of_product(table.product)  # K11: both sides agree that it is endless
        except Exception as problem:
            problem.add_note(f"{model.name}, seed {seed}, commands {commands[: done + 1]}")
            raise
        done += 1


def seated(model: Model, begin: Values, *, as_product: frozenset[str] = NAMES) -> moves.Table:
    """Both sides after their first step."""
    product = Product(model.content, model.process_id)
    process = read(model.content, model.process_id)
    product.start(begin, now=NOON, start_id=model.start_id, is_child=model.is_child)
    case = start(
        process,
        begin,
        now=NOON,
        start_id=model.start_id,
        decide=decide,
        is_child=model.is_child,
        ask_caller=lambda kind, code, payload: answer(kind, code).name,
        as_product=as_product,
    )
    return moves.Table(product, case, NOON, {element.id: element for element in everything(process)})


def endless(model: Model, begin: Values) -> views.View:
    """K11: the judge's first step has no end; then the product must say so. Raises Endless when it does not."""
    product = Product(model.content, model.process_id)
    product.start(begin, now=NOON, start_id=model.start_id, is_child=model.is_child)
    if "LIMIT_EXCEEDED" not in [incident.error_type for incident in product.step.incidents_opened]:
        raise Endless
    return views.of_product(product)


def compare(model: Model, seed: int, commands: list[Move], table: moves.Table) -> None:
    """Raise Difference where the two sides differ, or where nothing can move the case on."""
    product, judge = views.of_product(table.product), views.of_judge(table.case)
    if product != judge:
        raise Difference(model.name, seed, list(commands), product, judge)
    if views.is_stalled(table.case):
        raise Difference(model.name, seed, list(commands), product, judge, "in nothing, but the case stalls silently")


def minimised(model: Model, found: Difference) -> Difference:
    """The same kind of difference with as few commands as possible, found by leaving commands out."""
    best = found
    changed = True
    while changed:
        changed = False
        for index in range(1, len(best.commands)):
            try:
                play(model, best.commands[:index] + best.commands[index + 1 :], best.seed)
            except Difference as smaller:
                best, changed = smaller, True
                break
            except Exception:
                continue
    return best
