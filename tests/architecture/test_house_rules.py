"""The rules of the house that no linter knows: file length, one transaction opener, one clock, a migrated schema."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from engine.service import Engine
from engine.store.database import Database
from engine.store.tables import metadata
from tests.conftest import ActorOf
from tests.engine import build

ROOT = Path(__file__).resolve().parents[2]
MAX_LINES = 300
SOURCE = re.compile(r"\.(py|js|mjs|css|html)$")


def tracked(pattern: re.Pattern[str]) -> list[Path]:
    """The files git knows (or would know) whose name matches."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if pattern.search(name) and (ROOT / name).exists()]


def sources(*folders: str) -> list[Path]:
    """The Python files below these folders."""
    return [path for path in tracked(SOURCE) if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders]


def test_no_source_file_is_longer_than_300_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked(SOURCE)
        if "versions" not in path.parts and (count := len(path.read_text().splitlines())) > MAX_LINES
    }

    assert long == {}


def test_only_the_database_module_begins_transactions_and_only_the_base_of_the_engine_asks_for_them() -> None:
    begins = re.compile(r"(connection|sql|session)\.(begin|commit)\(")
    asks = re.compile(r"database\.(write|read)\(")

    found = {
        str(path.relative_to(ROOT)) for path in sources("engine", "api", "workers") if begins.search(path.read_text())
    }
    asking = {
        str(path.relative_to(ROOT)) for path in sources("engine", "api", "workers") if asks.search(path.read_text())
    }

    assert found <= {"engine/store/database.py", "engine/store/migrate.py", "engine/store/migrations/env.py"}
    assert asking == {"engine/service/transaction.py"}


def test_nothing_but_the_clock_module_asks_the_machine_for_the_time() -> None:
    asks = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|\btime\.time\(")

    found = {
        str(path.relative_to(ROOT)) for path in sources("engine", "api", "workers") if asks.search(path.read_text())
    }

    assert found <= {"engine/clock.py"}


@pytest.mark.parametrize("name", ["utils", "common", "helpers", "manager", "misc"])
def test_nothing_is_called_by_a_name_that_says_nothing(name: str) -> None:
    assert [path for path in tracked(SOURCE) if path.stem == name or name in path.relative_to(ROOT).parts] == []


def test_no_file_names_a_path_of_one_machine_or_a_registry() -> None:
    machine = re.compile(r"(^|[^A-Za-z0-9._-])/(work|root|home|farm)/|registry\.npmjs|files\.pythonhosted|pypi\.org")
    texts = list(tracked(re.compile(r"\.(py|js|mjs|md|toml|cfg|ini|json|txt|html|css|yml)$|Makefile|run$")))

    found = [
        str(path.relative_to(ROOT)) for path in texts if path != Path(__file__) and machine.search(path.read_text())
    ]

    assert found == []


def test_the_migrations_lead_to_the_tables_of_the_code(database_url: str) -> None:
    database = Database(database_url)
    with database.sql.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    database.close()

    assert differences == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET body = 'x'",
        "DELETE FROM event",
        "UPDATE event SET vault = '{}'",
        "UPDATE event SET actor = 'x'",
    ],
)
def test_the_database_itself_refuses_to_change_history(engine: Engine, actor: ActorOf, change: str) -> None:
    build.a_task(engine, actor("agent"))

    with pytest.raises(DatabaseError, match="history cannot be changed"), engine.database.sql.begin() as connection:
        connection.execute(text(change))


def test_the_vault_of_an_event_may_be_emptied_and_its_chain_still_holds(engine: Engine, actor: ActorOf) -> None:
    build.deployed(engine, build.one_task())
    key = build.a_case(engine, unit="hq", variables={"phone": "13800000000"})

    with engine.database.sql.begin() as connection:
        connection.execute(text("UPDATE event SET vault = NULL WHERE vault IS NOT NULL"))

    assert engine.verify_case(key, actor=actor("auditor")).ok
    assert all(not entry.values for entry in engine.timeline(key, actor=actor("auditor")))
