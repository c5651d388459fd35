"""Who sees and who edits which reference data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.actor import Actor, ActorKind
from engine.errors import Forbidden, NotFound
from engine.reference.columns import Cell
from engine.reference.tables import TABLES, DataTable
from engine.store.database import Tx
from engine.store.reference import data


def known_table(name: str) -> DataTable:
    """The table of that name. Raises NotFound."""
    table = TABLES.get(name)
    if table is None:
        raise NotFound("table", name)
    return table


def place_of(table: DataTable) -> data.Place | None:
    """Where the unit of a row stands, for queries."""
    by = table.unit_by
    return data.Place(by.column, by.table, by.key, by.via) if by is not None else None


def may_edit(table: DataTable, actor: Actor) -> bool:
    """Whether the actor edits rows of the table: of his reach, or at the root when rows belong to nobody."""
    if table.is_record:
        return False
    if table.unit_by is None or table.is_central:
        return holds_at_root(actor, *table.editors)
    return actor.kind is ActorKind.SYSTEM or actor.holds(*table.editors)


def holds_at_root(actor: Actor, *roles: str) -> bool:
    """Whether one of `roles` is held at headquarters: an administrator of a dealer does not change what all share."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(grant.role in roles and grant.unit_path.count("/") == 2 for grant in actor.grants)


def require_edit(table: DataTable, actor: Actor) -> None:
    """Raise Forbidden unless `may_edit`."""
    if table.is_record:
        raise Forbidden(
            f"edit_{table.name}", reason="expected a table that people edit, but cases alone write this one"
        )
    if not may_edit(table, actor):
        where = " at headquarters" if table.unit_by is None or table.is_central else ""
        reason = f"expected one of the roles {', '.join(sorted(table.editors))}{where}, but you hold none of them"
        raise Forbidden(f"edit_{table.name}", reason=reason)


def out_of_reach(
    tx: Tx, table: DataTable, records: Sequence[Mapping[str, Cell]], *, actor: Actor
) -> list[Mapping[str, Cell]]:
    """Those records whose unit the actor does not reach as an editor of the table."""
    place = place_of(table)
    if place is None or actor.kind is ActorKind.SYSTEM:
        return []
    units = data.units_of(tx, place, list({record[place.column] for record in records}))
    reached = data.reached_units(tx, actor, table.editors)
    return [record for record in records if units.get(record[place.column]) not in reached]
