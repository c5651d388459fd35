"""Broken uploads through the deployment endpoint: refused or accepted, never a failure, never slow, never fat.

5,000 in a normal run through the application, 100,000 with `NIGHTLY=1` over HTTP to a server process. What was accepted
must work: each accepted process is started once, each decision asked, each form fetched.
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

COUNT = int(os.environ.get("UPLOADS", "100000" if IS_NIGHT else "5000"))
LONGEST_SECONDS = 5.0
"""of computing for one of them: a busy machine makes nothing slower"""
PATIENCE_SECONDS = 60.0
"""until a server over HTTP counts as standing still"""
MOST_GROWTH_BYTES = 400 * 1024 * 1024
DAY_SECONDS = 150.0
"""of computing for all of them by day: a refusal must be cheap"""
SEED = int(os.environ.get("UPLOADS_SEED", random.randrange(10**6) if IS_NIGHT else 11))
USES = {
    "processDefinition": ("POST", "/v2/process-instances", "processDefinitionKey"),
    "decisionDefinition": ("POST", "/v2/decision-definitions/evaluation", "decisionDefinitionKey"),
    "form": ("GET", "/v2/forms/{}", "formKey"),
}
"""how what was accepted is used, by its kind in the answer to a deployment"""
Ask = Callable[[str, str, dict[str, str], bytes], Answer]


@pytest.fixture
def ask(sqlite_engine: Engine) -> Iterator[Ask]:
    """Asks the application in this process."""
    admin = sqlite_engine.actor_of_basic("admin", "demo", address="mutants")
    token = sqlite_engine.add_personal_token("mutants", actor=admin)[0]
    asker = Asker(create_app(sqlite_engine, drain=lambda: None))

    def send(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        return asker.ask(method, path, headers={"Authorization": f"Bearer {token}", **headers}, body=body)

    yield send
    asker.close()


def test_broken_uploads_fail_no_server(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    if IS_NIGHT:
        pytest.skip("over HTTP at night")
    began = time.process_time()

    told = _bombard(ask, os.getpid(), clock=time.process_time)

    spent = time.process_time() - began
    with capsys.disabled():
        print(f"\nuploads: {told}, {spent:.0f} s of processor time")
    assert spent < DAY_SECONDS


@pytest.mark.slow
@pytest.mark.skipif(not IS_NIGHT, reason="100,000 uploads")
def test_broken_uploads_fail_no_server_over_http(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Fleet(sqlite_url, tmp_path, servers=1, workers=0) as fleet, _client(fleet) as client:

        def send(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
            found = client.request(method, path, headers=headers, content=body)
            return Answer(found.status_code, found.content)

        pid = fleet.members[0].process.pid
        told = _bombard(send, pid, clock=lambda: _spent_seconds(pid))
    with capsys.disabled():
        print(f"\nuploads over HTTP: {told}")


def _bombard(ask: Ask, pid: int, *, clock: Callable[[], float]) -> str:
    """Every mutant must be answered within bounds, and the server at its end as at its beginning.

    Each has dice of its own: one that fails is made again from seed and number, without those before it.
    """
    files, process = shipped(), Path(f"/proc/{pid}/statm")
    statuses: Counter[int] = Counter()
    for name, content in files[:: 1 if IS_NIGHT else 8]:
        _post(ask, name, content)
    longest, used, before = 0.0, 0, _resident_bytes(process)
    for number in range(COUNT):
        name, content = mutant(random.Random(f"{SEED} {number}"), files)
        which = f"seed {SEED}, number {number}, {name}"
        started = clock()
        answer = _post(ask, name, content)
        took = clock() - started
        statuses[answer.status] += 1
        longest = max(longest, took)
        assert answer.status < 500, f"{which}: {answer.body[:500]!r}"
        assert took < LONGEST_SECONDS, f"{which}: {took:.1f} s"
        if answer.status == 200:
            used += _used(ask, answer, which, clock)
    growth = _resident_bytes(process) - before
    assert growth < MOST_GROWTH_BYTES, f"seed {SEED}: {growth >> 20} MiB more after {COUNT} uploads"
    assert _post(ask, "form.form", b'{"id":"f","type":"default","schemaVersion":19,"components":[]}').status == 200
    counts = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    return f"seed {SEED}, {COUNT} files, {counts}, {used} used, longest {longest:.2f} s, {growth >> 20} MiB more"


def _used(ask: Ask, answer: Answer, which: str, clock: Callable[[], float]) -> int:
    """How many definitions a deployment made; each is used once."""
    count = 0
    for made in answer.json["deployments"]:
        for kind, (method, path, key) in USES.items():
            if made.get(kind) is None:
                continue
            count, began = count + 1, clock()
            body = json.dumps({key: made[kind][key]}).encode() if method == "POST" else b""
            found = ask(method, path.format(made[kind][key]), {"Content-Type": "application/json"}, body)
            assert found.status < 500, f"{which}, used: {found.body[:500]!r}"
            assert clock() - began < LONGEST_SECONDS, f"{which}, used: {clock() - began:.1f} s"
    return count


def _post(ask: Ask, name: str, content: bytes) -> Answer:
    headers, body = _multipart(name, content)
    return ask("POST", "/v2/deployments", headers, body)


def _resident_bytes(process: Path) -> int:
    return int(process.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if process.exists() else 0


def _spent_seconds(pid: int) -> float:
    """Processor time of a server, with what its children took."""
    numbers = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, numbers[11:15])) / os.sysconf("SC_CLK_TCK")


def _multipart(name: str, content: bytes) -> tuple[dict[str, str], bytes]:
    quoted = json.dumps(name, ensure_ascii=False)
    head = f'--edge--mutant\r\nContent-Disposition: form-data; name="resources"; filename={quoted}\r\n\r\n'
    body = head.encode("utf-8", "replace") + content + b"\r\n--edge--mutant--\r\n"
    return {"Content-Type": "multipart/form-data; boundary=edge--mutant"}, body


def _client(fleet: Fleet) -> httpx.Client:
    return httpx.Client(base_url=fleet.addresses[0], auth=("admin", "demo"), timeout=PATIENCE_SECONDS, trust_env=False)
