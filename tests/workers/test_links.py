"""`customer.link` and `survey.link`: one link for each passage, as long as the model says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.errors import Conflict
from engine.service import Engine
from tests.workers.conftest import MONDAY
from workers.contract import BadInput
from workers.handlers.links import link_customer, link_survey


def test_a_link_is_good_for_as_long_as_its_header_says(engine: Engine, make_job: Any) -> None:
    usual: Any = link_customer(engine, make_job({})).variables["link"]
    short: Any = link_survey(engine, make_job({}, headers={"expires": "P14D"})).variables["link"]

    assert usual["expires_at"] == (MONDAY + timedelta(days=90)).isoformat().replace("+00:00", "Z")
    assert short["expires_at"] == (MONDAY + timedelta(days=14)).isoformat().replace("+00:00", "Z")
    assert usual["url"].endswith(f"/p/*{usual['reference']}*")
    assert "token" not in usual


@pytest.mark.parametrize(
    "headers",
    [
        {"expires": "P3Y"},
        {"expires": "-P1D"},
        {"expires": "soon"},
        {"expires": "P900D"},
        {"kind": "a b"},
        {"kind": "x" * 21},
    ],
)
def test_a_header_that_makes_no_sense_is_an_incident(engine: Engine, make_job: Any, headers: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        link_customer(engine, make_job({}, headers=headers))


def test_a_job_that_completes_twice_leaves_one_link(engine: Engine, make_job: Any) -> None:
    first, again = link_customer(engine, make_job({})), link_customer(engine, make_job({}))
    assert first.writes is not None
    assert again.writes is not None
    engine._write(first.writes)

    with pytest.raises(Conflict):
        engine._write(again.writes)

    assert first.variables == again.variables
