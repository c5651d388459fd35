"""Servers and workers as processes of their own, killed and started again, stopped and woken."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-m", "tests.reliability.process"]
_START_SECONDS = 90
_END_MS = 20_000


@dataclass(slots=True)
class Process:
    """A process that is not our child; its number cannot become another's while we hold it."""

    pid: int
    handle: int

    def send(self, number: int) -> None:
        """Send a signal; nothing happens when it has ended."""
        try:
            signal.pidfd_send_signal(self.handle, number)
        except ProcessLookupError:
            return

    def kill(self) -> None:
        """kill -9, and wait until it is gone. Raises AssertionError when it is not."""
        self.send(signal.SIGKILL)
        gone = select.poll()
        gone.register(self.handle, select.POLLIN)
        assert gone.poll(_END_MS), f"process {self.pid} does not end"
        os.close(self.handle)


class Nursery:
    """Starts processes by forking one that has imported everything: a start takes moments, not seconds."""

    def __init__(self) -> None:
        self._mother = subprocess.Popen(
            [*PROGRAM, "nursery"],
            cwd=ROOT,
            env=surroundings(),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def start(self, arguments: Sequence[str], *, environment: Mapping[str, str], log: Path) -> Process:
        """A process that runs the product's command `arguments`."""
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        born = {"arguments": list(arguments), "environment": dict(environment), "log": str(log)}
        self._mother.stdin.write(json.dumps(born) + "\n")
        self._mother.stdin.flush()
        pid = int(self._mother.stdout.readline())
        return Process(pid, os.pidfd_open(pid))

    def close(self) -> None:
        """No more births."""
        self._mother.communicate()


@dataclass(slots=True)
class Member:
    """One process: a server has a port."""

    role: str
    port: int
    process: Process
    is_stopped: bool = False


class Fleet:
    """`servers` servers and `workers` workers on one database; `surrounded` joins their environment (`process.py`)."""

    def __init__(
        self,
        url: str,
        folder: Path,
        *,
        servers: int,
        workers: int,
        mistake: str = "",
        surrounded: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder
        self.effects = folder / "effects"
        self._environment = {
            "DATABASE_URL": url, "EFFECTS": str(self.effects), "MISTAKE": mistake, **(surrounded or {})
        }  # fmt: skip
        self._nursery = Nursery()
        self.members: list[Member] = []
        for _ in range(servers):
            self.members.append(self._start("serve", free_port()))
        for _ in range(workers):
            self.members.append(self._start("worker", 0))
        self.wait()

    def __enter__(self) -> Fleet:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self.members:
            member.process.kill()
        self._nursery.close()

    @property
    def addresses(self) -> list[str]:
        """Where the servers are, running or not."""
        return [f"http://127.0.0.1:{member.port}" for member in self.members if member.role == "serve"]

    def numbers(self, role: str) -> list[int]:
        """Those of a role that do not stand still."""
        return [number for number, one in enumerate(self.members) if one.role == role and not one.is_stopped]

    def kill(self, number: int) -> None:
        """kill -9, and start it again."""
        member = self.members[number]
        member.process.kill()
        self.members[number] = self._start(member.role, member.port)

    def stop(self, number: int) -> None:
        """Let it stand still (SIGSTOP): a zombie once its leases have ended."""
        self.members[number].process.send(signal.SIGSTOP)
        self.members[number].is_stopped = True

    def wake(self, number: int) -> None:
        """Let it go on (SIGCONT), with everything it believed when it stood still."""
        self.members[number].process.send(signal.SIGCONT)
        self.members[number].is_stopped = False

    def wait(self) -> None:
        """Wait until every server answers. Raises AssertionError when one does not."""
        for address in self.addresses:
            wait_for(address, log=self._folder / "serve.log")

    def _start(self, role: str, port: int) -> Member:
        arguments = [role] if role == "worker" else [role, "--no-worker", "--port", str(port)]
        log = self._folder / f"{role}.log"
        return Member(role, port, self._nursery.start(arguments, environment=self._environment, log=log))


def wait_for(address: str, *, log: Path) -> None:
    """Wait until a server answers there. Raises AssertionError with the end of its log when none does."""
    end = time.monotonic() + _START_SECONDS
    while not answers(address):
        assert time.monotonic() < end, f"expected a server at {address}:\n{log.read_text()[-2000:]}"
        time.sleep(0.05)


def answers(address: str) -> bool:
    """Whether a server is there and has its database."""
    try:
        return httpx.get(f"{address}/v2/status", trust_env=False, timeout=1).status_code == 204
    except httpx.TransportError:
        return False


def surroundings(**more: str) -> dict[str, str]:
    """This process's environment without what would lead a server elsewhere, and with `more`."""
    apart = ("DATABASE_URL", "PORT", "DATA", "TEST_MODE")
    return {**{name: value for name, value in os.environ.items() if name not in apart}, **more}


def free_port() -> int:
    """A port that nobody listens on, outside those that connections get: while its server is dead, nobody takes it."""
    while True:
        port = random.SystemRandom().randrange(10_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
