"""schemathesis: requests made from our own description of the API, none of which may fail the server."""

from __future__ import annotations

import logging

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error

from api.app import create_app
from engine.service import Engine
from tests.reliability.conftest import IS_NIGHT
from workers import drain

EXAMPLES = 20_000 if IS_NIGHT else 250
NOT_OFFERED = 501


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_request_of_the_described_kind_fails_the_server(
    sqlite_engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.disable(logging.CRITICAL)
    admin = sqlite_engine.actor_of_basic("admin", "demo", address="schemathesis")
    token = sqlite_engine.add_personal_token("schemathesis", actor=admin)[0]
    app = create_app(sqlite_engine, drain=lambda: drain(sqlite_engine))
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers={"Authorization": f"Bearer {token}"})
    every = [found.ok() for found in schema.get_all_operations()]
    operations = [one for one in every if "Not offered" not in (one.definition.raw.get("tags") or ())]
    statuses: dict[int, int] = {}

    @given(st.sampled_from(operations).flatmap(lambda operation: operation.as_strategy()))
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: schemathesis.Case) -> None:
        if case.path.endswith("/jobs/activation") and isinstance(case.body, dict):
            case.body["requestTimeout"] = -1  # not a word against waiting, but a test has no time for it
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        if answer.status_code != NOT_OFFERED:
            case.validate_response(answer, checks=(not_a_server_error,))

    try:
        ask()
    finally:
        logging.disable(logging.NOTSET)
    with capsys.disabled():
        print(f"\nschemathesis: {len(operations)} operations, {sum(statuses.values())} requests, {statuses}")
