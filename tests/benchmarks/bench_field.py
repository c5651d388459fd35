"""P4, the case pages, P1 and P5 on a database of field size; `make bench-field` fills one first, or goes on with it.

BENCH_DATABASE_URL names a PostgreSQL database that may be kept: filled once, measured again and again. P4 is also
taken on SQLite at the size of a small house. What is timed is HTTP from request to answer, sign-in included.
"""

from __future__ import annotations

import json
import os
import tempfile
import time

from sqlalchemy import text

from engine.store.database import Database
from tests.benchmarks import bench_http, bench_intake
from tests.benchmarks.bench_http import postgres, servers
from tests.benchmarks.client import Client
from tests.benchmarks.field import FieldSize, fill
from tests.benchmarks.field_network import AUDITOR, WIDE
from tests.benchmarks.floor import pgbench_floor
from tests.benchmarks.machine import load, spread

OPEN = int(os.environ.get("BENCH_FIELD_OPEN", "500000"))
ENDED = int(os.environ.get("BENCH_FIELD_ENDED", "200000"))
SMALL = int(os.environ.get("BENCH_FIELD_SQLITE", "20000"))
LOOKS = int(os.environ.get("BENCH_FIELD_LOOKS", "100"))
PEOPLE = {
    "technician of a station": "sta0001_t1",
    "dealer": "dea0001",
    "manager of a region": "rm_central",
    "headquarters, five roles over all": WIDE,
    "auditor": AUDITOR,
}
_INBOX = {
    "inbox, first page": "/api/v1/inbox?queue=team",
    "inbox of one process": "/api/v1/inbox?queue=team&process=field_repair",
    "inbox of a process of few tasks": "/api/v1/inbox?queue=team&process=intake",
    "inbox of headquarters alone": "/api/v1/inbox?queue=team&unit=hq",
    "inbox by due date": "/api/v1/inbox?queue=team&sort=due",
    "counts of the queues": "/api/v1/inbox/counts",
}


def main() -> None:
    """Fill, then print P4 on both databases, P1, P5 and P7's case page on PostgreSQL."""
    if SMALL:
        with tempfile.TemporaryDirectory(prefix="servicelane-bench-") as folder:
            url = f"sqlite:///{folder}/field.db"
            fill(url, FieldSize(SMALL, SMALL // 4, dealers=30, stores=800))
            print(f"SQLite, {SMALL} open tasks; {load()}")
            _look(url)
    if OPEN:
        with postgres() as url:
            fill(url, FieldSize(OPEN, ENDED))
            print(f"PostgreSQL, {_size(url)}; {load()}")
            _look(url)
            result, rate = bench_http.rate_of([url, url], clients=8)
            floor = pgbench_floor(url)
            print(f"P1 at field size: {result}; pgbench, the same row work: {floor:.0f}/s, ratio {rate / floor:.2f}")
            print(f"P5 at field size: {bench_intake.measure(url)}; {load()}")


def _look(url: str) -> None:
    with servers([url]) as (address,):
        for person, username in PEOPLE.items():
            client = Client(address, username=username)
            for what, path in _INBOX.items():
                if username != AUDITOR:
                    print(f"P4 {what}, {person}: {_times(client, path)}", flush=True)
            for what, body in _SEARCHES.items():
                print(f"P4 {what}, {person}: {_times(client, '/v2/process-instances/search', body)}", flush=True)
            client.close()
        client = Client(address, username=AUDITOR)
        key = json.loads(client.post("/v2/process-instances/search", _SEARCHES["ended cases"]))["items"][0]
        for what, path in (("case page", ""), ("history of a case", "/timeline")):
            told = _times(client, f"/api/v1/cases/{key['processInstanceKey']}{path}")
            print(f"P7 {what}, auditor: {told}", flush=True)
        client.close()


_NEWEST = {"sort": [{"field": "startDate", "order": "DESC"}], "page": {"limit": 50}}
_SEARCHES: dict[str, dict[str, object]] = {
    "cases, newest first": _NEWEST,
    "ended cases": {**_NEWEST, "filter": {"state": "COMPLETED", "processDefinitionId": "field_order"}},
    "case by its number": {**_NEWEST, "filter": {"businessId": "F0001234"}},
}


def _times(client: Client, path: str, body: object = None) -> str:
    seconds = []
    for number in range(LOOKS + 1):
        began = time.perf_counter()
        client.get(path) if body is None else client.post(path, body)
        if number:
            seconds.append(time.perf_counter() - began)
    return spread(seconds)


def _size(url: str) -> str:
    database = Database(url)
    with database.sql.connect() as connection:
        query = text(
            "SELECT relname, reltuples::bigint FROM pg_class WHERE relname IN ('task', 'event', 'case_instance')"
        )
        counts = {row[0]: row[1] for row in connection.execute(query)}
        open_tasks = connection.execute(text("SELECT count(*) FROM task WHERE state = 'open'")).scalar_one()
        size = connection.execute(text("SELECT pg_size_pretty(pg_database_size(current_database()))")).scalar_one()
    database.close()
    return (
        f"{open_tasks:,} open of {counts['task']:,} tasks, {counts['case_instance']:,} cases, "
        f"{counts['event']:,} events, {size}"
    )
