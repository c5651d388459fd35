"""The chain of a case: whole, or the first break is named."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from engine.actor import SYSTEM
from engine.errors import Forbidden
from engine.history.chain import Line, link
from engine.service import Engine
from engine.store.events import Head
from tests.conftest import NOON, ActorOf
from tests.engine import build

GUARDS = ("event_no_update", "event_no_delete", "event_vault_only_erased")


def a_history(engine: Engine, actor: ActorOf) -> int:
    """A case with a dozen events."""
    build.deployed(engine, build.one_task())
    case = build.a_case(engine, unit="hq", variables={"amount": 12})
    key = build.tasks(engine, actor("agent"))[0].task_key
    engine.claim_task(key, actor=actor("agent"))
    engine.complete_task(key, {"amount": 13}, actor=actor("agent"), from_form=False)
    return case


def attack(engine: Engine, statement: str) -> None:
    """What somebody with the database's own password could do."""
    with engine.database.sql.begin() as connection:
        for guard in GUARDS:
            connection.execute(text(f"DROP TRIGGER {guard}"))
        connection.execute(text(statement))


def test_a_case_that_nobody_touched_is_whole(engine: Engine, actor: ActorOf) -> None:
    case = a_history(engine, actor)

    verdict = engine.verify_case(case, actor=actor("auditor"))

    assert (verdict.ok, verdict.checked_count) == (True, len(engine.timeline(case, actor=SYSTEM)))


@pytest.mark.ails
@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE event SET body = replace(body, 'agent', 'nobody') WHERE case_seq = 5", 5),
        ("UPDATE event SET actor = 'nobody' WHERE case_seq = 5", 5),
        ("UPDATE event SET vault = replace(vault, '13', '31') WHERE vault LIKE '%13%'", None),
        ("DELETE FROM event WHERE case_seq = 4", 4),
        ("DELETE FROM event WHERE case_seq = (SELECT max(case_seq) FROM event)", None),
        ("UPDATE event SET recorded_at = '2020-01-01 00:00:00.000000' WHERE case_seq = 2", 2),
        ("UPDATE event SET unit_path = '/' WHERE case_seq = 3", 3),
    ],
)
def test_every_change_behind_our_back_is_found_and_its_place_named(
    sqlite_engine: Engine, statement: str, seq: int | None
) -> None:
    engine = sqlite_engine
    case = a_history(engine, ActorOf(engine))

    attack(engine, statement)

    verdict = engine.verify_case(case, actor=SYSTEM)
    assert not verdict.ok
    assert verdict.reason
    assert seq is None or verdict.first_break_seq == seq


@pytest.mark.ails
def test_a_case_that_vanished_with_its_head_is_found_by_its_events(sqlite_engine: Engine) -> None:
    case = a_history(sqlite_engine, ActorOf(sqlite_engine))

    attack(sqlite_engine, "DELETE FROM case_instance")

    broken = [verdict for verdict in sqlite_engine.verify_all(actor=SYSTEM) if not verdict.ok]
    assert [verdict.case_key for verdict in broken] == [case]


def test_verifying_everything_is_for_auditors(engine: Engine, actor: ActorOf) -> None:
    with pytest.raises(Forbidden):
        engine.verify_all(actor=actor("agent"))


def test_an_event_of_an_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match=r"task\.fumbled"):
        link(1, Head(), [Line("task.fumbled")], actor=SYSTEM, at=NOON, operation_id="o")


def test_old_and_new_value_of_every_write_are_in_the_history(engine: Engine, actor: ActorOf) -> None:
    case = a_history(engine, actor)

    written = [entry.values for entry in engine.timeline(case, actor=actor("auditor")) if entry.type == "variable.set"]

    assert written == [{"amount": (12, None)}, {"amount": (13, 12)}]


def test_of_a_collection_each_output_is_told_not_the_whole_list_again(engine: Engine, actor: ActorOf) -> None:
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
        'inputCollection="=[1, 2]" inputElement="n" outputCollection="all" outputElement="=answer"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )
    body = build.START + build.user_task("ask", inside=loop) + build.END + build.line("start", "ask", "end")
    build.deployed(engine, build.process(body))
    case = build.a_case(engine, unit="hq")
    for task in build.tasks(engine, actor("agent")):
        engine.complete_task(task.task_key, {"answer": "yes"}, actor=actor("agent"), from_form=False)

    told = [entry.values for entry in engine.timeline(case, actor=actor("auditor")) if entry.type == "variable.set"]

    outputs = [values for values in told if values and any(name.startswith("all") for name in values)]
    assert outputs == [
        {"all": ([None, None], None)},
        {"all[1]": ("yes", None)},
        {"all[2]": ("yes", None)},
        {"all": (["yes", "yes"], None)},
    ]
