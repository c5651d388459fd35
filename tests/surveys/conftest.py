"""An engine on each kind of database with the demo network, and jobs that were never stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.jobs import ActivatedJob
from engine.values import Values
from tests.conftest import NOON

MakeJob = Callable[..., ActivatedJob]


@pytest.fixture
def make_job() -> MakeJob:
    """`make_job(variables, case=…, element=…)`."""

    def make(
        variables: Values, *, case: int = 42, element: int = 77, headers: dict[str, str] | None = None
    ) -> ActivatedJob:
        return ActivatedJob(
            job_key=1, type="x.test", worker="test", retries=3, deadline=NOON, variables=variables,
            headers=headers or {}, element_id="do_it", element_instance_key=element, case_key=case, root_case_key=case,
            definition_key=1, process_id="p", process_version=1, kind="BPMN_ELEMENT", listener_event="UNSPECIFIED",
            tags=(), business_key=None, priority=0, lease_token="t", attempt=1, unit_path="/1/",
        )  # fmt: skip

    return make
