"""Servers and workers as processes of their own, killed and started again, stopped and woken."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 90


@dataclass(slots=True)
class Member:
    """One process: a server has a port."""

    role: str
    port: int
    process: subprocess.Popen[bytes]
    is_stopped: bool = False


class Fleet:
    """`servers` servers and `workers` workers on one database."""

    def __init__(self, url: str, folder: Path, *, servers: int, workers: int, mistake: str = "") -> None:
        self._url, self._folder, self._mistake = url, folder, mistake
        self.effects = folder / "effects"
        self.members: list[Member] = []
        for _ in range(servers):
            self.members.append(self._start("server", _free_port()))
        for _ in range(workers):
            self.members.append(self._start("worker", 0))
        self.wait()

    def __enter__(self) -> Fleet:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self.members:
            self._signal(member, signal.SIGKILL)
            member.process.wait()

    @property
    def addresses(self) -> list[str]:
        """Where the servers are, running or not."""
        return [f"http://127.0.0.1:{member.port}" for member in self.members if member.role == "server"]

    def kill(self, number: int) -> None:
        """kill -9, and start it again."""
        member = self.members[number]
        self._signal(member, signal.SIGKILL)
        member.process.wait()
        self.members[number] = self._start(member.role, member.port)

    def stop(self, number: int) -> None:
        """Let it stand still (SIGSTOP): a zombie once its leases have ended."""
        self._signal(self.members[number], signal.SIGSTOP)
        self.members[number].is_stopped = True

    def wake(self, number: int) -> None:
        """Let it go on (SIGCONT), with everything it believed when it stood still."""
        self._signal(self.members[number], signal.SIGCONT)
        self.members[number].is_stopped = False

    def wait(self) -> None:
        """Wait until every server answers. Raises AssertionError when one does not."""
        for address in self.addresses:
            end = time.monotonic() + _START_SECONDS
            while not _answers(address):
                assert time.monotonic() < end, (
                    f"expected a server at {address}:\n{self._log('server').read_text()[-2000:]}"
                )
                time.sleep(0.05)

    def _start(self, role: str, port: int) -> Member:
        where = str(port) if role == "server" else str(self.effects)
        command = [sys.executable, "-m", "tests.reliability.process", role, self._url, where, self._mistake]
        environment = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT", "DATA")
        }
        with self._log(role).open("ab") as log:
            return Member(role, port, subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment))

    def _log(self, role: str) -> Path:
        return self._folder / f"{role}.log"

    def _signal(self, member: Member, number: int) -> None:
        if member.process.poll() is None:
            member.process.send_signal(number)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/v2/status", trust_env=False, timeout=1).status_code == 204
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
