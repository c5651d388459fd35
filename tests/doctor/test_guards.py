"""I12: the database itself refuses to change history and ledgers, and the doctor notices when it would not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Integer,
    Table,
    create_engine,
    delete,
    insert,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from engine.service import Engine
from engine.store.guarding import GUARDED
from engine.store.guards import LEDGER_REFUSAL, REFUSAL
from engine.store.tables import metadata
from tests.doctor.conftest import Ward

pytestmark = pytest.mark.ails
NOW = datetime(2026, 3, 2, tzinfo=UTC)
_FIRST_CHOICE = re.compile(r"(\w+) IN \('(\w+)'")


@pytest.fixture(params=GUARDED)
def guarded(request: pytest.FixtureRequest, engine: Engine) -> Table:
    """A guarded table with a row in it."""
    table = metadata.tables[request.param]
    plain = create_engine(engine.database.url)  # SQLite: one that asks no foreign keys
    with plain.begin() as connection:
        if not engine.database.is_sqlite:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(insert(table).values(_row(table)))
    plain.dispose()
    return table


def test_no_row_of_history_or_of_a_ledger_is_changed_deleted_or_replaced(engine: Engine, guarded: Table) -> None:
    name, column = guarded.name, list(guarded.primary_key)[0]
    statements: list[Any] = [update(guarded).values({column: column}), delete(guarded)]
    if engine.database.is_sqlite:
        statements.append(text(f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}"))
    else:
        statements.append(text(f"TRUNCATE {name} CASCADE"))

    for statement in statements:
        with pytest.raises(DBAPIError, match=f"{REFUSAL}|{LEDGER_REFUSAL}"):
            _run(engine, statement)


def test_only_the_vault_of_an_event_can_be_emptied(ward: Ward) -> None:
    ward.sql("UPDATE event SET vault = NULL")

    with pytest.raises(DBAPIError, match=REFUSAL):
        ward.sql("UPDATE event SET vault = '{}'")
    with pytest.raises(DBAPIError, match=REFUSAL):
        ward.sql("UPDATE event SET vault = NULL, actor = 'somebody else'")


def test_i12_a_history_that_can_be_changed_is_named(ward: Ward) -> None:
    ward.unguard()

    assert {(case, code) for case, code, _ in ward.found("I12")} == {(None, "unguarded")}


@pytest.mark.parametrize("table", GUARDED)
def test_i12_a_table_without_its_guards_is_named(ward: Ward, table: str) -> None:
    if ward.engine.database.is_sqlite:
        ward.sql(f"DROP TRIGGER {table}_no_delete")
    else:
        ward.sql(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")

    assert [table in message for _, _, message in ward.found("I12")] == [True]


SQLITE_CHANGES = {
    "guards nothing": "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT 1; END",
    "guards some rows": (
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN OLD.rowid < 0 "
        "BEGIN SELECT RAISE(ABORT, 'history cannot be changed'); END"
    ),
    "guards another table": (
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON notification "
        "BEGIN SELECT RAISE(ABORT, 'history cannot be changed'); END"
    ),
}
POSTGRES_CHANGES = {
    "guards nothing": "CREATE OR REPLACE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN OLD /* no refusal */; END $$",
    "guards some rows": "CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW WHEN (OLD.case_key < 0) EXECUTE FUNCTION {table}_refuse_change()",
    "guards fewer changes": "CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_refuse_change()",
    "guards afterwards": "CREATE OR REPLACE TRIGGER {table}_no_change AFTER UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_refuse_change()",
    "guards by another's function": "CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION credit_entry_refuse_change()",
}


@pytest.mark.parametrize("table", ["event", "stock_movement"])
@pytest.mark.parametrize("change", sorted(SQLITE_CHANGES.keys() | POSTGRES_CHANGES.keys()))
def test_i12_a_guard_that_guards_less_under_its_name_is_named(ward: Ward, table: str, change: str) -> None:
    is_sqlite = ward.engine.database.is_sqlite
    changes = SQLITE_CHANGES if is_sqlite else POSTGRES_CHANGES
    if change not in changes:
        pytest.skip("a change of the other database")
    with ward.engine.database.sql.begin() as connection:
        if is_sqlite:
            connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
        connection.execute(text(changes[change].format(table=table)))

    found = ward.found("I12")

    assert found
    assert all(code == "unguarded" and table in message for _, code, message in found)


def test_i12_what_else_acts_on_a_ledger_is_named(ward: Ward) -> None:
    with ward.engine.database.sql.begin() as connection:
        if ward.engine.database.is_sqlite:
            swallow = "CREATE TRIGGER swallow BEFORE INSERT ON payout BEGIN SELECT RAISE(IGNORE); END"
        else:
            swallow = "CREATE RULE swallow AS ON INSERT TO payout DO INSTEAD NOTHING"
        connection.execute(text(swallow))

    assert ["swallow" in message for _, _, message in ward.found("I12")] == [True]


def _row(table: Table) -> dict[str, object]:
    """A row that the table's checks let in: 1, a word, a moment, or the first of the choices."""
    checks = [str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint)]
    choices = dict(match for check in checks for match in _FIRST_CHOICE.findall(check))
    row: dict[str, object] = {}
    for column in table.columns:
        if isinstance(column.type, DateTime) or column.name.endswith("_at"):
            row[column.name] = NOW
        elif isinstance(column.type, Date):
            row[column.name] = NOW.date()
        elif isinstance(column.type, (Integer, BigInteger)):
            row[column.name] = 1
        elif column.name == "hash":
            row[column.name] = b"x"
        else:
            row[column.name] = choices.get(column.name, column.name[:5])
    return row


def _run(engine: Engine, statement: Any) -> None:
    with engine.database.sql.begin() as connection:
        connection.execute(statement)
