"""Backup under load, restored into a fresh database: sound, whole, and work goes on there."""

from __future__ import annotations

import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from api.cli import main
from engine.actor import SYSTEM
from engine.service import Engine
from engine.store.database import Database, Tx
from engine.store.schema import CASE, EVENT
from engine.store.tables import metadata
from tests.conftest import ailments, with_name
from tests.engine import build


@pytest.fixture
def empty_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of the same kind as `database_url`."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'restored' / 'servicelane.db'}"
        return
    server, name = request.getfixturevalue("postgres_url"), f"restored_{uuid4().hex[:10]}"
    _on_server(server, f"CREATE DATABASE {name}")
    yield with_name(server, name)
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def test_a_backup_under_load_restores_to_one_moment_and_work_goes_on(
    engine: Engine, database_url: str, empty_url: str, tmp_path: Path
) -> None:
    build.deployed(engine, build.one_task())
    done = _before_and_during(engine, lambda: main(["backup", str(tmp_path / "b"), "--database-url", database_url]))
    assert main(["restore", str(tmp_path / "b"), "--database-url", empty_url]) == 0

    restored = Engine(Database(empty_url), clock=engine.clock)
    assert ailments(restored, skip=()) == []
    assert all(found.ok for found in restored.verify_all(actor=SYSTEM))
    counts = _counts(restored)
    assert done.before <= counts[0] <= done.after
    agent = restored.actor_of_basic("agent", "demo", address="test")
    for task in build.tasks(restored, agent)[:5]:
        restored.complete_task(task.task_key, {}, actor=agent, from_form=False)
    fresh = build.a_case(restored, unit="hq")
    assert restored.case_head(fresh, actor=SYSTEM).state == "active"
    restored.close()


def test_a_backup_holds_every_row_of_every_table(
    engine: Engine, database_url: str, empty_url: str, tmp_path: Path
) -> None:
    build.deployed(engine, build.one_task())
    build.a_case(engine, unit="hq", variables={"text": "tab\t newline\n 维修 \\N"})
    before = _rows(engine.database)

    assert main(["backup", str(tmp_path / "b"), "--database-url", database_url]) == 0
    assert main(["restore", str(tmp_path / "b"), "--database-url", empty_url]) == 0

    restored = Database(empty_url)
    assert _rows(restored) == before
    restored.close()


def test_a_backup_overwrites_no_file_and_a_restore_no_database(
    engine: Engine, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "b"
    path.write_text("mine")
    assert main(["backup", str(path), "--database-url", database_url]) == 1
    assert path.read_text() == "mine"

    assert main(["backup", str(tmp_path / "c"), "--database-url", database_url]) == 0
    assert main(["restore", str(tmp_path / "c"), "--database-url", database_url]) == 1

    told = capsys.readouterr().err
    assert "a backup overwrites nothing" in told
    assert "a restore overwrites nothing" in told
    assert [name for name in os.listdir(tmp_path) if "partial" in name] == []


@pytest.mark.parametrize("damage", ["cut", "byte", "swapped"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    engine: Engine, database_url: str, empty_url: str, tmp_path: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "b"
    assert main(["backup", str(path), "--database-url", database_url]) == 0
    _DAMAGES[damage](path)

    assert main(["restore", str(path), "--database-url", empty_url]) == 1

    assert "expected" in capsys.readouterr().err
    if database_url.startswith("sqlite"):
        assert not Path(empty_url.removeprefix("sqlite:///")).exists()
    else:
        database = Database(empty_url)
        with database.sql.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0
        database.close()


def test_a_backup_of_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", str(tmp_path / "b"), "--data", str(tmp_path / "none")]) == 1

    assert "expected a database of Servicelane" in capsys.readouterr().err
    assert not (tmp_path / "b").exists()


class _Done:
    """How many cases there were when the backup began and when it ended."""

    def __init__(self) -> None:
        self.before = self.after = 0


def _before_and_during(engine: Engine, back_up: Callable[[], int]) -> _Done:
    done, stop = _Done(), threading.Event()
    for _ in range(20):
        build.a_case(engine, unit="hq")

    def start_cases() -> None:
        while not stop.is_set():
            build.a_case(engine, unit="hq")

    with ThreadPoolExecutor(3) as pool:
        loads = [pool.submit(start_cases) for _ in range(3)]
        try:
            while _counts(engine)[0] < 40:
                stop.wait(0.02)
            done.before = _counts(engine)[0]
            assert back_up() == 0
            done.after = _counts(engine)[0]
        finally:
            stop.set()
        for load in loads:
            load.result()
    return done


def _counts(engine: Engine) -> tuple[int, int]:
    def count(tx: Tx) -> tuple[int, int]:
        cases, events = (tx.execute(select(func.count()).select_from(table)).scalar_one() for table in (CASE, EVENT))
        return cases, events

    found: tuple[int, int] = engine._read(count)
    return found


def _rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.sql.connect() as connection:
        return {
            name: sorted(map(tuple, connection.execute(table.select())), key=repr)
            for name, table in metadata.tables.items()
            if name != "key_node"
        }


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def _swap(path: Path) -> None:
    """The same archive with one part of other content: its own checksum is right, the manifest's is not."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "unit.rows" if "unit.rows" in parts else "servicelane.db"
    with zipfile.ZipFile(path, "w") as archive:
        for other, content in parts.items():
            archive.writestr(other, content.replace(b"hq", b"qh") if other == name else content)


_DAMAGES: dict[str, Callable[[Path], None]] = {"cut": _cut, "byte": _flip, "swapped": _swap}


def _on_server(url: str, statement: str) -> None:
    database = Database(url)
    with database.sql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    database.close()
