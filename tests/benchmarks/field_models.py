"""The processes of the generated field, and one case of each stage played for real: what all copies are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.actor import SYSTEM, Actor
from engine.cases import StartRequest
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.keys import _EPOCH_MS
from engine.service import Engine
from engine.store import signin
from tests.benchmarks.field_network import Place
from tests.engine import build

KEYS_OF_A_TEMPLATE = 200
"""No two templates share a place within a millisecond, and no two copies a millisecond: so no two keys are the same."""
PLAYED_FROM = datetime(2025, 1, 6, 2, 0, 0, 137, tzinfo=UTC)
_STEP_HOURS = (0, 3, 9, 26, 47, 71)
_WORDS = (
    "checked at the customer's",
    "压缩机噪音，已更换",
    "waiting for the part",
    "客户要求周末上门",
    "done as agreed",
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One task of a process: its role, further roles, and whose unit it is at (a field of `Place`)."""

    role: str
    unit: str
    person: str
    further: str = ""


PROCESSES: Mapping[str, tuple[str, tuple[Stage, ...]]] = {
    "field_repair": (
        "store",
        (
            Stage("agent", "hq", "agent"),
            Stage("technician", "station", "technician"),
            Stage("station", "station", "desk"),
            Stage("agent", "hq", "agent", "agent_lead"),
            Stage("finance", "hq", "finance"),
        ),
    ),
    "field_order": (
        "dealer",
        (
            Stage("store", "store", "clerk"),
            Stage("dealer", "dealer", "dealer"),
            Stage("channel", "region", "channel"),
            Stage("dispatcher", "hq", "dispatcher"),
            Stage("parts_clerk", "hq", "parts_clerk"),
        ),
    ),
    "field_complaint": (
        "region",
        (
            Stage("agent", "hq", "agent"),
            Stage("dealer", "dealer", "dealer"),
            Stage("station", "station", "desk"),
            Stage("agent_lead", "hq", "agent_lead", "quality"),
            Stage("surveyor", "hq", "surveyor"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Played:
    """A case that the engine played: `weight` says how often it is copied among those that ended, or did not."""

    case_key: int
    base_ms: int
    is_ended: bool
    weight: int


def play(engine: Engine, place: Place) -> Iterator[Played]:
    """Deploy the processes; play a case up to each of their tasks, one to its end, and some claimed tasks."""
    files = [ModelFile(f"{name}.bpmn", _model(name, *parts)) for name, parts in PROCESSES.items()]
    engine.deploy(files, actor=SYSTEM)
    number = 0
    for name, (_, stages) in PROCESSES.items():
        for done in range(len(stages) + 1):
            weight = 1 if done == len(stages) else (5, 4, 3, 2, 2)[done]
            yield _play(engine, place, name, done=done, number=number, weight=weight, is_claimed=False)
            number += 1
    for name, done in (("field_repair", 1), ("field_order", 1)):
        yield _play(engine, place, name, done=done, number=number, weight=1, is_claimed=True)
        number += 1


def _play(engine: Engine, place: Place, name: str, *, done: int, number: int, weight: int, is_claimed: bool) -> Played:
    clock = PinnedClock(PLAYED_FROM)
    base_ms = int(PLAYED_FROM.timestamp() * 1000)
    kept = engine.clock, engine.new_key
    engine.clock, engine.new_key = clock, _Keys(clock, number * KEYS_OF_A_TEMPLATE)
    stages = PROCESSES[name][1]
    variables = {
        "number": place.number, "store": place.store, "dealer": place.dealer, "region": place.region,
        "station": place.station, "days": 20 + 5 * (number % 7), "product": "AC-100", "hq": "hq",
    }  # fmt: skip
    try:
        request = StartRequest(process_id=name, variables=variables, business_key=place.number)
        key = engine.start_case(request, actor=SYSTEM).case_key
        for step, stage in enumerate(stages[: done + 1]):
            clock.pin(PLAYED_FROM + timedelta(hours=_STEP_HOURS[step + 1]))
            actor = _actor(engine, str(getattr(place, stage.person)))
            task = engine.case_page(key, actor=SYSTEM).tasks[-1].task_key
            if step < done:
                values = {f"note_{step}": _WORDS[step], f"minutes_{step}": 15 * step, f"is_fine_{step}": True}
                engine.complete_task(task, values, actor=actor, from_form=False)
            elif is_claimed:
                engine.claim_task(task, actor=actor)
    finally:
        engine.clock, engine.new_key = kept
    return Played(key, base_ms, done == len(stages), weight)


class _Keys:
    """Keys as `engine.keys` makes them, of node 0, by the clock of the play."""

    def __init__(self, clock: PinnedClock, first: int) -> None:
        self._clock, self._next, self._last = clock, first, first + KEYS_OF_A_TEMPLATE

    def __call__(self) -> int:
        assert self._next < self._last, "expected a template to need fewer keys"
        moment = int(self._clock().timestamp() * 1000) - _EPOCH_MS
        self._next += 1
        return moment << 22 | (self._next - 1)


def _actor(engine: Engine, username: str) -> Actor:
    account = engine._read(lambda tx: signin.account(tx, username))
    assert account is not None, username
    return account.actor


def _model(name: str, unit: str, stages: tuple[Stage, ...]) -> bytes:
    names = [f"{name}_{number}" for number in range(len(stages))]
    body = build.START + build.END + build.line("start", *names, "end")
    for element_id, stage in zip(names, stages, strict=True):
        place = (
            f'<zeebe:properties><zeebe:property name="sl:unit" value="={stage.unit}"/></zeebe:properties>'
            '<zeebe:taskSchedule dueDate="=now() + duration(&quot;P&quot; + string(days) + &quot;D&quot;)"/>'
        )
        role = f"{stage.role},{stage.further}" if stage.further else stage.role
        body += build.user_task(element_id, role=role, extensions=place)
    unit = f'<zeebe:properties><zeebe:property name="sl:unit" value="={unit}"/></zeebe:properties>'
    return build.process(body, process_id=name, extensions=unit)
