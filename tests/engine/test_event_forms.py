"""Events of the first form stand beside those of today: read, proven and continued; nothing is stored twice."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from sqlalchemy import event, text

from engine.actor import SYSTEM
from engine.history import chain
from engine.service import Engine
from engine.store.event_form import Facts, dense, details_of, facts_of, opened, sealed, value_names
from engine.store.events import Record
from engine.values import dump, dump_canonical
from tests.conftest import ActorOf, ailments
from tests.engine import build
from tests.engine.test_history import attack

SALT = "0123456789abcdef0123456789abcdef"


def _first_form(case_key, head, line, *, actor, at, operation_id):
    """A record as the first release wrote it."""
    digests = {name: chain.commitment(SALT, new, old) for name, (new, old) in line.values.items()}
    vault = {
        name: {"salt": SALT, "value": new, **({"old": old} if old is not None else {})}
        for name, (new, old) in line.values.items()
    }
    told = {
        "element": line.element_id, "details": line.details, "values": digests,
        "instance": None if line.element_instance_key is None else str(line.element_instance_key),
    }  # fmt: skip
    body = {
        "!": [str(case_key), head.seq + 1, head.hash.hex()], "v": 1, "type": line.type,
        "at": at.isoformat(timespec="microseconds"), "actor": actor.name, "actor_kind": actor.kind.value,
        "operation": operation_id, **{name: value for name, value in told.items() if value},
        **({} if line.unit_path is None else {"unit": line.unit_path}),
    }  # fmt: skip
    raw = dump_canonical(body)
    return Record(
        head.seq + 1, line.type, line.element_id or None, line.element_instance_key, line.unit_path,
        hashlib.sha256(raw).digest(), raw.decode(), dump(vault) if vault else None,
    )  # fmt: skip


@pytest.fixture
def old_case(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> int:
    """A case with one open task whose events are of the first form."""
    with monkeypatch.context() as context:
        context.setattr(chain, "_record", _first_form)
        build.deployed(engine, build.one_task())
        return build.a_case(engine, unit="hq", variables={"amount": 12, "phone": "138"})


def _complete(engine: Engine, actor: ActorOf, values: dict[str, object]) -> None:
    key = build.tasks(engine, actor("agent"))[0].task_key
    engine.complete_task(key, values, actor=actor("agent"), from_form=False)


def test_a_case_begun_in_the_first_form_goes_on_in_todays_and_is_whole(
    engine: Engine, actor: ActorOf, old_case: int
) -> None:
    _complete(engine, actor, {"amount": 13})

    with engine.database.sql.connect() as connection:
        forms = [body[0] for body in connection.execute(text("SELECT body FROM event ORDER BY case_seq")).scalars()]
    told = [entry.values for entry in engine.timeline(old_case, actor=actor("auditor")) if entry.values]
    assert "".join(forms).lstrip("{").strip("[") == ""
    assert set(forms) == {"{", "["}
    assert told == [{"amount": (12, None), "phone": ("138", None)}, {"amount": (13, 12)}]
    assert engine.verify_case(old_case, actor=actor("auditor")).ok
    assert ailments(engine) == []


@pytest.mark.ails
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET body = replace(body, 'amount', 'amounts') WHERE body LIKE '%amount%'",
        "UPDATE event SET vault = replace(vault, '138', '139') WHERE vault LIKE '%138%'",
        "UPDATE event SET actor = 'nobody' WHERE case_seq = 2",
    ],
)
def test_an_altered_event_of_the_first_form_is_found(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.setattr(chain, "_record", _first_form)
    build.deployed(sqlite_engine, build.one_task())
    case = build.a_case(sqlite_engine, unit="hq", variables={"amount": 12, "phone": "138"})
    assert sqlite_engine.verify_case(case, actor=SYSTEM).ok

    attack(sqlite_engine, statement)

    assert not sqlite_engine.verify_case(case, actor=SYSTEM).ok


@pytest.mark.ails
@pytest.mark.parametrize(
    "change",
    [
        "operation_id = '1'",
        "element_id = 'other'",
        "element_instance_key = 7",
        "event_type = 'task.skipped'",
        "body = replace(body, 'system', 'person')",
        """body = '["system"]'""",
        "body = '{}'",
        "body = 'x'",
        "body = '[1,2,3,4,5]'",
        """vault = '["00",[13]]'""",
        """vault = '["00",[]]'""",
        "vault = 'x'",
    ],
)
def test_what_a_column_alone_tells_cannot_be_changed_unseen(sqlite_engine: Engine, change: str) -> None:
    build.deployed(sqlite_engine, build.one_task())
    case = build.a_case(sqlite_engine, unit="hq", variables={"amount": 12})
    place = text("SELECT case_seq FROM event WHERE vault IS NOT NULL")
    with sqlite_engine.database.sql.connect() as connection:
        seq = connection.execute(place).scalar_one()

    attack(sqlite_engine, f"UPDATE event SET {change} WHERE vault IS NOT NULL")

    verdict = sqlite_engine.verify_case(case, actor=SYSTEM)
    assert (verdict.ok, verdict.first_break_seq) == (False, seq)


def test_facts_and_values_come_back_as_they_were_put_in() -> None:
    details = {"amount": Decimal("1.10"), "who": "王", "list": [1, None, True]}
    values = {"b": (Decimal("2.50"), None), "a": ([None], "old"), "c": (None, 3)}
    body = dense(Facts("person", details, tuple(values), "ab"))

    assert facts_of(body) == Facts("person", details, ("b", "a", "c"), "ab")
    assert opened(body, sealed(SALT, values)) == values
    assert list(value_names(body)) == ["b", "a", "c"]
    assert dense(Facts("system")) == '["system"]'


def test_an_event_that_tells_nothing_beyond_its_columns_has_no_details() -> None:
    assert details_of('["system"]') == {}
    assert opened('["system"]', None) == {}


def test_a_variable_written_again_unchanged_costs_no_statement_and_one_that_only_seems_equal_does(
    engine: Engine, actor: ActorOf
) -> None:
    build.deployed(engine, build.one_task())
    case = build.a_case(engine, unit="hq", variables={"same": 1, "seems": 1})
    statements: list[str] = []
    event.listen(engine.database.sql, "before_cursor_execute", lambda *told: statements.append(told[2]))

    _complete(engine, actor, {"same": 1, "seems": True})

    written = [statement for statement in statements if "case_variable" in statement and "INSERT" in statement]
    with engine.database.sql.connect() as connection:
        query = text("SELECT name, value FROM case_variable WHERE case_key = :key ORDER BY name")
        rows = [tuple(row) for row in connection.execute(query, {"key": case})]
    assert len(written) == 1
    assert rows == [("same", "1"), ("seems", "true")]


@pytest.mark.parametrize("zero", ["-0", "-0.00", "-0E+5", "0", "0.0"])
def test_every_zero_is_proven_as_it_was_written(engine: Engine, actor: ActorOf, zero: str) -> None:
    build.deployed(engine, build.one_task())
    build.a_case(engine, unit="hq", variables={"zero": Decimal(zero)})

    _complete(engine, actor, {"zero": Decimal(1), "other": Decimal(zero)})

    assert list(engine.examine_all(actor=SYSTEM)) == []
