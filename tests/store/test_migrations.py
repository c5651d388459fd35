"""Migrations: the schema arrives whole, once, whoever asks first; and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from engine.store.database import Database
from engine.store.migrate import upgrade
from tests.conftest import with_name

SCRIPTS = Path(__file__).resolve().parents[2] / "engine" / "store" / "migrations"


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"empty_{uuid4().hex[:10]}"
    _on_server(server, f"CREATE DATABASE {name}")
    yield with_name(server, name)
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def test_processes_that_start_together_migrate_once(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, databases))

    assert "case_instance" in inspect(databases[0].sql).get_table_names()
    for database in databases:
        database.close()


def test_the_first_migration_can_be_taken_back(empty_url: str) -> None:
    database = Database(empty_url)
    upgrade(database)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))

    with database.sql.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    assert inspect(database.sql).get_table_names() == ["alembic_version"]
    database.close()


def _on_server(url: str, statement: str) -> None:
    database = Database(url)
    with database.sql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    database.close()
