"""Random requests about things that exist: none may fail the server, and the doctor finds nothing wrong afterwards.

schemathesis (`test_openapi.py`) asks strictly by the description, and so mostly about keys that nobody has; here keys,
names and codes are those of a house at work, which the requests themselves keep changing.
"""

from __future__ import annotations

import logging
import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from api.app import create_app
from api.cli.opening import bundled_models
from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.errors import ServicelaneError
from engine.service import Engine
from tests.reliability.asking import Answer, Asker
from tests.reliability.conftest import IS_NIGHT
from tests.reliability.inventing import Inventor
from tests.reliability.knowing import House
from tests.reliability.scenarios import SCENARIOS
from workers import drain

SEED = int(os.environ.get("SEED", "17"))
COUNT = int(os.environ.get("REQUESTS", "100000" if IS_NIGHT else "1000"))
SECONDS = 60.0
"""how long an answer is waited for; computing is bounded by the product's own limits"""
EACH_TIME = 100
PEOPLE = (
    "admin",
    "operator",
    "designer",
    "agent",
    "agent_lead",
    "station",
    "technician",
    "finance",
    "dealer",
    "auditor",
)
_NEVER = ("/v2/clock", "/v2/clock/reset", "/api/v1/login", "/oauth/token")
"""the clock is moved by the test itself; signing in is slow on purpose"""
Paths = Mapping[str, Mapping[str, Mapping[str, Any]]]


def test_random_requests_about_what_exists_fail_no_server(
    engine: Engine, clock: PinnedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = _house(engine)
    asker = Asker(create_app(engine, drain=lambda: drain(engine)))
    logging.disable(logging.WARNING)
    try:
        told = _bombard(engine, clock, asker, headers)
    finally:
        logging.disable(logging.NOTSET)
        asker.close()
    with capsys.disabled():
        print(f"\nrandom requests: {told}")


def _bombard(engine: Engine, clock: PinnedClock, asker: Asker, headers: list[dict[str, str]]) -> str:
    described = asker.ask("GET", "/api/v1/openapi.json", headers={}).json
    operations = [(method, path, one) for path, method, one in _offered(described["paths"])]
    dice, schemas = random.Random(SEED), described["components"]["schemas"]
    statuses: Counter[int] = Counter()
    done: Counter[str] = Counter()
    house = House(spared=PEOPLE)
    for number in range(COUNT):
        if number % EACH_TIME == 0:
            clock.move(timedelta(seconds=dice.choice((0, 1, 600, 90_000))))
            drain(engine)
            house.look(engine)
            inventor = Inventor(dice, schemas, house.known, house.keys)
        asked = inventor.request(*dice.choice(operations))
        who = dice.randrange(len(headers)) if dice.random() < 0.6 else 0
        answer = asker.ask(asked.method, asked.path, headers=headers[who], body=asked.body, seconds=SECONDS)
        if answer.status == 401:
            headers[who] = _signed_in(engine, PEOPLE[who])  # he ended his own token
        statuses[answer.status] += 1
        house.hear(asked.path, answer)
        done[asked.operation] += answer.status < 300
        assert answer.status < 500, f"seed {SEED}, number {number}: {asked}\n{_said(answer)}"
    reached = sum(1 for count in done.values() if count)
    counts = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    return f"seed {SEED}, {COUNT} requests, {counts}; {reached} of {len(operations)} operations did what they mean"


def _said(answer: Answer) -> str:
    return answer.body[:500].decode("utf-8", "replace")


def _offered(paths: Paths) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            if "Not offered" not in (operation.get("tags") or ()) and path not in _NEVER:
                yield path, method, operation


def _house(engine: Engine) -> list[dict[str, str]]:
    """Processes, a case of each that begins without a word, and people whom no request can lock out."""
    engine.deploy(bundled_models(), actor=SYSTEM)
    for scenario in SCENARIOS.values():
        engine.deploy([_renamed(file, scenario.name) for file in scenario.files], actor=SYSTEM)
    for process in engine.startable_processes(actor=SYSTEM):
        with suppress(ServicelaneError):
            engine.start_case(StartRequest(definition_key=process.key), actor=SYSTEM)
    drain(engine)
    return [_signed_in(engine, name) for name in PEOPLE]


def _signed_in(engine: Engine, name: str) -> dict[str, str]:
    actor = engine.actor_of_basic(name, "demo", address="random requests")
    token = engine.add_personal_token("random requests", actor=actor)[0]
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept": "*/*"}


def _renamed(file: ModelFile, name: str) -> ModelFile:
    """A scenario's model under an id of its own: all are called p and q."""
    content = file.content
    for short in (b"p", b"q"):
        content = content.replace(b'"' + short + b'"', b'"' + name.encode() + b"_" + short + b'"')
    return ModelFile(f"{name}_{file.name}", content)
