"""Which fields are shown: conditions evaluated to a fixed point, because hiding one field may hide or show the next."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from engine.forms import paths
from engine.forms.component import Setting
from engine.forms.form import Form, first_names
from engine.forms.paths import Path
from engine.forms.walking import Place, Situation, flat, has_fixed_rows, walk
from engine.values import Json, Values

MOST_PASSES = 8
ROW = "__row"


@dataclass(frozen=True, slots=True)
class Settled:
    """`values`: what the shown fields hold, computed fields included. `places`: the form over exactly these values."""

    values: Values
    places: tuple[Place, ...]


def settle(form: Form, submitted: Values, situation: Situation) -> Settled:
    """The form as its own conditions leave it.

    Values of hidden and disabled fields are dropped, readonly ones are the case's, expressions are computed.
    A form whose conditions chase each other stops after 8 passes, at the last state.
    """
    current = _everything(form, submitted, situation)
    for _ in range(MOST_PASSES):
        shown = _shown(walk(form, current, situation), submitted, situation)
        _compute(walk(form, shown, situation), shown, situation)
        if shown == current:
            break
        current = shown
    return Settled(current, walk(form, current, situation))


def _everything(form: Form, submitted: Values, situation: Situation) -> Values:
    values = deepcopy({name: value for name, value in submitted.items() if name in form.declared_keys()})
    for place in flat(walk(form, values, situation)):
        if place.component.is_keyed and place.is_readonly:
            paths.put(values, place.path, kept_value(place, submitted, situation))
    return values


def _shown(places: tuple[Place, ...], submitted: Values, situation: Situation) -> Values:
    values: Values = {}
    for place in flat(places):
        component = place.component
        if place.is_hidden or component.is_disabled:
            continue
        if component.kind == "dynamiclist":
            rows = paths.get(submitted, place.path)
            if isinstance(rows, list):
                paths.put(values, place.path, base_rows(place, len(rows), situation))
        elif component.is_keyed and place.is_readonly:
            paths.put(values, place.path, kept_value(place, submitted, situation))
        elif component.is_keyed and paths.has(submitted, place.path):
            paths.put(values, place.path, paths.get(submitted, place.path))
    return values


def base_rows(place: Place, count: int, situation: Situation) -> list[Json]:
    """`count` rows to be filled: in a list of fixed rows with the cells that the case holds and the form does not name.

    So a checklist's form shows title and weight of each row from the case, and what is sent back keeps them.
    """
    known = paths.get(dict(situation.variables), place.path)
    if not has_fixed_rows(place.component, place.path) or not isinstance(known, list):
        return [{} for _ in range(count)]
    named = set(first_names(place.component.children))
    kept: list[Json] = [
        {name: deepcopy(cell) for name, cell in row.items() if name not in named} if isinstance(row, dict) else {}
        for row in known[:count]
    ]
    return kept + [{} for _ in range(count - len(kept))]


def _compute(places: tuple[Place, ...], values: Values, situation: Situation) -> None:
    for place in flat(places):
        if place.component.kind == "expression" and not place.is_hidden:
            computed = Setting(expression=place.component.expression)
            if place.component.names:
                paths.put(values, place.path, computed.of(place.variables, situation.environment))


def kept_value(place: Place, submitted: Values, situation: Situation) -> Json:
    """What the case holds for a readonly field, else the schema's default value.

    A page may have removed rows before this one: then the row says by `__row` which of the case's rows it was.
    """
    path = path_as_named(place.path, submitted)
    if paths.has(dict(situation.variables), path):
        return paths.get(dict(situation.variables), path)
    return place.component.schema.get("defaultValue")


def path_as_named(path: Path, submitted: Values) -> Path:
    """`path` with each row's own number (`__row`) in place of its position: how a page names the inputs of the row."""
    found: list[str | int] = []
    for depth, name in enumerate(path):
        origin = paths.get(submitted, (*path[: depth + 1], ROW)) if isinstance(name, int) else None
        found.append(origin if isinstance(origin, int) and not isinstance(origin, bool) and origin >= 0 else name)
    return tuple(found)
