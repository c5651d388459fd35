"""Shapes of answers, for the description of the API: JSON schemas with names. Every listed member is always sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.search.finding import fields_of
from engine.store.search.fields import Field, FieldType
from engine.values import Json

Schema: TypeAlias = "dict[str, Json]"

KEY: Schema = {"type": "string", "pattern": "^-?[0-9]+$"}
TEXT: Schema = {"type": "string"}
INTEGER: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
BOOLEAN: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
OBJECT: Schema = {"type": "object", "additionalProperties": True}
ANY: Schema = {}

SCHEMAS: dict[str, Schema] = {}
"""Every shape that was declared, by name."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A named schema."""

    name: str

    @property
    def reference(self) -> Schema:
        """A schema that points to it."""
        return {"$ref": f"#/components/schemas/{self.name}"}


def shape(shape_name: str, /, **members: Schema | Shape) -> Shape:
    """An object in which every one of `members` is sent."""
    return named(shape_name, {name: schema_of(member) for name, member in members.items()})


def named(name: str, members: Mapping[str, Schema]) -> Shape:
    """The same for members whose names are no Python names."""
    properties: dict[str, Json] = dict(members)
    required: list[Json] = list(members)
    SCHEMAS[name] = {"type": "object", "properties": properties, "required": required}
    return Shape(name)


def nullable(member: Schema | Shape) -> Schema:
    """`member` or null."""
    return {"anyOf": [schema_of(member), {"type": "null"}]}


def list_of(member: Schema | Shape) -> Schema:
    """A list of `member`."""
    return {"type": "array", "items": schema_of(member)}


def schema_of(member: Schema | Shape) -> Schema:
    """The schema of a member: itself, or a reference."""
    return member.reference if isinstance(member, Shape) else member


def item_shape(name: str, kind: str, **more: Schema | Shape) -> Shape:
    """The shape of items of a kind of search, with members that the route adds."""
    members = {field.name: _field_schema(field) for field in fields_of(kind)}
    return named(name, {**members, **{extra: schema_of(member) for extra, member in more.items()}})


def page_of(item: Shape) -> Shape:
    """A page of a search."""
    return shape(f"{item.name}Page", items=list_of(item), page=PAGE)


def _field_schema(field: Field) -> Schema:
    names: list[Json] = list(field.values)
    schemas: dict[FieldType, Schema] = {
        FieldType.KEY: KEY,
        FieldType.TEXT: TEXT,
        FieldType.INTEGER: INTEGER,
        FieldType.BOOLEAN: BOOLEAN,
        FieldType.MOMENT: MOMENT,
        FieldType.JSON: ANY,
        FieldType.ENUM: {"type": "string", "enum": names},
    }
    schema = schemas[field.type]
    return nullable(schema) if field.is_nullable else schema


PAGE = shape(
    "SearchPage",
    totalItems=INTEGER,
    hasMoreTotalItems=BOOLEAN,
    startCursor=nullable(TEXT),
    endCursor=nullable(TEXT),
)
PROBLEM = shape("Problem", type=TEXT, title=TEXT, status=INTEGER, detail=TEXT, instance=TEXT)
