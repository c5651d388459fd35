"""What a case waits for, read out of its state: the other side of the rows that the engine keeps (I4, I5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.process.codec import load_state
from engine.process.definition import Definition
from engine.process.machine import incidents
from engine.process.slots import WITHOUT_JOB
from engine.process.state import CaseState, Instance, Stage


@dataclass(slots=True)
class OpenWork:
    """Keys of what is open, by kind: `tasks` and `calls` by element instance, the others by their own key.

    `conditions` and `ad_hoc` (sub-processes that take more work) have no rows: a case may wait for them alone.
    """

    tasks: set[int] = field(default_factory=set)
    jobs: set[int] = field(default_factory=set)
    timers: set[int] = field(default_factory=set)
    subscriptions: set[int] = field(default_factory=set)
    incidents: set[int] = field(default_factory=set)
    calls: set[int] = field(default_factory=set)
    conditions: set[int] = field(default_factory=set)
    ad_hoc: set[int] = field(default_factory=set)

    @property
    def is_waiting(self) -> bool:
        """Whether anything at all can move the case on; False means that it stalls silently (I5)."""
        return any(
            (self.tasks, self.jobs, self.timers, self.subscriptions, self.incidents, self.calls, self.conditions)
        ) or bool(self.ad_hoc)


def open_work(state: bytes, definition: Definition) -> OpenWork:
    """What the case of that state waits for. Raises codec.UnknownState."""
    known = load_state(state, definition)
    found = OpenWork()
    for instance in known.instances.values():
        _add_instance(found, instance)
    _add_waits(found, known)
    return found


def _add_instance(found: OpenWork, instance: Instance) -> None:
    data = instance.data
    if "task" in data:
        found.tasks.add(instance.key)
    if "child" in data:
        found.calls.add(instance.key)
    if "job" in data:
        found.jobs.add(instance.number("job"))
    canceling = data.get("canceling")
    if isinstance(canceling, dict):
        found.jobs.update(int(key) for key, row in canceling.items() if row[3] != WITHOUT_JOB)
    found.incidents.update(instance.number(slot) for slot in data if incidents.is_slot(slot))
    is_open = instance.node.adhoc is not None and instance.stage is Stage.ACTIVE and "closing" not in data
    if is_open and instance.node.behaviour == "adhoc":
        found.ad_hoc.add(instance.key)


def _add_waits(found: OpenWork, known: CaseState) -> None:
    kinds = {"timer": found.timers, "conditional": found.conditions}
    for wait in known.waits.values():
        kinds.get(wait.kind, found.subscriptions).add(wait.key)
