"""Dotted paths into nested values: `visit.parts.0.qty` reads a member of the first row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from engine.values import Json

Path: TypeAlias = tuple[str | int, ...]


def split(text: str) -> tuple[str, ...]:
    """The names of a dotted path; empty parts do not count."""
    return tuple(name for name in text.split(".") if name)


def dotted(path: Sequence[str | int]) -> str:
    """`path` as the name of an input and the pointer of an error."""
    return ".".join(str(name) for name in path)


def get(values: Json, path: Sequence[str | int]) -> Json:
    """What stands at `path`, or None."""
    for name in path:
        if isinstance(values, list) and isinstance(name, int):
            values = values[name] if name < len(values) else None
        elif isinstance(values, dict):
            values = values.get(str(name))
        else:
            return None
    return values


def has(values: Json, path: Sequence[str | int]) -> bool:
    """Whether something, maybe null, stands at `path`."""
    inside = get(values, path[:-1])
    if isinstance(inside, list):
        return isinstance(path[-1], int) and path[-1] < len(inside)
    return isinstance(inside, dict) and path[-1] in inside


def put(values: dict[str, Json], path: Sequence[str | int], value: Json) -> None:
    """Write `value` at `path`, making contexts and lists on the way; what stands in the way is replaced."""
    place: Json = values
    for name, following in zip(path, path[1:], strict=False):
        place = _step(place, name, make_list=isinstance(following, int))
    if isinstance(place, list) and isinstance(path[-1], int):
        _fill(place, path[-1])
        place[path[-1]] = value
    elif isinstance(place, dict):
        place[str(path[-1])] = value


def merged(base: Mapping[str, Json], over: Mapping[str, Json]) -> dict[str, Json]:
    """`base` with `over` laid on it; contexts are merged member by member, lists replaced."""
    result = dict(base)
    for name, value in over.items():
        below = result.get(name)
        result[name] = merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result


def leaves(values: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Every value that is no context, with its path."""
    if isinstance(values, dict):
        for name, value in values.items():
            yield from leaves(value, (*path, name))
    else:
        yield path, values


def _step(place: Json, name: str | int, *, make_list: bool) -> Json:
    if isinstance(place, list) and isinstance(name, int):
        _fill(place, name)
        if not isinstance(place[name], list if make_list else dict):
            place[name] = [] if make_list else {}
        return place[name]
    if isinstance(place, dict):
        below = place.get(str(name))
        if not isinstance(below, list if make_list else dict):
            below = place[str(name)] = [] if make_list else {}
        return below
    return None


def _fill(items: list[Json], index: int) -> None:
    items.extend({} for _ in range(index + 1 - len(items)))
