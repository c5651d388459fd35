"""What must hold after a load of `load.py`, whatever happened meanwhile: everything wrong, in words."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.store.database import Database
from engine.store.event_form import details_of
from engine.store.schema import CASE, CASE_VARIABLE, EVENT, JOB
from tests.reliability.load import MODEL, Load
from tests.reliability.stage import ailing

_PATIENCE_SECONDS = 60.0


def prepare(url: str) -> str:
    """Deploy the model; a token of somebody who may do everything in it."""
    engine = Engine(Database(url))
    engine.deploy([ModelFile("p.bpmn", MODEL)], actor=SYSTEM)
    operator = engine.actor_of_basic("operator", "demo", address="load")
    token = engine.add_personal_token("load", actor=operator)[0]
    engine.database.close()
    return token


def settled(url: str) -> list[str]:
    """Wait until no job is left; what is wrong when some are."""
    database, end = Database(url), time.monotonic() + _PATIENCE_SECONDS
    try:
        while time.monotonic() < end:
            try:
                with database.sql.connect().execution_options(servicelane_reads=True) as connection:
                    if connection.execute(select(JOB.c.job_key).where(JOB.c.ended_at.is_(None))).first() is None:
                        return []
            except OperationalError:  # not back yet
                database.sql.dispose()
            time.sleep(0.1)
        return ["jobs are left that no worker does"]
    finally:
        database.close()


def examined(url: str, load: Load) -> list[str]:
    """Everything that can be seen in the database, against what the clients saw."""
    engine = Engine(Database(url))
    wrong = ailing(engine)
    names: Counter[object] = Counter()
    with engine.database.sql.connect() as connection:
        cases = connection.execute(select(CASE.c.case_key, CASE.c.state)).all()
        for row in connection.execute(select(CASE_VARIABLE.c.value).where(CASE_VARIABLE.c.name == "name")):
            names[row.value] += 1
        wrong += attempts(connection)
    engine.database.close()
    wrong += [f"I1: case {name} was started {count} times" for name, count in names.items() if count > 1]
    wrong += [f"case {row.case_key} is {row.state}" for row in cases if row.state != "completed"]
    wrong += [f"I9: task {task} was won by {won}" for task, won in load.journal.winners.items() if len(won) != 1]
    started = sum(one.key.startswith("start-") for one in load.journal.acknowledged)
    if started != len(cases):
        wrong.append(f"I1: {started} cases were acknowledged, but there are {len(cases)}")
    return wrong


def attempts(connection: Connection) -> list[str]:
    """The result that a case took is that of the lease under which its job succeeded: what the fence is for."""
    query = select(CASE_VARIABLE.c.case_key, CASE_VARIABLE.c.value).where(CASE_VARIABLE.c.name == "attempt")
    taken = {row.case_key: row.value for row in connection.execute(query)}
    told = connection.execute(select(EVENT.c.case_key, EVENT.c.body).where(EVENT.c.event_type == "job.succeeded"))
    wrong = []
    for row in told:
        attempt = details_of(row.body)["attempt"]
        if taken.get(row.case_key) != str(attempt):
            wrong.append(f"fence: case {row.case_key} took attempt {taken.get(row.case_key)}, but {attempt} succeeded")
    return wrong


def outside(url: str, effects: Path) -> list[str]:
    """Each job had its effect at least once, and none that no job asked for."""
    seen = {int(line) for line in effects.read_text().split()} if effects.exists() else set()
    database = Database(url)
    with database.sql.connect() as connection:
        asked = set(connection.execute(select(JOB.c.element_instance_key).where(JOB.c.type == "work")).scalars())
    database.close()
    return [f"outside: {len(seen ^ asked)} effects do not match their jobs"] if seen != asked else []
