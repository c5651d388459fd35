"""Whether the guards of history and ledgers stand as the migrations made them, for the doctor (I12).

A guard refuses only what its definition names. So the definition is looked at, not its name: on SQLite its whole text,
on PostgreSQL the table, the moment, the changes, that it has no condition, and the body of its function.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import text

from engine.store.database import Tx
from engine.store.guards import LEDGERS, POSTGRESQL, SQLITE, ledger

GUARDED = ("event", *LEDGERS)
_PG_TRIGGERS = """SELECT t.tgname, c.relname, t.tgtype, t.tgenabled, t.tgqual IS NULL AND t.tgattr = '' AS is_plain,
        p.prosrc, p.proname
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE c.relname = ANY(:tables) AND n.nspname = current_schema() AND NOT t.tgisinternal"""
_PG_RULES = (
    """SELECT rulename, tablename FROM pg_rules WHERE schemaname = current_schema() AND tablename = ANY(:tables)"""
)
_PG_TRIGGER = re.compile(
    r"CREATE TRIGGER (\w+) (BEFORE) ([A-Z ]+) ON (\w+) FOR EACH (ROW|STATEMENT) EXECUTE FUNCTION (\w+)\(\)"
)
_PG_FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(\) RETURNS trigger LANGUAGE plpgsql AS \$\$(.*)\$\$\Z")
_PG_BITS = {"ROW": 1, "BEFORE": 2, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}  # pg_trigger.tgtype


@dataclass(frozen=True, slots=True)
class _Guard:
    """What a trigger refuses: the table, and all that decides about it."""

    table: str
    definition: tuple[object, ...]


def unguarded(tx: Tx) -> list[str]:
    """The guards that are missing, switched off or changed, and what else acts on guarded tables."""
    wanted = _sqlite_wanted() if tx.is_sqlite else _postgres_wanted()
    found = _sqlite_found(tx) if tx.is_sqlite else _postgres_found(tx)
    wrong = [f"trigger {name} is missing or switched off" for name in sorted(wanted.keys() - found.keys())]
    wrong += [f"trigger {name} was changed" for name in sorted(wanted) if name in found and found[name] != wanted[name]]
    wrong += [
        f"trigger {name} of table {found[name].table} is none of ours" for name in sorted(found.keys() - wanted.keys())
    ]
    return wrong + _other_ways(tx)


def _made(*, is_sqlite: bool) -> list[str]:
    """Everything that the migrations said to guard history and ledgers, on one line each."""
    own = SQLITE if is_sqlite else POSTGRESQL
    return [_squeezed(ddl) for ddl in (*own, *(ddl for table in LEDGERS for ddl in ledger(table, is_sqlite=is_sqlite)))]


def _sqlite_wanted() -> dict[str, _Guard]:
    return {ddl.split()[2]: _Guard(ddl.split(" ON ")[1].split()[0], (ddl,)) for ddl in _made(is_sqlite=True)}


def _sqlite_found(tx: Tx) -> dict[str, _Guard]:
    rows = tx.execute(text("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {row.name: _Guard(row.tbl_name, (_squeezed(row.sql),)) for row in rows if row.tbl_name in GUARDED}


def _postgres_wanted() -> dict[str, _Guard]:
    made = _made(is_sqlite=False)
    bodies = {match[1]: match[2].strip() for match in map(_PG_FUNCTION.match, made) if match}
    guards = {}
    for match in filter(None, map(_PG_TRIGGER.match, made)):
        name, moment, changes, table, each, function = match.groups()
        bits = sum(_PG_BITS.get(word, 0) for word in (moment, each, *changes.split(" OR ")))
        guards[name] = _Guard(table, (bits, True, function, bodies[function]))
    return guards


def _postgres_found(tx: Tx) -> dict[str, _Guard]:
    rows = tx.execute(text(_PG_TRIGGERS), {"tables": list(GUARDED)})
    return {
        row.tgname: _Guard(row.relname, (row.tgtype, row.is_plain, row.proname, _squeezed(row.prosrc).strip()))
        for row in rows
        if row.tgenabled in ("O", "A")
    }


def _other_ways(tx: Tx) -> list[str]:
    """What changes rows without asking a trigger."""
    if tx.is_sqlite:
        is_on = tx.execute(text("PRAGMA recursive_triggers")).scalar_one()
        return [] if is_on else ["the connection lets INSERT OR REPLACE delete past the triggers"]
    rows = tx.execute(text(_PG_RULES), {"tables": list(GUARDED)})
    return [f"rule {row.rulename} of table {row.tablename} is none of ours" for row in rows]


def _squeezed(ddl: str) -> str:
    return " ".join(ddl.split())
