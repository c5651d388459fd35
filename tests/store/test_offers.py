"""Tasks that are offered further: triggers keep what the inbox knows of them, whoever writes."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from engine.actor import SYSTEM
from engine.service import Engine
from engine.store.migrate import upgrade
from engine.store.offers import MANY, offered_to
from tests.conftest import ActorOf
from tests.engine import build
from tests.store.test_migrations import SCRIPTS


def _offered_case(engine: Engine) -> int:
    """A case whose task is the agents' and offered to their leads; its task."""
    build.deployed(engine, build.one_task(role="agent,agent_lead"))
    return engine.case_page(build.a_case(engine, unit="hq"), actor=SYSTEM).tasks[0].task_key


def _offer(engine: Engine, task_key: int) -> str | None:
    """What stands in the task."""
    with engine.database.sql.connect() as connection:
        found: str | None = connection.execute(
            text("SELECT offered_to FROM task WHERE task_key = :key"), {"key": task_key}
        ).scalar_one()
    return found


def _sql(engine: Engine, statement: str, **parameters: object) -> None:
    with engine.database.sql.begin() as connection:
        connection.execute(text(statement), parameters)


def test_a_further_role_finds_the_task_until_it_ends(engine: Engine, actor: ActorOf) -> None:
    task = _offered_case(engine)
    lead = actor("agent_lead")
    assert [row.task_key for row in build.tasks(engine, lead)] == [task]
    assert _offer(engine, task) == "|agent_lead|"

    engine.complete_task(task, {}, actor=SYSTEM, from_form=False)

    assert build.tasks(engine, lead) == ()


def test_a_task_for_one_role_is_not_offered(engine: Engine) -> None:
    build.deployed(engine, build.one_task(role="agent"))
    task = engine.case_page(build.a_case(engine, unit="hq"), actor=SYSTEM).tasks[0].task_key

    assert _offer(engine, task) is None


def test_what_a_server_of_the_version_before_offers_is_found(engine: Engine, actor: ActorOf) -> None:
    """It writes candidates and knows nothing of `offered_to`."""
    build.deployed(engine, build.one_task(role="agent"))
    task = engine.case_page(build.a_case(engine, unit="hq"), actor=SYSTEM).tasks[0].task_key
    lead = actor("agent_lead")
    assert build.tasks(engine, lead) == ()

    _sql(engine, "INSERT INTO task_candidate (task_key, kind, name) VALUES (:key, 'role', 'agent_lead')", key=task)

    assert [row.task_key for row in build.tasks(engine, lead)] == [task]
    assert engine.inbox_counts(actor=lead)["team"] == 1

    _sql(engine, "DELETE FROM task_candidate WHERE task_key = :key", key=task)

    assert build.tasks(engine, lead) == ()


def test_a_role_whose_name_only_looks_alike_is_not_asked(engine: Engine, actor: ActorOf) -> None:
    task = _offered_case(engine)
    for name in ("agentXlead", "AGENT_LEAD", "agent_leader"):
        _sql(engine, "UPDATE task_candidate SET name = :name WHERE task_key = :key", name=name, key=task)
        _sql(engine, "UPDATE task SET offered_to = :text WHERE task_key = :key", text=f"|{name}|", key=task)

        assert build.tasks(engine, actor("agent_lead")) == (), name


def test_a_task_for_very_many_roles_is_found_by_its_candidates(engine: Engine, actor: ActorOf) -> None:
    build.deployed(engine, build.one_task(role="agent"))
    task = engine.case_page(build.a_case(engine, unit="hq"), actor=SYSTEM).tasks[0].task_key

    for number in range(60):
        _sql(
            engine, "INSERT INTO task_candidate (task_key, kind, name) VALUES (:key, 'role', :name)",
            key=task, name=f"a_role_with_a_long_name_{number:030}",
        )  # fmt: skip
    _sql(engine, "INSERT INTO task_candidate (task_key, kind, name) VALUES (:key, 'role', 'agent_lead')", key=task)

    assert _offer(engine, task) == MANY
    assert [row.task_key for row in build.tasks(engine, actor("agent_lead"))] == [task]


@pytest.mark.parametrize("count", [1, 2, 30])
def test_what_the_engine_writes_is_what_the_triggers_would(count: int) -> None:
    rows = [{"task_key": 7, "kind": "role", "name": f"a_role_with_a_long_name_{n:030}"} for n in range(count)]

    assert offered_to([*rows, {"task_key": 8, "kind": "user", "name": "li"}]) == {
        7: MANY if count == 30 else "|" + "".join(f"{row['name']}|" for row in rows)
    }


@pytest.mark.ails
def test_the_migration_knows_the_offers_of_before(engine: Engine, actor: ActorOf) -> None:
    ended, waiting = _offered_case(engine), _offered_case(engine)
    engine.complete_task(ended, {}, actor=SYSTEM, from_form=False)
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with engine.database.sql.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0012-1")

    upgrade(engine.database)

    assert _offer(engine, waiting) == "|agent_lead|"
    assert [row.task_key for row in build.tasks(engine, actor("agent_lead"))] == [waiting]
