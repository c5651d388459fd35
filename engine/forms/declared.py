"""What a submission may look like: which names, where contexts and lists stand. Everything else is refused (A7)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.errors import FieldError
from engine.forms import paths
from engine.forms.component import KEYED, Component
from engine.forms.form import Form
from engine.forms.messages import Wrong
from engine.forms.paths import Path
from engine.forms.settling import ROW
from engine.forms.walking import MAX_ROWS, Situation, has_fixed_rows
from engine.values import Json, Values

_Shape = dict[str, "_Shape | Component | None"]


def shape_faults(form: Form, submitted: Values, situation: Situation) -> Iterator[FieldError]:
    """A fault for each undeclared name, and for each context or list that is something else."""
    yield from _faults(_shape(form.components), submitted, (), situation)


def _shape(components: tuple[Component, ...]) -> _Shape:
    """Names to nested shapes; a list component stands for its rows, None for a field."""
    shape: _Shape = {}
    for component in components:
        if component.kind == "group":
            _lay(shape, component.names, _shape(component.children))
        elif component.kind == "dynamiclist" and component.names:
            _lay(shape, component.names, {"": component})
        elif component.kind in KEYED | {"expression"} and component.names:
            _lay(shape, component.names, None)
    return shape


def _lay(shape: _Shape, names: tuple[str, ...], below: _Shape | None) -> None:
    for name in names[:-1] if below is None else names:
        following = shape.setdefault(name, {})
        if not isinstance(following, dict):
            return
        shape = following
    if below is None:
        shape.setdefault(names[-1], None)
        return
    for name, part in below.items():
        known = shape.get(name)
        if isinstance(known, dict) and isinstance(part, dict):
            known.update(part)
        else:
            shape[name] = part


def _faults(shape: _Shape, values: Json, path: Path, situation: Situation) -> Iterator[FieldError]:
    rows = shape.get("")
    if isinstance(rows, Component):
        yield from _row_faults(rows, values, path, situation)
        return
    if not isinstance(values, dict):
        yield Wrong.of_type("context").at(paths.dotted(path))
        return
    for name, value in values.items():
        if name == ROW and path and isinstance(path[-1], int) and isinstance(value, int):
            continue
        below = shape.get(name)
        if name not in shape or name == "":
            yield Wrong("undeclared").at(paths.dotted((*path, name)))
        elif isinstance(below, dict):
            yield from _faults(below, value, (*path, name), situation)


def _row_faults(component: Component, rows: Json, path: Path, situation: Situation) -> Iterator[FieldError]:
    pointer = paths.dotted(path)
    if not isinstance(rows, list):
        yield Wrong.of_type("list").at(pointer)
        return
    if len(rows) > MAX_ROWS:
        yield Wrong("rows", MAX_ROWS).at(pointer)
        return
    if has_fixed_rows(component, path):
        expected = row_count(component, path, situation)
        if len(rows) != expected:
            yield Wrong("fixed_rows", expected).at(pointer)
    shape = _shape(component.children)
    for index, row in enumerate(rows):
        yield from _faults(shape, row, (*path, index), situation)


def row_count(component: Component, path: Path, situation: Situation) -> int:
    """How many rows a list shows at first: the case's, else `defaultRepetitions` (1 when absent)."""
    known = paths.get(dict(situation.variables), path)
    if isinstance(known, list):
        return min(len(known), MAX_ROWS)
    wanted = component.schema.get("defaultRepetitions", 1)
    return max(0, min(int(wanted), MAX_ROWS)) if isinstance(wanted, int | Decimal) else 1
