"""Makers for tests of knowledge, links, fees and settlements: jobs run as their completion runs them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from engine.jobs import ActivatedJob
from engine.service import Engine
from engine.values import Values
from workers.handlers import BUILT_IN

_NUMBERS = count(1)


class Desk:
    """Runs job handlers on an engine, each in one transaction with its writes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def job(self, type: str, variables: Values, *, case_key: int = 42, **headers: str) -> ActivatedJob:
        """A leased job of a new element instance."""
        return ActivatedJob(
            job_key=1, type=type, worker="test", retries=3, deadline=datetime(2026, 3, 2, tzinfo=UTC),
            variables=variables, headers=headers, element_id="do_it", element_instance_key=next(_NUMBERS),
            case_key=case_key, root_case_key=case_key, definition_key=1, process_id="complaint", process_version=1,
            kind="BPMN_ELEMENT", listener_event="UNSPECIFIED", tags=(), business_key=None, priority=0,
            lease_token="t", attempt=1, unit_path="/1/",
        )  # fmt: skip

    def run(self, job: ActivatedJob, *, around: Callable[[Any], Any] = lambda tx: tx) -> Any:
        """What the job answers once it is completed."""
        done = BUILT_IN[job.type](self.engine, job)
        writes = done.writes
        told = self.engine._write(lambda tx: writes(around(tx))) if writes is not None else None
        return {**done.variables, **(told or {})}

    def do(self, type: str, variables: Values, *, case_key: int = 42, **headers: str) -> Any:
        """Make a job and run it."""
        return self.run(self.job(type, variables, case_key=case_key, **headers))

    def fee(self, case_key: int, *, unit: str = "station_sh", amount: int = 100, extra: int = 0) -> Any:
        """An approved fee of a case, in yuan."""
        fee = {"lines": [], "total": amount, "claim_total": amount, "customer_total": 0, "payer": "maker"}
        given = {"fee": fee, "unit": unit, "reference": f"R{case_key}", "extra_amount": extra}
        return self.do("fee.make", given, case_key=case_key)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)
