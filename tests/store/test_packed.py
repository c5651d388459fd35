"""Long values of a history take less room on SQLite, and prove what they proved before."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from engine.actor import SYSTEM
from engine.service import Engine
from engine.store.types import Packed
from tests.engine import build

LONG = "压缩机噪音，已更换；客户要求周末上门。" * 12
SQLITE, POSTGRESQL = sqlite.dialect(), postgresql.dialect()


def _case(engine: Engine) -> int:
    build.deployed(engine, build.one_task())
    return build.a_case(engine, unit="hq", variables={"report": LONG, "short": "7"})


def _sql(engine: Engine, *statements: str) -> None:
    with engine.database.sql.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_long_vault_is_kept_in_fewer_bytes_and_read_as_it_was(sqlite_engine: Engine) -> None:
    case = _case(sqlite_engine)

    with sqlite_engine.database.sql.connect() as connection:
        query = text("SELECT typeof(vault), length(vault) FROM event WHERE event_type = 'variable.set'")
        kind, size = connection.execute(query).one()
    told = [entry.values for entry in sqlite_engine.timeline(case, actor=SYSTEM) if entry.type == "variable.set"]

    assert (kind, size < len(LONG)) == ("blob", True)
    assert told == [{"report": (LONG, None), "short": ("7", None)}]
    assert sqlite_engine.verify_case(case, actor=SYSTEM).ok


@pytest.mark.ails
def test_a_vault_of_before_is_read_as_it_stands(sqlite_engine: Engine) -> None:
    case = _case(sqlite_engine)
    with sqlite_engine.database.sql.connect() as connection:
        query = text("SELECT case_seq, vault FROM event WHERE event_type = 'variable.set'")
        seq, packed = connection.execute(query).one()
    plain = Packed().process_result_value(packed, SQLITE)
    with sqlite_engine.database.sql.begin() as connection:
        connection.execute(text("DROP TRIGGER event_vault_only_erased"))
        connection.execute(text("UPDATE event SET vault = :plain WHERE case_seq = :seq"), {"plain": plain, "seq": seq})

    assert sqlite_engine.verify_case(case, actor=SYSTEM).ok


@pytest.mark.ails
@pytest.mark.parametrize("bytes_", ["x'789c00'", "x'00'", "substr(vault, 1, 40)"])
def test_damaged_bytes_are_found_by_the_proof(sqlite_engine: Engine, bytes_: str) -> None:
    case = _case(sqlite_engine)
    _sql(
        sqlite_engine,
        "DROP TRIGGER event_vault_only_erased",
        f"UPDATE event SET vault = {bytes_} WHERE event_type = 'variable.set'",
    )

    verdict = sqlite_engine.verify_case(case, actor=SYSTEM)

    assert (verdict.ok, "altered" in verdict.reason) == (False, True)


@pytest.mark.parametrize("value", [None, "", "7" * (Packed.worth_it - 1), LONG, "é" * 4_000])
def test_what_is_packed_comes_back(value: str | None) -> None:
    for dialect in (SQLITE, POSTGRESQL):
        assert Packed().process_result_value(Packed().process_bind_param(value, dialect), dialect) == value


def test_postgresql_gets_the_text_itself() -> None:
    assert Packed().process_bind_param(LONG, POSTGRESQL) == LONG
