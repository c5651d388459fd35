"""From what happened in a step to the lines of its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.history.chain import Line
from engine.history.items import item_name, item_place
from engine.process.step import ClockNoted, Step, VariableWritten
from engine.values import Json, Values


@dataclass(frozen=True, slots=True)
class Note:
    """What the engine knows about a task's event beyond the core: its unit and further facts."""

    unit_path: str | None = None
    details: Values = field(default_factory=dict)


def lines_of(step: Step, *, notes: Mapping[int, Note], case_key: int) -> list[Line]:
    """The lines of `step` in order: each happening, then what was written, before the end of the case."""
    lines: list[Line] = []
    ending: list[Line] = []
    for happening in step.happenings:
        key = happening.element_instance_key
        note = (
            notes.get(key)
            if key is not None and happening.type.startswith(("task.", "incident.", "case.started"))
            else None
        )
        line = Line(
            happening.type,
            element_id=happening.element_id or None,
            element_instance_key=key,
            unit_path=note.unit_path if note else None,
            details={**happening.details, **(note.details if note else {})},
        )
        (ending if happening.type in _ENDINGS else lines).append(line)
    clocks = [_clock_line(clock) for clock in step.clocks]
    return [*lines, *clocks, *_variable_lines(step.variables, case_key), *ending]


_ENDINGS = frozenset({"case.completed", "case.cancelled", "case.terminated"})


def _clock_line(clock: ClockNoted) -> Line:
    """A clock or pause that begins with an element (S10, S22); it ends with the element's own end."""
    told = {"sla": clock.sla, "response": clock.sla_response, "calendar": clock.calendar, "pause": clock.pause}
    details: Values = {name: text for name, text in told.items() if text is not None}
    kind = "sla.started" if clock.sla or clock.sla_response else "sla.paused"
    return Line(kind, element_id=clock.element_id, element_instance_key=clock.element_instance_key, details=details)


def _variable_lines(written: Sequence[VariableWritten], case_key: int) -> list[Line]:
    """One line for each scope and writing element; a value written again unchanged is named, not repeated."""
    groups: dict[tuple[int, str], dict[str, tuple[Json, Json, bool]]] = {}
    for item in written:
        values = groups.setdefault((item.scope_key, item.element_id), {})
        name, value, before = _part(item, values)
        old, existed = values[name][1:] if name in values else (before, item.existed)
        values[name] = (value, old if existed else None, existed)
    return [
        _variable_line(scope_key, element_id, values, case_key) for (scope_key, element_id), values in groups.items()
    ]


def _part(item: VariableWritten, told: dict[str, tuple[Json, Json, bool]]) -> tuple[str, Json, Json]:
    """Name, value and old value; of a list of which one item was written only that (M3).

    A line tells a list whole or by items, never both, so that its order does not matter.
    """
    if item.index is None or not isinstance(item.value, list) or item.name in told:
        for name in [name for name in told if (place := item_place(name)) and place[0] == item.name]:
            del told[name]
        return item.name, item.value, item.old
    old = item.old[item.index] if isinstance(item.old, list) and item.index < len(item.old) else None
    return item_name(item.name, item.index), item.value[item.index], old


def _variable_line(
    scope_key: int, element_id: str, values: Mapping[str, tuple[Json, Json, bool]], case_key: int
) -> Line:
    same = [name for name, (value, old, existed) in values.items() if existed and value == old]
    details: Values = {} if scope_key == case_key else {"scope": str(scope_key)}
    if same:
        details["unchanged"] = list(same)
    changed = {name: (value, old) for name, (value, old, _) in values.items() if name not in same}
    return Line("variable.set", element_id=element_id or None, details=details, values=changed)
