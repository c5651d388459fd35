"""Cases with hundreds of scopes: their variables are read where they are needed, and nothing is lost by that."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.errors import Conflict
from engine.inbox import InboxQuery
from engine.process.machine import variables
from engine.service import Engine
from engine.store import case_variables, cases
from engine.store.database import Tx
from engine.store.schema import INCIDENT, TASK
from engine.values import Values
from tests.conftest import ActorOf
from tests.engine import build

SIZE = 120


def a_wide_case(engine: Engine, *, until: str = "") -> int:
    """A case with `SIZE` tasks, each with an item of its own."""
    condition = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        f'<zeebe:loopCharacteristics inputCollection="=for i in 1..{SIZE} return {{n: i}}" inputElement="item" '
        'outputCollection="all" outputElement="={n: item.n, got: answer}"/></bpmn:extensionElements>'
        f"{condition}</bpmn:multiInstanceLoopCharacteristics>"
    )
    after = build.user_task("after")
    body = build.START + build.user_task("ask", inside=loop) + after + build.END
    build.deployed(engine, build.process(body + build.line("start", "ask", "after", "end")))
    return build.a_case(engine, unit="hq", variables={"answer": "of the case"})


def open_tasks(engine: Engine) -> list[int]:
    """Every open task, oldest first."""
    query = select(TASK.c.task_key).where(TASK.c.state == "open").order_by(TASK.c.task_key)
    with engine.database.sql.connect() as connection:
        return list(connection.execute(query).scalars())


def read(engine: Engine, case_key: int) -> dict[int, Values]:
    """The stored variables, read all at once."""
    return engine._read(lambda tx: dict(cases.variables(tx, case_key)))


def test_every_instance_of_a_wide_case_completes_with_the_value_of_its_own(engine: Engine, actor: ActorOf) -> None:
    case = a_wide_case(engine)

    while len(tasks := open_tasks(engine)) > 1:
        for task in tasks[::-1]:
            engine.complete_task(task, {"answer": "x"}, actor=actor("agent"), from_form=False)

    assert read(engine, case)[case]["all"] == [{"n": number, "got": "x"} for number in range(1, SIZE + 1)]


def test_ending_the_rest_of_a_wide_case_leaves_no_variables_of_it_behind(engine: Engine, actor: ActorOf) -> None:
    case = a_wide_case(engine, until="=item.n = 7")
    seventh = open_tasks(engine)[6]

    engine.complete_task(seventh, {"answer": "x"}, actor=actor("agent"), from_form=False)

    assert set(read(engine, case)) == {case}


def test_a_second_completion_of_one_of_many_is_a_conflict(engine: Engine, actor: ActorOf) -> None:
    a_wide_case(engine)
    task = open_tasks(engine)[50]
    engine.complete_task(task, {}, actor=actor("agent"), from_form=False)

    with pytest.raises(Conflict):
        engine.complete_task(task, {}, actor=actor("agent"), from_form=False)


def test_one_completion_of_many_reads_a_handful_of_scopes(
    engine: Engine, actor: ActorOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_wide_case(engine)
    task = open_tasks(engine)[50]
    known: list[case_variables.StoredScopes] = []
    scopes_of = case_variables.StoredScopes

    def kept(tx: Tx, case_key: int) -> case_variables.StoredScopes:
        known.append(scopes_of(tx, case_key))
        return known[-1]

    monkeypatch.setattr(case_variables, "StoredScopes", kept)
    engine.complete_task(task, {"answer": {"large": "x" * 5_000}}, actor=actor("agent"), from_form=False)

    assert known
    assert all(scopes.read_count < 8 for scopes in known)


def test_d4_the_limit_for_all_variables_counts_those_that_were_not_read(
    engine: Engine, actor: ActorOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_wide_case(engine)
    monkeypatch.setattr(variables, "MAX_CASE_BYTES", 1_500)

    task = open_tasks(engine)[0]
    engine.complete_task(task, {"answer": [1]}, actor=actor("agent"), from_form=False)

    with engine.database.sql.connect() as connection:
        types = connection.execute(select(INCIDENT.c.error_type).where(INCIDENT.c.case_key == case)).scalars().all()
    assert types == ["MESSAGE_SIZE_EXCEEDED"]


def test_an_inbox_of_more_than_a_page_leads_on_to_the_next(engine: Engine, actor: ActorOf) -> None:
    a_wide_case(engine)
    first = engine.inbox(InboxQuery(queue="team", sort="created", limit=100), actor=actor("agent"))
    second = engine.inbox(InboxQuery(queue="team", sort="created", after=first.next_after), actor=actor("agent"))

    assert len({task.task_key for task in (*first.items, *second.items)}) == SIZE
