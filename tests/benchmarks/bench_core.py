"""P9 and P3 in the pure core: load + step + save, and the thousandth rework round against the tenth.

python tests/benchmarks/bench_core.py
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parents[2]))

from engine.process.command import CompleteTask, StartCase
from engine.process.definition import Definition, read_definitions
from engine.process.machine import run
from engine.process.step import Step
from engine.process.surroundings import DecisionUnavailable, Surroundings
from engine.values import Json, Values
from tests.models.bpmn import boundary, event_sub, many, message, message_top, model, service, sub, timer

_CASE_KEY = 1 << 55
_ROUNDS = 2_000


def _decide(decision_id: str, *, binding: str, version_tag: str | None, variables: Values) -> tuple[object, Values]:
    raise DecisionUnavailable(decision_id)


def _add_working_time(start: datetime, duration: str, calendar: str) -> datetime:
    raise LookupError(calendar)


class _Case:
    """A case whose variables and open tasks are kept outside, as the engine does."""

    def __init__(self, definition: Definition) -> None:
        keys = count(_CASE_KEY + 4096)
        self.definition = definition
        self.around = Surroundings(datetime(2026, 1, 1, tzinfo=UTC), lambda: next(keys), _decide, _add_working_time)
        self.scopes: dict[int, Values] = {}
        self.tasks: dict[str, int] = {}
        self.state: bytes | None = None

    def start(self, **values: Json) -> None:
        self._keep(self._run(StartCase(_CASE_KEY, values)))

    def complete(self, element_id: str, **values: Json) -> float:
        """Complete a task; the seconds that load + step + save took."""
        command = CompleteTask(self.tasks[element_id], values)
        began = perf_counter()
        step = self._run(command)
        took = perf_counter() - began
        self._keep(step)
        return took

    def _run(self, command: StartCase | CompleteTask) -> Step:
        return run(self.definition, command, self.around, case_key=_CASE_KEY, state=self.state, variables=self.scopes)

    def _keep(self, step: Step) -> None:
        self.state = step.state
        for write in step.variables:
            self.scopes[write.scope_key] = {**self.scopes.get(write.scope_key, {}), write.name: write.value}
        for key in step.scopes_closed:
            self.scopes.pop(key, None)
        for key, _ in step.tasks_closed:
            self.tasks = {name: task for name, task in self.tasks.items() if task != key}
        for task in step.tasks_opened:
            self.tasks[task.element_id] = task.element_instance_key


def repair() -> Definition:
    """A repair of some 40 elements: choosing, a sub-process of visits, reminders, an inquiry beside it."""
    visits = sub(
        "visits",
        "start_visits -> appoint_technician -> visit_customer -> is_done",
        "is_done -> end_visits : =done",
        "is_done -> order_parts -> parts_arrive -> appoint_technician",
        xml='<exclusiveGateway id="is_done" default="is_done_order_parts"/>'
        + service("order_parts")
        + '<receiveTask id="parts_arrive" messageRef="parts"/>'
        + boundary("remind_station", "visit_customer", timer("PT24H"), interrupting=False)
        + '<userTask id="visit_customer"/>',
    )
    xml = (
        visits
        + '<exclusiveGateway id="in_warranty" default="in_warranty_quote_customer"/>'
        + '<exclusiveGateway id="merge_paths"/>'
        + '<exclusiveGateway id="is_agreed" default="is_agreed_end_refused"/>'
        + '<exclusiveGateway id="is_correct" default="is_correct_correct_fee"/>'
        + boundary("visits_late", "visits", timer("P7D"), interrupting=False)
        + boundary("cancelled", "visits", message("cancel"))
        + event_sub(
            "inquiry", "start_inquiry -> answer_inquiry -> end_inquiry", start=message("inquiry"), interrupting=False
        )
        + service("notify_customer")
    )
    return read_definitions(
        model(
            "start -> register_repair -> check_warranty -> in_warranty",
            "in_warranty -> merge_paths : =warranty",
            "in_warranty -> quote_customer -> is_agreed",
            "is_agreed -> merge_paths : =agreed",
            "is_agreed -> end_refused",
            "merge_paths -> fork_work -> visits -> join_work -> make_fee -> review_fee -> is_correct",
            "fork_work -> prepare_papers -> join_work",
            "is_correct -> notify_customer -> end : =correct",
            "is_correct -> correct_fee -> review_fee",
            "visits_late -> call_station -> end_called",
            "cancelled -> settle_cancelled -> end_cancelled",
            top=message_top("parts") + message_top("inquiry") + message_top("cancel"),
            xml=xml,
        )
    )[0]


def load_step_save(definition: Definition) -> None:
    """P9: one task of the repair completed, over and over, in the middle of the case."""
    case = _Case(definition)
    case.start(warranty=True, id="R1", agreed=True, order={"lines": [1, 2, 3], "total": 12})
    case.complete("register_repair", product="AC-100")
    case.complete("check_warranty", warranty=True)
    saved = (case.state, {key: dict(values) for key, values in case.scopes.items()}, dict(case.tasks))
    times = []
    for _ in range(_ROUNDS):
        case.state, case.scopes, case.tasks = saved[0], dict(saved[1]), dict(saved[2])
        times.append(case.complete("appoint_technician", technician="T1", appointed=True))
    print(
        f"P9 load + step + save, {len(definition.nodes)} elements: median {median(times) * 1e3:.3f} ms, "
        f"p95 {sorted(times)[int(_ROUNDS * 0.95)] * 1e3:.3f} ms; "
        f"state {len(saved[0] or b'')} bytes (goal 0.1 ms, 2500 bytes)"
    )


def rework(rounds: int = 1_000) -> None:
    """P3: time and state of the last round against the tenth."""
    definition = read_definitions(
        model(
            "start -> fork_m -> a -> join_m -> is_ok",
            "fork_m -> b -> join_m",
            "is_ok -> rework -> m : =more",
            "is_ok -> end",
            "m -> fork_m",
            xml='<exclusiveGateway id="m"/><exclusiveGateway id="is_ok" default="is_ok_end"/>',
        ).replace(b'sourceRef="start" targetRef="fork_m"', b'sourceRef="start" targetRef="m"')
    )[0]
    case = _Case(definition)
    case.start()
    times, sizes = [], []
    for _ in range(rounds):
        times.append(case.complete("a") + case.complete("b", more=True) + case.complete("rework"))
        sizes.append(len(case.state or b""))
    early, late = median(times[5:15]), median(times[-10:])
    print(
        f"P3 rework: round 10 {early * 1e3:.3f} ms, round {rounds} {late * 1e3:.3f} ms, ratio {late / early:.2f} "
        f"(goal 1.2); state {sizes[9]} and {sizes[-1]} bytes"
    )


def wide(count: int) -> float:
    """M5: the seconds that completing every instance of a parallel multi-instance of that size takes."""
    loop = many("=items", output=("results", "=answer"))
    definition = read_definitions(model("start -> a -> b", xml=f'<userTask id="a">{loop}</userTask>'))[0]
    case = _Case(definition)
    step = case._run(StartCase(_CASE_KEY, {"items": list(range(count))}))
    case._keep(step)
    began = process_time()
    for task in step.tasks_opened:
        done = case._run(CompleteTask(task.element_instance_key, {"answer": 1}))
        case._keep(done)
    return process_time() - began


def main() -> None:
    """Print P9, P3 and what a wide multi-instance costs."""
    load_step_save(repair())
    rework()
    few, lots = min(wide(250) for _ in range(3)), min(wide(1_000) for _ in range(3))
    print(
        f"multi-instance: all of 250 in {few:.2f} s, all of 1,000 in {lots:.2f} s of processor time, "
        f"ratio {lots / few:.1f} (in proportion 4)"
    )


if __name__ == "__main__":
    main()
