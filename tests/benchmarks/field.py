"""Fills a PostgreSQL database to the size of the field: the generated network, open tasks and ended cases in bulk.

One open and one ended case of a five-task process are played for real; their rows are copied with new keys and dates
to the stores of the network. The copies are what queries and indexes meet; their chains are not meant to be verified.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from sqlalchemy import Connection, Table, text

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.reference.generated import NetworkSize
from engine.service import Engine
from engine.store.database import Database
from engine.store.schema import CASE, CASE_VARIABLE, ELEMENT_INSTANCE, EVENT, TASK
from tests.benchmarks.bench_http import FORM, TASKS, prepared
from tests.engine import build

NETWORK = NetworkSize(300, 10_000, 300, 50_000, 1)
_TABLES = (CASE, CASE_VARIABLE, ELEMENT_INSTANCE, TASK, EVENT)
_KEYS = ("case_key", "root_case_key", "scope_key", "variable_key", "element_instance_key", "task_key", "event_key")
_KEYS_A_CASE = 100
_AT_ONCE = 20_000


def fill(url: str, *, open_cases: int, ended_cases: int) -> None:
    """Load the network and copy the cases, with a line for each part and the seconds it took."""
    began = time.perf_counter()
    engine = prepared(url)
    engine.load_generated_network(NETWORK, told=lambda _name, _count: None)
    print(f"field: network in {time.perf_counter() - began:.0f} s", flush=True)
    templates = _open(engine), _ended(engine)
    engine.close()
    database = Database(url)
    base = 10**15
    for name, template, count in (("open", templates[0], open_cases), ("ended", templates[1], ended_cases)):
        began = time.perf_counter()
        for start in range(0, count, _AT_ONCE):
            with database.sql.begin() as connection:
                _copy(connection, template, base=base, first=start, count=min(_AT_ONCE, count - start))
        base += count * _KEYS_A_CASE
        print(f"field: {count} {name} cases in {time.perf_counter() - began:.0f} s", flush=True)
    with database.sql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    database.close()


def _open(engine: Engine) -> int:
    names = [f"t{number}" for number in range(TASKS)]
    body = build.START + "".join(build.user_task(name) for name in names) + build.END
    model = build.process(body + build.line("start", *names, "end"), process_id="field")
    engine.deploy([ModelFile("field.bpmn", model)], actor=SYSTEM)
    return engine.start_case(StartRequest(process_id="field", unit_code="hq"), actor=SYSTEM).case_key


def _ended(engine: Engine) -> int:
    key = engine.start_case(StartRequest(process_id="field", unit_code="hq"), actor=SYSTEM).case_key
    for _ in range(TASKS):
        task = engine.case_page(key, actor=SYSTEM).tasks[-1].task_key
        engine.complete_task(task, dict(FORM), actor=SYSTEM, from_form=False)
    return key


def _copy(connection: Connection, template: int, *, base: int, first: int, count: int) -> None:
    connection.execute(
        text(
            "CREATE TEMP TABLE IF NOT EXISTS place AS "
            "SELECT row_number() OVER (ORDER BY unit_id) - 1 AS n, unit_id, path FROM unit "
            "WHERE kind IN ('store', 'station', 'region', 'dealer')"
        )
    )
    places = int(connection.execute(text("SELECT count(*) FROM place")).scalar_one())
    numbers = _numbers(connection, template)
    for table in _TABLES:
        columns = [column.name for column in table.c]
        chosen = ", ".join(_expression(table, name, numbers) for name in columns)
        statement = (
            f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {chosen} FROM {table.name} AS source, "
            f"generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS g "
            f"JOIN place ON place.n = (g * 7919) % {places} "
            "WHERE source.case_key = :template"
        )
        values = {"first": first, "last": first + count - 1, "template": template, "base": base}
        connection.execute(text(statement), {name: values[name] for name in values if f":{name}" in statement})


def _expression(table: Table, name: str, numbers: dict[int, int]) -> str:
    source = f"source.{name}"
    if name in _KEYS:
        cases = " ".join(f"WHEN {key} THEN {number}" for key, number in numbers.items())
        return f"CAST(:base AS bigint) + g * {_KEYS_A_CASE} + CASE {source} {cases} END"
    if name in ("unit_id", "unit_path"):
        found = "place.unit_id" if name == "unit_id" else "place.path"
        return f"CASE WHEN {source} IS NULL THEN NULL ELSE {found} END"
    if name == "due_at":
        return "now() + ((g % 20000) - 4000) * interval '1 minute'"
    if name in ("created_at", "started_at", "ended_at", "recorded_at", "changed_at"):
        return f"{source} - (g % 500000) * interval '1 minute'"
    return "'F' || g" if name == "business_key" else source


def _numbers(connection: Connection, template: int) -> dict[int, int]:
    """A small number for each key of the template."""
    found: dict[int, int] = {}
    for key in _keys_of(connection, template):
        found.setdefault(key, len(found))
    assert len(found) < _KEYS_A_CASE, len(found)
    return found


def _keys_of(connection: Connection, template: int) -> Iterator[int]:
    for table in _TABLES:
        names = [column.name for column in table.c if column.name in _KEYS]
        query = text(f"SELECT {', '.join(names)} FROM {table.name} WHERE case_key = :template")
        for row in connection.execute(query, {"template": template}):
            yield from (key for key in row if key is not None)
