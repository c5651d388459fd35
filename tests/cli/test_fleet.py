"""`serve --processes --workers`: one line runs a machine, a dead process is replaced, a signal ends them all."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from api.cli import main
from engine.service import Engine
from engine.store.database import Database
from tests.engine import build

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE_SECONDS = 60.0


def test_servers_and_workers_share_the_work_and_a_dead_one_is_replaced(fresh_postgres_url: str) -> None:
    # Given two servers and a worker on one database, and a process whose service task a worker does
    with _fleet(fresh_postgres_url) as (address, parent), ExitStack() as stack:
        client = stack.enter_context(_client(address))
        case_key = client.post("/v2/process-instances", json={"processDefinitionId": "p"}).json()["processInstanceKey"]
        # Then the worker does the job
        _until(lambda: _state(client, case_key) == "COMPLETED")
        # When one server dies without a word
        servers = _children(parent.pid, "serve")
        assert len(servers) == 2
        os.kill(servers[0], signal.SIGKILL)
        # Then the others answer, and it is replaced
        _until(lambda: len(_children(parent.pid, "serve")) == 2 and servers[0] not in _children(parent.pid, "serve"))
        assert _state(stack.enter_context(_client(address)), case_key) == "COMPLETED"
        children = [*_children(parent.pid, "serve"), *_children(parent.pid, "worker")]
        # When the parent is told to stop, Then every child ends with it
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(timeout=_PATIENCE_SECONDS) == 0
        assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--processes", "2"], "expected a PostgreSQL database for several processes"),
        (["--processes", "65"], "expected --processes from 1 to 64, but found 65"),
    ],
)
def test_what_several_processes_cannot_do_is_refused_in_words(
    options: list[str], expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["serve", "--data", str(tmp_path), *options])

    assert code != 0
    assert expected in capsys.readouterr().err


@contextmanager
def _fleet(url: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    engine = Engine(Database(url))
    service = (
        '<bpmn:serviceTask id="look" name="Look"><bpmn:extensionElements><zeebe:taskDefinition type="station.rank"/>'
    )
    service += '<zeebe:ioMapping><zeebe:input source="=&quot;region-east&quot;" target="region"/></zeebe:ioMapping>'
    service += "</bpmn:extensionElements></bpmn:serviceTask>"
    build.deployed(engine, build.process(build.START + service + build.END + build.line("start", "look", "end")))
    engine.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port), "--processes", "2", "--workers", "1"]
    environment = {**os.environ, "DATABASE_URL": url}
    parent = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _until(lambda: _answers(address) and len(_children(parent.pid, "worker")) == 1)
        yield address, parent
    finally:
        if parent.poll() is None:
            parent.terminate()
            parent.wait(timeout=_PATIENCE_SECONDS)


def _client(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, auth=("admin", "demo"), trust_env=False, timeout=30)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/v2/status", trust_env=False).is_success
    except httpx.TransportError:
        return False


def _state(client: httpx.Client, case_key: str) -> str:
    return str(client.get(f"/v2/process-instances/{case_key}").raise_for_status().json()["state"])


def _children(parent: int, word: str) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            above = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) if entry.name.isdigit() else 0
            if above == parent and word in (entry / "cmdline").read_text().split("\0"):
                found.append(int(entry.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return sorted(found)


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.1)
