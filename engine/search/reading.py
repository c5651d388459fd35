"""Reads a search request against the fields of what is sought; whatever does not fit is Invalid and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.errors import Invalid
from engine.search import cursors
from engine.search.operands import read_tests
from engine.search.request import Search
from engine.store.search.fields import Condition, Extra, ExtraForm, Field, FieldType, Order, Query, Source, Test, Window
from engine.values import Json

MAX_LIMIT = 10_000
DEFAULT_LIMIT = 100
_MAX_GROUPS = 20
_MAX_ENTRIES = 50
_MAX_OFFSET = 1_000_000


def read_search(search: Search, source: Source) -> Query:
    """The query that `search` asks for. Raises Invalid naming the part that does not fit."""
    order = _order(search.sort, source)
    groups = search.filter.get("$or")
    plain = {name: value for name, value in search.filter.items() if name != "$or"}
    return Query(
        order=order,
        all_of=_conditions(plain, source),
        any_of=_groups(groups, source) if groups is not None else (),
        pins=tuple(search.pins.items()),
        window=_window(search.page, source, order),
    )


def _groups(groups: Json, source: Source) -> tuple[tuple[Condition, ...], ...]:
    if not isinstance(groups, list) or not 0 < len(groups) <= _MAX_GROUPS:
        raise Invalid(f"expected '$or' to be a list of 1 to {_MAX_GROUPS} filters, but found {_found(groups)}")
    read = []
    for group in groups:
        if not isinstance(group, dict):
            raise Invalid(f"expected each filter of '$or' to be an object, but found {_found(group)}")
        read.append(_conditions(group, source))
    return tuple(read)


def _conditions(wanted: Mapping[str, Json], source: Source) -> tuple[Condition, ...]:
    fields = {field.name: field for field in source.fields if field.can_filter}
    extras = {extra.name: extra for extra in source.extras}
    return tuple(
        _condition(name, value, fields.get(name), extras.get(name), source)
        for name, value in wanted.items()
        if value is not None
    )


def _condition(name: str, value: Json, field: Field | None, extra: Extra | None, source: Source) -> Condition:
    if extra is not None:
        return Condition(extra, _extra_operand(extra, value))
    if field is None:
        raise Invalid(f"Request property [filter.{name}] cannot be parsed: no such filter of a {source.title}")
    if name == "tenantId" and isinstance(value, str) and value != "<default>":
        raise Invalid(f"expected the tenant '<default>', the only one there is, but found '{value[:64]}'")
    return Condition(field, read_tests(name, value, field.type, field.values))


def _extra_operand(extra: Extra, value: Json) -> tuple[object, ...]:
    match extra.form:
        case ExtraForm.TEXT:
            return read_tests(extra.name, value, FieldType.TEXT, {})
        case ExtraForm.TEXTS:
            return _texts(extra.name, value)
        case ExtraForm.VARIABLES:
            return _variables(extra.name, value)


def _texts(name: str, value: Json) -> tuple[str, ...]:
    found = value if isinstance(value, list) else [value]
    texts = tuple(text for text in found if isinstance(text, str))
    if len(texts) != len(found) or len(texts) > _MAX_ENTRIES:
        raise Invalid(f"expected '{name}' to be a list of at most {_MAX_ENTRIES} strings, but found {_found(value)}")
    return texts


def _variables(name: str, value: Json) -> tuple[tuple[str, tuple[Test, ...]], ...]:
    if not isinstance(value, list) or len(value) > _MAX_ENTRIES:
        raise Invalid(f"expected '{name}' to be a list of at most {_MAX_ENTRIES} entries, but found {_found(value)}")
    return tuple(_variable(name, entry) for entry in value)


def _variable(name: str, entry: Json) -> tuple[str, tuple[Test, ...]]:
    if not isinstance(entry, dict) or entry.keys() != {"name", "value"} or not isinstance(entry["name"], str):
        raise Invalid(f"expected each entry of '{name}' to hold 'name' and 'value', but found {_found(entry)}")
    return entry["name"], read_tests(f"{name}.value", entry["value"], FieldType.TEXT, {})


def _order(sort: Sequence[Json], source: Source) -> tuple[Order, ...]:
    known = {field.name: field for field in source.fields if field.can_sort and field.is_listed}
    order = []
    for entry in sort:
        if not isinstance(entry, dict) or not entry.keys() <= {"field", "order"}:
            raise Invalid(f"expected each sort to hold 'field' and 'order', but found {_found(entry)}")
        name, direction = entry.get("field"), entry.get("order") or "ASC"
        if not isinstance(name, str) or name not in known:
            raise Invalid(f"expected to sort by one of {', '.join(known)}, but found {_found(name)}")
        if not isinstance(direction, str) or direction.upper() not in ("ASC", "DESC"):
            raise Invalid(f"expected the order ASC or DESC, but found {_found(direction)}")
        order.append(Order(known[name], is_descending=direction.upper() == "DESC"))
    if len(order) > len(known):
        raise Invalid(f"expected at most {len(known)} fields to sort by, but found {len(order)}")
    return tuple(order)


def _window(page: Mapping[str, Json], source: Source, order: tuple[Order, ...]) -> Window:
    given = {name: value for name, value in page.items() if value is not None}
    unknown = given.keys() - {"limit", "from", "after", "before"}
    if unknown:
        raise Invalid(f"Request property [page.{min(unknown)}] cannot be parsed")
    if len(given.keys() & {"from", "after", "before"}) > 1:
        raise Invalid("expected only one of 'from', 'after' and 'before' in 'page', but found several")
    limit = _whole(given, "limit", DEFAULT_LIMIT, MAX_LIMIT)
    side = "before" if "before" in given else "after"
    cursor = given.get(side)
    if cursor is None or cursor == "":
        return Window(limit=limit, offset=_whole(given, "from", 0, _MAX_OFFSET))
    if not isinstance(cursor, str):
        raise Invalid(f"expected 'page.{side}' to be a cursor, but found {_found(cursor)}")
    return Window(limit=limit, edge=cursors.read(source, order, cursor), is_before=side == "before")


def _whole(given: Mapping[str, Json], name: str, default: int, most: int) -> int:
    value = given.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise Invalid(f"expected 'page.{name}' to be a whole number of 0 to {most}, but found {_found(value)}")
    return value


def _found(value: Json) -> str:
    """`value` for a message: its text if it is short, else what it is."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"a {type(value).__name__} of {len(text)} characters"
