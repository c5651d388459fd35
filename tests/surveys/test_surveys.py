"""Who may be asked, that nobody is asked twice, what is kept, and that "never again" is for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine.clock import PinnedClock
from engine.errors import Conflict
from engine.service import Engine
from workers.contract import BadInput, BpmnError, Done
from workers.handlers.surveys import (
    TakenMeanwhile,
    judge_eligibility,
    reserve_contact,
    sample_number,
    score_answer,
    stop_calls,
)

SURVEY = {"subject": "repair", "case_number": "R-1", "customer_code": "C0001", "unit": "station_sh"}


def write(engine: Engine, done: Done) -> None:
    """Do what the job would write with its completion."""
    assert done.writes is not None
    engine._write(done.writes)


def test_a_known_customer_is_reached_as_his_record_says(engine: Engine, make_job: Any) -> None:
    contact: Any = judge_eligibility(engine, make_job({"survey": SURVEY})).variables["contact"]

    assert contact["is_known"]
    assert contact["phone"] == "13610869919"
    assert (contact["is_not_called"], contact["is_recent"], contact["days_since"]) == (False, False, None)
    assert contact["sample_number"] == sample_number("R-1")


def test_a_customer_without_record_is_unknown_not_an_error(engine: Engine, make_job: Any) -> None:
    for code in (None, "C9999"):
        contact: Any = judge_eligibility(engine, make_job({"survey": {**SURVEY, "customer_code": code}})).variables[
            "contact"
        ]

        assert not contact["is_known"]


def test_a_customer_who_was_asked_rests_for_thirty_days(engine: Engine, make_job: Any, clock: PinnedClock) -> None:
    write(engine, reserve_contact(engine, make_job({"survey": SURVEY}, case=1)))

    clock.move(timedelta(days=30) - timedelta(seconds=1))
    recent: Any = judge_eligibility(engine, make_job({"survey": SURVEY}, case=2)).variables["contact"]
    with pytest.raises(BpmnError) as refused:
        reserve_contact(engine, make_job({"survey": SURVEY}, case=2))
    clock.move(timedelta(seconds=1))
    later: Any = judge_eligibility(engine, make_job({"survey": SURVEY}, case=2)).variables["contact"]

    assert (recent["is_recent"], later["is_recent"]) == (True, False)
    assert refused.value.error_code == "ALREADY_CONTACTED"


def test_two_surveys_that_look_at_the_same_moment_cannot_both_ask(engine: Engine, make_job: Any) -> None:
    first = reserve_contact(engine, make_job({"survey": SURVEY}, case=1))
    second = reserve_contact(engine, make_job({"survey": SURVEY}, case=2))

    write(engine, first)

    with pytest.raises(TakenMeanwhile):
        write(engine, second)
    with pytest.raises(BpmnError):
        reserve_contact(engine, make_job({"survey": SURVEY}, case=2))


def test_a_reservation_that_runs_twice_asks_once(engine: Engine, make_job: Any) -> None:
    done = reserve_contact(engine, make_job({"survey": SURVEY}, case=1))

    write(engine, done)
    write(engine, reserve_contact(engine, make_job({"survey": SURVEY}, case=1)))

    assert _count(engine, "survey_contact") == 1


def test_never_again_outlives_an_import_that_says_otherwise(engine: Engine, make_job: Any) -> None:
    write(engine, stop_calls(engine, make_job({"customer_code": "C0001"})))
    with engine.database.sql.begin() as connection:
        connection.execute(text("UPDATE customer SET is_not_called = :no WHERE customer_code = 'C0001'"), {"no": False})

    contact: Any = judge_eligibility(engine, make_job({"survey": SURVEY})).variables["contact"]

    assert contact["is_not_called"]


def test_never_again_holds_for_everybody_with_that_phone_number(engine: Engine, make_job: Any) -> None:
    write(engine, stop_calls(engine, make_job({"customer_code": "C0001"})))
    with engine.database.sql.begin() as connection:
        connection.execute(text("UPDATE customer SET phone = '13610869919' WHERE customer_code = 'C0002'"))

    contact: Any = judge_eligibility(engine, make_job({"survey": {**SURVEY, "customer_code": "C0002"}})).variables[
        "contact"
    ]

    assert contact["is_not_called"]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"csat": 5, "nps": 10, "text": "好"}, {"csat": 5, "nps": 10, "group": "promoter", "has_text": True}),
        ({"csat": "3", "nps": "7"}, {"csat": 3, "nps": 7, "group": "passive", "has_text": False}),
        ({"csat": 1, "nps": 0, "text": " "}, {"csat": 1, "nps": 0, "group": "detractor", "has_text": False}),
        ({}, {"csat": None, "nps": None, "group": None, "has_text": False}),
    ],
)
def test_an_answer_is_scored_and_kept_once(engine: Engine, make_job: Any, answer: Any, found: Any) -> None:
    done = score_answer(
        engine, make_job({"survey": SURVEY, "outcome": "answered", "answer": answer, "channel": "link"})
    )

    write(engine, done)

    assert done.variables["score"] == found
    with pytest.raises(Conflict):
        write(engine, done)
    assert _count(engine, "survey_answer") == 1


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [("answered", {"csat": 6}), ("answered", {"nps": -1}), ("answered", {"csat": "many"}), ("lost", {})],
)
def test_an_answer_out_of_its_range_is_an_incident(engine: Engine, make_job: Any, outcome: str, answer: Any) -> None:
    with pytest.raises(BadInput):
        score_answer(engine, make_job({"survey": SURVEY, "outcome": outcome, "answer": answer}))


def test_sample_numbers_are_stable_and_spread() -> None:
    numbers = [sample_number(f"R-{number}") for number in range(2000)]

    assert numbers == [sample_number(f"R-{number}") for number in range(2000)]
    assert 480 <= sum(number < 30 for number in numbers) <= 720


def _count(engine: Engine, table: str) -> int:
    with engine.database.sql.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
