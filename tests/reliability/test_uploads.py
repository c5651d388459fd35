"""Broken uploads through the deployment endpoint: refused or accepted, never a failure, never slow, never fat.

5,000 in a normal run through the application, 100,000 with `NIGHTLY=1` over HTTP to a server process. What was accepted
must load again: each accepted process is started once.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from engine.service import Engine
from tests.reliability.asking import Answer, Asker
from tests.reliability.conftest import IS_NIGHT
from tests.reliability.fleet import Fleet
from tests.reliability.mutants import mutant, shipped

COUNT = 100_000 if IS_NIGHT else 5_000
LONGEST_SECONDS = 5.0
MOST_GROWTH_BYTES = 400 * 1024 * 1024
DAY_SECONDS = 45.0
"""of computing; what is left of the 5,000 then is left to the night"""
SEED = random.randrange(10**6) if IS_NIGHT else 11
Post = Callable[[str, bytes], Answer]


@pytest.fixture
def post(sqlite_engine: Engine) -> Iterator[tuple[Post, int]]:
    """Posts one file as a deployment to the application in this process; its process id."""
    admin = sqlite_engine.actor_of_basic("admin", "demo", address="mutants")
    token = sqlite_engine.add_personal_token("mutants", actor=admin)[0]
    asker = Asker(create_app(sqlite_engine, drain=lambda: None))

    def send(name: str, content: bytes) -> Answer:
        headers, body = _multipart(name, content)
        return asker.ask("POST", "/v2/deployments", headers={"Authorization": f"Bearer {token}", **headers}, body=body)

    yield send, os.getpid()
    asker.close()


def test_broken_uploads_fail_no_server(post: tuple[Post, int], capsys: pytest.CaptureFixture[str]) -> None:
    if IS_NIGHT:
        pytest.skip("over HTTP at night")
    told = _bombard(*post, seconds=DAY_SECONDS)

    with capsys.disabled():
        print(f"\nuploads: {told}")
    status = post[0]("form.form", b'{"id":"f","type":"default","schemaVersion":19,"components":[]}').status
    assert status == 200


@pytest.mark.slow
@pytest.mark.skipif(not IS_NIGHT, reason="100,000 uploads")
def test_broken_uploads_fail_no_server_over_http(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Fleet(sqlite_url, tmp_path, servers=1, workers=0) as fleet, _client(fleet) as client:

        def send(name: str, content: bytes) -> Answer:
            headers, body = _multipart(name, content)
            found = client.post("/v2/deployments", headers=headers, content=body)
            return Answer(found.status_code, found.content)

        told = _bombard(send, fleet.members[0].process.pid, seconds=None)
        assert client.get("/v2/topology").status_code == 200
    with capsys.disabled():
        print(f"\nuploads over HTTP: {told}")


def _bombard(post: Post, pid: int, *, seconds: float | None) -> str:
    dice, files, process = random.Random(SEED), shipped(), Path(f"/proc/{pid}/statm")
    statuses: Counter[int] = Counter()
    for name, content in files[:: 1 if IS_NIGHT else 8]:
        post(name, content)
    longest, began, before = 0.0, time.process_time(), _resident_bytes(process)
    for number in range(COUNT):
        name, content = mutant(dice, files)
        started = time.process_time() if seconds else time.monotonic()
        answer = post(name, content)
        took = (time.process_time() if seconds else time.monotonic()) - started
        statuses[answer.status] += 1
        longest = max(longest, took)
        assert answer.status < 500, f"seed {SEED}, number {number}, {name}: {answer.body[:500]!r}"
        assert took < LONGEST_SECONDS, f"seed {SEED}, number {number}, {name}: {took:.1f} s"
        if seconds is not None and time.process_time() - began > seconds:
            break
    growth = _resident_bytes(process) - before
    assert growth < MOST_GROWTH_BYTES, f"seed {SEED}: {growth >> 20} MiB more after {sum(statuses.values())} uploads"
    counts = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    return f"seed {SEED}, {sum(statuses.values())} files, {counts}, longest {longest:.2f} s, {growth >> 20} MiB more"


def _resident_bytes(process: Path) -> int:
    return int(process.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if process.exists() else 0


def _multipart(name: str, content: bytes) -> tuple[dict[str, str], bytes]:
    quoted = json.dumps(name, ensure_ascii=False)
    head = f'--edge--mutant\r\nContent-Disposition: form-data; name="resources"; filename={quoted}\r\n\r\n'
    body = head.encode("utf-8", "replace") + content + b"\r\n--edge--mutant--\r\n"
    return {"Content-Type": "multipart/form-data; boundary=edge--mutant"}, body


def _client(fleet: Fleet) -> httpx.Client:
    return httpx.Client(base_url=fleet.addresses[0], auth=("admin", "demo"), timeout=30, trust_env=False)
