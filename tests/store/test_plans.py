"""No list that people open reads tables from end to end: the plan of each of its statements is asked for.

On PostgreSQL a few rows are cheaper read whole, so that is forbidden (`enable_seqscan`): a plan that still does it
has no index to use. On SQLite a table read whole is a SCAN without an index.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import event, text

from engine.actor import Actor
from engine.inbox import InboxQuery
from engine.search.request import Search
from engine.service import Engine
from engine.store import offers
from tests.conftest import ActorOf
from tests.engine import build

GROWING = ("task", "case_instance", "event", "element_instance", "case_variable", "case_share", "task_candidate")
IN_ORDER = (
    *("task_urgency", "task_due", "task_age", "task_offered_urgency", "task_offered_due", "task_offered_age"),
    *("case_started", "case_process_started", "case_trouble"),
)
"""Indexes in the order of a list: read from their begin until the page is full; the last one holds only what ails."""
PEOPLE = ("agent", "agent_lead", "technician", "dealer", "auditor", "region_manager")
Look = Callable[[Engine, Actor], object]


def _inbox(query: InboxQuery) -> Look:
    return lambda engine, actor: engine.inbox(query, actor=actor)


def _cases(**filters: str | bool) -> Look:
    wanted = Search(filter=dict(filters), sort=[{"field": "startDate", "order": "DESC"}], page={"limit": 50})
    return lambda engine, actor: engine.search("case", wanted, actor=actor)


LOOKS: dict[str, Look] = {
    "inbox": _inbox(InboxQuery()),
    "inbox by due date": _inbox(InboxQuery(sort="due")),
    "inbox by age": _inbox(InboxQuery(sort="created")),
    "inbox of a process": _inbox(InboxQuery(process_id="p")),
    "inbox of a unit": _inbox(InboxQuery(unit="station_sh")),
    "counts": lambda engine, actor: engine.inbox_counts(actor=actor),
    "cases": _cases(),
    "cases of a process": _cases(processDefinitionId="p", state="ACTIVE"),
    "case by business key": _cases(businessId="F1"),
}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """Some cases, and no reading of whole tables where there is another way."""
    build.deployed(engine, build.one_task(role="agent,agent_lead"))
    for number in range(20):
        build.a_case(engine, unit="station_sh", business_key=f"F{number}")
    if not engine.database.is_sqlite:  # nobody analyses SQLite, which then takes an index wherever there is one
        with engine.database.sql.begin() as connection:
            connection.execute(text("ANALYZE"))
            for way in ("seqscan", "hashjoin", "mergejoin"):  # what a few rows make cheap
                connection.execute(text(f"ALTER DATABASE {engine.database.url.database} SET enable_{way} = off"))
        engine.database.sql.dispose()
    return engine


def whole_reads(engine: Engine, look: Callable[[], object]) -> list[str]:
    """The lines of plans of `look` that read a growing table from end to end."""
    return [line for plan, statement in plans(engine, look) for line in _whole(plan, statement)]


def plans(engine: Engine, look: Callable[[], object]) -> list[tuple[list[str], str]]:
    """The plan of each statement of `look`, and the statement."""
    asked: list[tuple[str, object]] = []

    def keep(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("SELECT") and (parameters or not set("%?") & set(statement)):
            asked.append((statement, parameters))

    event.listen(engine.database.sql, "before_cursor_execute", keep)
    look()
    event.remove(engine.database.sql, "before_cursor_execute", keep)
    explain = "EXPLAIN QUERY PLAN " if engine.database.is_sqlite else "EXPLAIN "
    with engine.database.sql.connect() as connection:
        return [
            ([str(row[-1]).strip() for row in connection.exec_driver_sql(explain + statement, parameters)], statement)
            for statement, parameters in asked
        ]


def _whole(plan: list[str], statement: str) -> list[str]:
    pairs = zip(plan, [*plan[1:], ""], strict=True)
    return [line for line, next_line in pairs if _is_whole(line, next_line, statement)]


def _is_whole(line: str, next_line: str, statement: str) -> bool:
    """A table read row by row, or along an index that is not in the order asked for, with nothing to begin at."""
    scanned = re.search(
        r"(?:Seq Scan on|SCAN|Index.* Scan using (?P<index>\w+) on) (?P<table>\w+)(?: USING.* INDEX (?P<of>\w+))?", line
    )
    if scanned is None or "Index Cond" in next_line:
        return False
    aliased = re.search(rf"(\w+) AS {scanned['table']}\b", statement)
    table = aliased[1] if aliased else scanned["table"]
    return table in GROWING and (scanned["index"] or scanned["of"]) not in IN_ORDER


@pytest.mark.parametrize("person", PEOPLE)
def test_no_list_reads_a_growing_table_from_end_to_end(filled: Engine, actor: ActorOf, person: str) -> None:
    reader = actor(person)

    found = {name: whole_reads(filled, lambda look=look: look(filled, reader)) for name, look in LOOKS.items()}

    assert [f"{name}: {read}" for name, reads in found.items() for read in reads] == []


@pytest.mark.parametrize("look", [name for name in LOOKS if name.startswith(("inbox", "counts"))])
def test_frequent_offers_are_read_from_the_tasks_that_have_some(
    filled: Engine, actor: ActorOf, look: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not from `task_candidate`, where those of ended tasks stay; only for a person by name, or very many roles."""
    monkeypatch.setattr(offers, "SELDOM", 0)
    lead = actor("agent_lead")

    found = [line for plan, _ in plans(filled, lambda: LOOKS[look](filled, lead)) for line in plan]

    assert any("task_offered_" in line or "task_process" in line for line in found)
    assert whole_reads(filled, lambda: LOOKS[look](filled, lead)) == []


@pytest.mark.parametrize("person", PEOPLE)
def test_cases_in_trouble_are_found_from_those_with_incidents(filled: Engine, actor: ActorOf, person: str) -> None:
    reader, look = actor(person), _cases(hasIncident=True)

    found = [line for plan, _ in plans(filled, lambda: look(filled, reader)) for line in plan]

    assert any("case_trouble" in line for line in found)
    assert not any(re.search(r"(Seq Scan on|SCAN) case_instance(?!.* case_(trouble|started))", line) for line in found)


@pytest.mark.ails
def test_a_list_without_its_index_is_noticed(filled: Engine, actor: ActorOf) -> None:
    with filled.database.sql.begin() as connection:
        for name in ("task_inbox", "task_urgency", "task_due", "task_age", "task_assignee"):
            connection.execute(text(f"DROP INDEX {name}"))

    found = whole_reads(filled, lambda: filled.inbox(InboxQuery(queue="team"), actor=actor("agent")))

    assert any("task" in read for read in found)
