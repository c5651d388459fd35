"""Plays one repair after the other on a stage: the HTTP API of a server, or an engine in a test."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from api.cli.demo_moves import EVERYDAY, Fill, Move, Say, Silence, Values, View
from api.cli.demo_shapes import WAITING, Shape

MAX_MOVES = 80
PROCESS = "repair_dispatch"


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that waits: for its assignee, or for whoever holds `role` at `unit`."""

    task_key: str
    element_id: str
    role: str
    unit: str
    assignee: str | None


class Stage(Protocol):
    """Where repairs are played. Keys are texts; `settle` does all machine work that is due."""

    def start(self, variables: Values, *, is_message: bool) -> str:
        """Open a repair by form or by message; its case key."""

    def publish(self, message: str, key: str, values: Values) -> None:
        """A message for the case with this repair number."""

    def open_tasks(self, case_key: str) -> Sequence[OpenTask]:
        """The tasks of the case that wait."""

    def complete(self, task: OpenTask, values: Values) -> None:
        """The task is done by the person whose work it is."""

    def variables(self, case_key: str) -> Mapping[str, Any]:
        """The case's own variables."""

    def is_active(self, case_key: str) -> bool:
        """Whether the case goes on."""

    def passed(self, case_key: str) -> frozenset[str]:
        """The elements that the history says were passed."""

    def now(self) -> datetime:
        """The time on this stage."""

    def move_clock(self, moment: datetime) -> None:
        """Let it be `moment`, and do what is due by then."""

    def settle(self) -> None:
        """Do all machine work that is due now."""


@dataclass(frozen=True, slots=True)
class Played:
    """How a repair went; `problem` is empty when history and expectation agree."""

    shape: Shape
    case_key: str
    end: str
    problem: str


class Player:
    """Plays shapes; each repair from its start to its end."""

    def __init__(self, stage: Stage, machines: Sequence[Mapping[str, str]]) -> None:
        self._stage, self._machines = stage, machines

    def play(self, shape: Shape, number: int) -> Played:
        """One repair of that shape, for the machine whose turn it is."""
        machine = self._machines[number % len(self._machines)]
        case_key = self._stage.start(
            {"request": {**request_for(machine), **shape.request}}, is_message=shape.is_message
        )
        left = {name: list(moves) for name, moves in shape.moves.items()}
        met: dict[str, int] = defaultdict(int)
        for _ in range(MAX_MOVES):
            self._stage.settle()
            if not self._stage.is_active(case_key):
                return _judged(shape, case_key, self._stage.passed(case_key))
            tasks = self._stage.open_tasks(case_key)
            self._move(case_key, tasks[0] if tasks else None, left, met)
        waits = ", ".join(task.element_id for task in self._stage.open_tasks(case_key)) or "nothing"
        return Played(shape, case_key, "", f"still active after {MAX_MOVES} moves; open: {waits}")

    def _move(self, case_key: str, task: OpenTask | None, left: dict[str, list[Move]], met: dict[str, int]) -> None:
        name = task.element_id if task else WAITING
        met[name] += 1
        own = left.get(name)
        move = own.pop(0) if own else EVERYDAY.get(name, Silence(24))
        view = View(self._stage.variables(case_key), self._stage.now())
        if isinstance(move, Say):
            self._stage.publish(move.message, view.get("repair_number"), move.values)
        elif isinstance(move, Silence) or task is None:
            hours = move.hours if isinstance(move, Silence) else 24
            self._stage.move_clock(self._stage.now() + timedelta(hours=hours))
        else:
            self._fill(task, move, view)

    def _fill(self, task: OpenTask, move: Fill, view: View) -> None:
        if task.element_id == "visit_customer":
            arrival = datetime.fromisoformat(view.get("appointment", "at")).astimezone(UTC)
            if arrival > self._stage.now():
                self._stage.move_clock(arrival)
        self._stage.complete(task, move.answer(View(view.variables, self._stage.now())))


def request_for(machine: Mapping[str, str]) -> Values:
    """What the owner of a machine says on the phone."""
    return {
        "customer_name": machine["name"],
        "phone": machine["phone"],
        "product_serial": machine["serial"],
        "service_kind": "repair",
        "fault_text": "开机后不工作,有异响",
        "is_safety": False,
        "is_misuse": False,
        "region": machine["region_code"],
        "address": machine["address"],
    }


def _judged(shape: Shape, case_key: str, passed: frozenset[str]) -> Played:
    ends = sorted(ALL_ENDS & passed)
    missing = sorted(shape.passes - passed)
    problem = ""
    if ends != [shape.end]:
        problem = f"expected the end {shape.end}, but found {', '.join(ends) or 'none'}"
    elif missing:
        problem = f"expected to pass {', '.join(missing)}, but the history does not say so"
    return Played(shape, case_key, ", ".join(ends), problem)


ALL_ENDS = frozenset(
    {
        "repair_completed", "product_exchanged", "product_refunded", "quote_refused", "cancelled_while_waiting",
        "closed_without_repair", "repair_withdrawn",
    }
)  # fmt: skip
