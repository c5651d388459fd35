"""Databases for scenarios, and lives on them: one undisturbed, others that end at a chosen point and go on again."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import text

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.store.schema import CASE, EVENT
from engine.store.tables import metadata
from tests.conftest import NOON, with_name
from tests.reliability.faults import Died
from tests.reliability.play import Ledger, Play, Theatre
from tests.reliability.scenarios import Scenario

USERS = ("admin", "operator", "agent_lead")
CHANGES_MODELS = ("a_new_version_beside_running_cases", "reference_data_that_is_imported", "a_timer_that_starts_cases")
OF_CASES = (
    *("case_instance", "case_variable", "element_instance", "case_share", "incident", "decision_instance", "task"),
    *("task_candidate", "job", "timer", "subscription", "message", "message_correlation", "document", "event"),
    *("idempotent_answer", "notification"),
)
"""tables that scenarios fill"""
_DOCTOR_SKIPS = ("schema", "late")
Shape = list[tuple[str, tuple[tuple[str, int], ...]]]


@dataclass(frozen=True, slots=True)
class Course:
    """How a scenario goes undisturbed: its history, what left the house, and how many points there are of each kind."""

    shape: Shape
    effects: frozenset[str]
    points: Counter[str]


class Stage:
    """Fresh databases with a scenario's models; `clone` makes one, `drop` removes it."""

    def __init__(
        self,
        template: str,
        clone: Callable[[str], str],
        drop: Callable[[str], None],
        empty: Callable[[str], None] | None = None,
    ) -> None:
        self._clone, self._drop, self._empty = clone, drop, empty
        self._arenas: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self._base = clone(template)
        self._with_models: dict[str, str] = {}
        self._courses: dict[str, Course] = {}
        self._theatre = Theatre(self._base)
        with _engine(self._base) as engine:
            for name in USERS:
                actor = engine.actor_of_basic(name, "demo", address="stage")
                self.tokens[name] = engine.add_personal_token("stage", actor=actor)[0]

    def close(self) -> None:
        """Remove every template."""
        self._theatre.database.close()
        for url in (*self._arenas.values(), *self._with_models.values(), self._base):
            self._drop(url)

    @contextmanager
    def fresh(self, scenario: Scenario) -> Iterator[str]:
        """A database in which the scenario has not begun."""
        if scenario.name not in self._with_models:
            url = self._with_models[scenario.name] = self._clone(self._base)
            with _engine(url) as engine:
                engine.deploy(scenario.files, actor=SYSTEM)
        made = self._with_models[scenario.name]
        if self._empty is None or scenario.name in CHANGES_MODELS:
            url = self._clone(made)
            try:
                yield url
            finally:
                self._theatre.database.sql.dispose()
                self._drop(url)
            return
        arena = self._arenas.setdefault(scenario.name, "") or self._clone(made)
        self._arenas[scenario.name] = arena
        self._empty(arena)
        yield arena

    def undisturbed(self, scenario: Scenario) -> Course:
        """Play it once without fault."""
        if scenario.name not in self._courses:
            self._courses[scenario.name] = self._undisturbed(scenario)
        return self._courses[scenario.name]

    def _undisturbed(self, scenario: Scenario) -> Course:
        with self.fresh(scenario) as url:
            ledger, clock = Ledger(), PinnedClock(NOON)
            play = self._life(url, clock, ledger)
            try:
                scenario.run(play)
                points = Counter(play.faults.seen)
                wrong = [*ledger.wrong, *ailing(play.engine)]
                assert wrong == [], f"expected an undisturbed course to be sound, but found {wrong}"
                return Course(shape_of(play.engine), frozenset(ledger.effects), points)
            finally:
                play.close()

    def disturbed(self, scenario: Scenario, course: Course, point: str, number: int, *, how: str) -> list[str]:
        """Play it with one fault; after a death examine, and play it again from the start under the same keys."""
        with self.fresh(scenario) as url:
            ledger, clock = Ledger(), PinnedClock(NOON)
            play = self._life(url, clock, ledger)
            play.faults.arm(point, number, how=how)
            try:
                try:
                    scenario.run(play)
                except Died:
                    play.close()
                    play = self._life(url, clock, ledger)
                    ledger.wrong += [f"after the fault: {one}" for one in ailing(play.engine)]
                    scenario.run(play)
                play.faults.forget()  # the last points may not be reached: how often a worker looks is by chance
                return [*ledger.wrong, *ailing(play.engine), *_differences(course, play.engine, ledger)]
            finally:
                play.close()

    def _life(self, url: str, clock: PinnedClock, ledger: Ledger) -> Play:
        return Play(self._theatre, url, clock=clock, begins=NOON, ledger=ledger, tokens=self.tokens)


def sqlite_stage(template: Path, folder: Path) -> Stage:
    """Copies of a file."""

    def clone(url: str) -> str:
        path = folder / f"{uuid4().hex}.db"
        shutil.copy(url.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def drop(url: str) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + ending).unlink(missing_ok=True)

    return Stage(f"sqlite:///{template}", clone, drop)


def postgres_stage(server: str, template: str) -> Stage:
    """Databases made of a template. Commits do not wait for the disk: it is our processes that die, not PostgreSQL."""

    def run(*statements: str) -> None:
        database = Database(server)
        with database.sql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.execute(text(statement))
        database.close()

    def name_of(url: str) -> str:
        return url.partition("?")[0].rsplit("/", 1)[1]

    def clone(url: str) -> str:
        name = f"stage_{uuid4().hex[:12]}"
        run(
            f"CREATE DATABASE {name} TEMPLATE {name_of(url)} STRATEGY WAL_LOG",
            f"ALTER DATABASE {name} SET synchronous_commit = off",
        )
        return with_name(server, name)

    def drop(_url: str) -> None:
        """Left to the end of the server: to drop a database takes a checkpoint, longer than a scenario."""

    return Stage(with_name(server, template), clone, drop, _empty_cases)


def _empty_cases(url: str) -> None:
    """Remove every case and what came with it, in one trip: much faster than a new database."""
    names = (table.name for table in reversed(metadata.sorted_tables) if table.name in OF_CASES)
    with psycopg.connect(url) as connection:
        connection.execute(
            "SET session_replication_role = replica;" + "".join(f"DELETE FROM {name};" for name in names)
        )


def ailing(engine: Engine) -> list[str]:
    """What the doctor says."""
    return [str(one) for one in engine.examine_all(actor=SYSTEM, skip=_DOCTOR_SKIPS)]


def shape_of(engine: Engine) -> Shape:
    """Every case by its process and how often what happened where; nothing that differs from run to run."""
    with engine.database.sql.connect() as connection:
        processes = dict(connection.execute(CASE.select().with_only_columns(CASE.c.case_key, CASE.c.process_id)).all())
        told = EVENT.select().with_only_columns(EVENT.c.case_key, EVENT.c.event_type, EVENT.c.element_id)
        counts: dict[int, Counter[str]] = {key: Counter() for key in processes}
        for row in connection.execute(told):
            counts[row.case_key][f"{row.event_type} {row.element_id or ''}"] += 1
    return sorted((processes[key], tuple(sorted(counts[key].items()))) for key in processes)


def _differences(course: Course, engine: Engine, ledger: Ledger) -> Iterator[str]:
    found = shape_of(engine)
    if found != course.shape:
        yield f"expected the history of the undisturbed course, but found {_first(found, course.shape)}"
    if len(ledger.effects) != len(course.effects):
        yield f"expected {len(course.effects)} effects outside, each under its key, but found {len(ledger.effects)}"


def _first(found: Shape, expected: Shape) -> str:
    if len(found) != len(expected):
        return f"{len(found)} cases instead of {len(expected)}"
    more = [set(one[1]) ^ set(other[1]) for one, other in zip(found, expected, strict=True) if one != other]
    return str(sorted(more[0])[:6])


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = Engine(Database(url), clock=PinnedClock(NOON), settings=EngineSettings(is_test_mode=True))
    try:
        yield engine
    finally:
        engine.database.close()
