"""What a form shows before anybody typed: the case's values, else the schema's defaults."""

from __future__ import annotations

from engine.forms import paths
from engine.forms.component import Component
from engine.forms.declared import row_count
from engine.forms.form import Form
from engine.forms.paths import Path
from engine.forms.room import Room
from engine.forms.walking import Situation
from engine.values import Json, Values


def initial_values(form: Form, situation: Situation) -> Values:
    """Values for every declared field, nested; computed fields are left to the page. Raises TooLarge."""
    values: Values = {}
    _fill(form.components, (), values, situation, Room())
    return values


def _fill(components: tuple[Component, ...], above: Path, values: Values, situation: Situation, room: Room) -> None:
    for component in components:
        room.take()
        path = (*above, *component.names)
        if component.kind == "group":
            _fill(component.children, path, values, situation, room)
        elif component.kind == "dynamiclist" and component.names:
            _fill_rows(component, path, values, situation, room)
        elif component.is_keyed:
            found = _known(component, path, situation)
            if found is not None or not paths.has(values, path):
                paths.put(values, path, found)


def _fill_rows(component: Component, path: Path, values: Values, situation: Situation, room: Room) -> None:
    count = row_count(component, path, situation)
    paths.put(values, path, [{} for _ in range(count)])
    for index in range(count):
        _fill(component.children, (*path, index), values, situation, room)


def _known(component: Component, path: Path, situation: Situation) -> Json:
    known = dict(situation.variables)
    return paths.get(known, path) if paths.has(known, path) else component.schema.get("defaultValue")
