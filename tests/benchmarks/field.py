"""Fills a database to the size of the field: `python -m tests.benchmarks.field --database-url postgresql://…`.

The generated network, open tasks and ended cases, as the engine would have written them in a year and a half: what
`servicelane doctor` and `servicelane verify` say of them is true. Cases go in by parts, each one transaction, and
what is there is not made again: a run that was stopped goes on where it was, one with a larger size adds the rest.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from engine.service import Engine
from engine.store.database import Database
from engine.store.migrate import upgrade
from tests.benchmarks import field_network
from tests.benchmarks.field_copies import Template
from tests.benchmarks.field_models import Played, play
from tests.benchmarks.field_network import Places, template_place
from tests.benchmarks.field_writing import Part, write

PART = 1_000
_OPEN_FOR, _LONGEST = timedelta(days=60), timedelta(days=4)
_LAST_PART_OF_ENDED = 1_000_000
_STRIDE = 617


@dataclass(frozen=True, slots=True)
class FieldSize:
    """How many cases; the same dealers and stores as in `measures.md` unless fewer are said."""

    open_cases: int
    ended_cases: int
    dealers: int = 300
    stores: int = 20_000


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a run that goes on must know. Moments in milliseconds since 1970."""

    node: int
    ended_from: int
    ended_until: int
    open_until: int
    played: list[Played]


def fill(url: str, size: FieldSize) -> None:
    """Bring the database to that size, with a line of progress now and then."""
    began = time.perf_counter()
    database = Database(url)
    upgrade(database)
    engine = Engine(database)
    engine.load_demo_network()
    field_network.load(engine, dealers=size.dealers, stores=size.stores)
    places = Places(engine)
    plan = _plan(engine, places)
    with database.sql.connect() as connection:
        done = set(connection.execute(text("SELECT part FROM bench_field_part")).scalars())
    wanted = [part for part in _parts(size) if part not in done]
    played = plan.played if wanted else []
    templates = [Template(engine, one, template_place(places), places) for one in played]
    _say(f"network and {len(plan.played)} played cases in {time.perf_counter() - began:.0f} s")
    _fill(database, wanted, lambda number: _part(number, plan, templates, places))
    _tidy(database)
    engine.close()
    _say(f"{size.open_cases} open and {size.ended_cases} ended cases are there, {time.perf_counter() - began:.0f} s")


def _parts(size: FieldSize) -> list[int]:
    """Parts of open cases, then those of ended ones."""
    ended = range(-(-size.ended_cases // PART))
    return [*(_LAST_PART_OF_ENDED + number for number in range(-(-size.open_cases // PART))), *ended]


def _fill(database: Database, wanted: Sequence[int], made: Callable[[int], Part]) -> None:
    """Make one part while the one before it is written."""
    began = told = time.perf_counter()
    rows = bytes_written = 0
    with ThreadPoolExecutor(1) as writer:
        writing: Future[tuple[int, int]] | None = None
        for count, number in enumerate(wanted, start=1):
            part = made(number)
            if writing is not None:
                found = writing.result()
                rows, bytes_written = rows + found[0], bytes_written + found[1]
            writing = writer.submit(write, database, part)
            if time.perf_counter() - told > 15 or count == len(wanted):
                told, seconds = time.perf_counter(), time.perf_counter() - began
                left = seconds / count * (len(wanted) - count)
                _say(
                    f"{count} of {len(wanted)} parts of {PART} cases, {rows / seconds:,.0f} rows/s, "
                    f"{bytes_written / seconds / 2**20:.1f} MB/s, {left / 60:.0f} min left"
                )
        if writing is not None:
            writing.result()


def _part(number: int, plan: _Plan, templates: Sequence[Template], places: Places) -> Part:
    """The cases of one part; the same each time it is made."""
    is_ended = number < _LAST_PART_OF_ENDED
    chance = random.Random(number)
    chosen = [template for template in templates if template.is_ended == is_ended]
    drawn = chance.choices(chosen, [template.weight for template in chosen], k=PART)
    part = Part(number, {})
    for template, case in zip(drawn, _cases(number, plan, is_ended, chance), strict=True):
        base_ms, name = case
        began = datetime.fromtimestamp(base_ms // 1000, UTC).replace(microsecond=base_ms % 1000 * 1000 + 137)
        part.add(template, template.marks(places.draw(chance, name), began, base_ms, plan.node))
    return part


def _cases(number: int, plan: _Plan, is_ended: bool, chance: random.Random) -> Iterator[tuple[int, str]]:
    """(milliseconds of its begin, business key): any number of parts is spread evenly, no two cases begin together."""
    first, last = (plan.ended_from, plan.ended_until) if is_ended else (plan.ended_until, plan.open_until)
    most = 5_000 if is_ended else 1_000
    index = number % _LAST_PART_OF_ENDED
    width = (last - first) // most
    assert index < most, f"expected at most {most * PART} cases"
    slot = index * _STRIDE % most
    for place, moment in enumerate(sorted(chance.sample(range(width), PART))):
        letter = "E" if is_ended else "F"
        yield first + slot * width + moment, f"{letter}{index * PART + place:07}"


def _plan(engine: Engine, places: Places) -> _Plan:
    """The plan of this database, made and kept by the first run."""
    with engine.database.sql.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS bench_field_plan (plan TEXT NOT NULL)"))
        connection.execute(text("CREATE TABLE IF NOT EXISTS bench_field_part (part INTEGER PRIMARY KEY)"))
        kept = connection.execute(text("SELECT plan FROM bench_field_plan")).scalar_one_or_none()
    if kept is not None:
        told = json.loads(kept)
        return _Plan(**{**told, "played": [Played(**one) for one in told["played"]]})
    now = engine.clock()
    until = now - _LONGEST
    plan = _Plan(
        node=engine.new_key() >> 12 & 1023, ended_from=_ms(now - timedelta(days=600)),
        ended_until=_ms(until - _OPEN_FOR), open_until=_ms(until), played=list(play(engine, template_place(places))),
    )  # fmt: skip
    with engine.database.sql.begin() as connection:
        connection.execute(text("INSERT INTO bench_field_plan VALUES (:plan)"), {"plan": json.dumps(asdict(plan))})
    return plan


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _tidy(database: Database) -> None:
    """What autovacuum would have done in the year that was left out."""
    if not database.is_sqlite:
        with database.sql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE)"))


def _say(line: str) -> None:
    print(f"field: {line}", flush=True)


def main() -> None:
    """Read the size and fill."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.field", description=__doc__)
    parser.add_argument("--database-url", required=True)
    parser.add_argument("--open", type=int, default=500_000, help="open cases, each with one open task")
    parser.add_argument("--ended", type=int, default=200_000, help="ended cases of five tasks")
    parser.add_argument("--dealers", type=int, default=300)
    parser.add_argument("--stores", type=int, default=20_000)
    given = parser.parse_args()
    fill(given.database_url, FieldSize(given.open, given.ended, given.dealers, given.stores))


if __name__ == "__main__":
    main()
