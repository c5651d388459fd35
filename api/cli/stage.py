"""A server of one's own for the length of a demo: test mode, new database, free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

_START_SECONDS = 60


@contextmanager
def own_server() -> Iterator[tuple[str, Path]]:
    """The address of a server with demo data that ends with the block, and its data folder. Raises OSError."""
    with tempfile.TemporaryDirectory(prefix="servicelane-demo-") as folder:
        log = Path(folder) / "server.log"
        port = _free_port()
        command = [sys.executable, "-m", "api.cli", "serve", "--demo", "--test-mode", "--port", str(port)]
        environment = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT", "DATA")
        }
        with log.open("wb") as out:
            process = subprocess.Popen([*command, "--data", folder], stdout=out, stderr=out, env=environment)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, process, log)
            yield url, Path(folder)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(_START_SECONDS * 4):
        if process.poll() is not None:
            raise OSError(f"expected the server to start, but it ended:\n{log.read_text()}")
        try:
            if httpx.get(f"{url}/v2/status", trust_env=False).status_code == 204:
                return
        except httpx.TransportError:
            time.sleep(0.25)
    raise OSError(f"expected the server to answer within {_START_SECONDS} s, but it did not:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
