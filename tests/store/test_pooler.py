"""Behind PgBouncer in transaction mode: a connection is another one after each commit, and nothing may rely on it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import make_url

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.service import Engine
from engine.store.database import Database
from tests.engine import build

needs_pgbouncer = pytest.mark.skipif(shutil.which("pgbouncer") is None, reason="pgbouncer is not installed")


@pytest.fixture
def pooled_url(fresh_postgres_url: str) -> Iterator[str]:
    """The same database through PgBouncer with transaction pooling and fewer servers than clients."""
    url = make_url(fresh_postgres_url)
    host = url.query.get("host", url.host) or "127.0.0.1"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = f"host={host} port={url.port or 5432} dbname={url.database} user={url.username}"
    server += f" password={url.password}" if url.password else ""
    with TemporaryDirectory(prefix="servicelane-pgbouncer-") as folder:
        settings = Path(folder) / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\nlane = {server}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
            "auth_type = any\npool_mode = transaction\ndefault_pool_size = 2\nserver_idle_timeout = 60\n"
            "unix_socket_dir =\nignore_startup_parameters = extra_float_digits\n"
        )
        command = ["pgbouncer", "-q", str(settings)]
        if os.geteuid() == 0:
            Path(folder).chmod(0o755)
            owner = Path(str(host)).stat().st_uid if str(host).startswith("/") else 0
            command[1:1] = ["-u", pwd.getpwuid(owner or 65534).pw_name]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(port)
            yield f"postgresql://{url.username}@127.0.0.1:{port}/lane"
        finally:
            process.terminate()
            process.wait(timeout=20)


@needs_pgbouncer
def test_behind_a_pooler_tasks_are_completed_side_by_side_without_prepared_statements(pooled_url: str) -> None:
    # Given a process of five tasks and forty cases of it
    engine = Engine(Database(pooled_url, pool_size=8))
    tasks = "".join(build.user_task(f"t{number}") for number in range(5))
    line = build.line("start", *(f"t{number}" for number in range(5)), "end")
    build.deployed(engine, build.process(build.START + tasks + build.END + line))
    # When eight threads work them to their end, each statement maybe on another server connection
    with ThreadPoolExecutor(8) as threads:
        ended = list(threads.map(lambda _: _work(engine), range(40)))
    # Then every case has ended and every chain holds
    assert ended == ["completed"] * 40
    assert [found.ok for found in engine.verify_all(actor=SYSTEM)] == [True] * 40
    engine.close()


@needs_pgbouncer
def test_a_pooler_is_noticed_and_a_direct_connection_too(pooled_url: str, fresh_postgres_url: str) -> None:
    assert _prepares(pooled_url) is False
    assert _prepares(fresh_postgres_url) is True


def _prepares(url: str) -> bool:
    database = Database(url)
    with database.sql.connect() as connection:
        found = connection.connection.driver_connection.prepare_threshold is not None
    database.close()
    return found


def _work(engine: Engine) -> str:
    key = engine.start_case(StartRequest(process_id="p", unit_code="hq"), actor=SYSTEM).case_key
    while tasks := [task for task in engine.case_page(key, actor=SYSTEM).tasks if task.state == "open"]:
        engine.complete_task(tasks[-1].task_key, {}, actor=SYSTEM, from_form=False)
    return str(engine.case_page(key, actor=SYSTEM).head.state)


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("pgbouncer does not answer")
