"""A form laid over values: where each component stands, what it sees, and whether it is hidden or readonly now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.feel import Environment
from engine.forms import paths
from engine.forms.component import Component, Variables, evaluated
from engine.forms.form import Form
from engine.forms.paths import Path
from engine.forms.room import Room
from engine.values import Json, Values

MAX_ROWS = 200


@dataclass(frozen=True, slots=True)
class Situation:
    """What a form may read besides its own fields: the case's visible variables, clock and zone."""

    variables: Mapping[str, Json]
    environment: Environment


@dataclass(frozen=True, slots=True)
class Place:
    """A component at a path. `variables` is what its expressions see; a row's fields stand in `this`.

    `inside` holds a group's children; `rows` a list's, each with the row's number in its names.
    """

    component: Component
    path: Path
    variables: Variables
    is_hidden: bool
    is_readonly: bool
    inside: tuple[Place, ...] = ()
    rows: tuple[tuple[Place, ...], ...] = ()

    @property
    def is_in_row(self) -> bool:
        """Whether it stands in a row of a list."""
        return any(isinstance(name, int) for name in self.path)


@dataclass(frozen=True, slots=True)
class _Row:
    values: Json
    number: int


class Walker:
    """Walks one form over one set of values. Raises TooLarge when rows within rows make too many places."""

    def __init__(self, values: Values, situation: Situation) -> None:
        self._values = values
        self._environment = situation.environment
        self._room = Room()
        self._known: dict[str, object] = dict(paths.merged(situation.variables, values))

    def places(self, components: Sequence[Component], path: Path = ()) -> tuple[Place, ...]:
        """The tree of places of `components`, below `path`."""
        return tuple(self._place(component, path, (), is_hidden=False) for component in components)

    def blank_row(self, list_place: Place, number: str) -> tuple[Place, ...]:
        """A row that is not there yet, named `number`, with nothing filled in."""
        rows = (_Row({}, len(list_place.rows) + 1),)
        inside = (*list_place.path, number)
        return tuple(
            self._place(child, inside, rows, is_hidden=list_place.is_hidden) for child in list_place.component.children
        )

    def _place(self, component: Component, above: Path, rows: tuple[_Row, ...], *, is_hidden: bool) -> Place:
        self._room.take()
        known = self._seen_from(rows)
        hidden = is_hidden or (
            component.hide is not None and evaluated(component.hide, known, self._environment) is True
        )
        path = (*above, *component.names)
        inside: tuple[Place, ...] = ()
        row_places: tuple[tuple[Place, ...], ...] = ()
        if component.kind == "group":
            inside = tuple(self._place(child, path, rows, is_hidden=hidden) for child in component.children)
        elif component.kind == "dynamiclist":
            row_places = tuple(self._rows(component, path, rows, is_hidden=hidden))
        is_readonly = component.setting("readonly").holds(known, self._environment)
        return Place(component, path, known, hidden, is_readonly, inside, row_places)

    def _rows(
        self, component: Component, path: Path, rows: tuple[_Row, ...], *, is_hidden: bool
    ) -> Iterator[tuple[Place, ...]]:
        found = paths.get(self._values, path)
        for index, row in enumerate(found[:MAX_ROWS] if isinstance(found, list) else []):
            below = (*rows, _Row(row, index + 1))
            yield tuple(self._place(child, (*path, index), below, is_hidden=is_hidden) for child in component.children)

    def _seen_from(self, rows: tuple[_Row, ...]) -> Variables:
        if not rows:
            return self._known
        parent = rows[-2].values if len(rows) > 1 else None
        this = rows[-1].values
        own = {"this": this, "_this_": this, "parent": parent, "_parent_": parent, "i": [row.number for row in rows]}
        return {**self._known, **own}


def has_fixed_rows(component: Component, path: Path) -> bool:
    """Whether a list shows the case's rows, no more and no fewer: its first row is the case's first row."""
    return component.schema.get("allowAddRemove") is not True and not any(isinstance(name, int) for name in path)


def walk(form: Form, values: Values, situation: Situation) -> tuple[Place, ...]:
    """The places of `form` over `values`, as a tree."""
    return Walker(values, situation).places(form.components)


def flat(places: Sequence[Place]) -> Iterator[Place]:
    """Every place of the tree, containers before what they hold."""
    for place in places:
        yield place
        yield from flat(place.inside)
        for row in place.rows:
            yield from flat(row)
