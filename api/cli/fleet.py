"""`servicelane serve --processes N --workers M`: one line for a whole machine.

One parent holds the listening socket and nothing else; N servers accept from it, M workers do jobs and timers. A child
that dies is started again; none keeps anything that another would miss. When the parent dies, its children end.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from api.cli.lifeline import Lifeline
from api.cli.opening import database_url
from engine.errors import Invalid

_LONGEST_REST_SECONDS = 10.0
_STEADY_SECONDS = 30.0
_STOP_SECONDS = 20.0
_BACKLOG = 2048
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Child:
    """One process: how to start it, and what became of it."""

    name: str
    command: list[str]
    pass_fds: tuple[int, ...] = ()
    environment: dict[str, str] = field(default_factory=dict, repr=False)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    rest_seconds: float = 0.0
    next_start_at: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, pass_fds=self.pass_fds, env=self.environment)
        self.started_at = time.monotonic()

    def look_after(self) -> None:
        """Start it, or start it again after a rest that doubles while it dies young."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            print(f"{self.name} ended with {self.process.returncode}", file=sys.stderr, flush=True)
            is_young = now - self.started_at < _STEADY_SECONDS
            self.rest_seconds = min(_LONGEST_REST_SECONDS, max(0.2, self.rest_seconds * 2)) if is_young else 0.0
            self.next_start_at = now + self.rest_seconds
            self.process = None
        if self.process is None and now >= self.next_start_at:
            self.start()


class Fleet:
    """The processes of one machine, looked after until told to stop."""

    def __init__(self, chosen: argparse.Namespace, *, listener: socket.socket) -> None:
        program = [sys.executable, "-m", "api.cli"]
        # The address of the database may hold a password: not on a command line that everybody may read.
        environment = {**os.environ, "DATABASE_URL": database_url(chosen), "TIME_ZONE": chosen.time_zone}
        self._lifeline = Lifeline()
        environment |= self._lifeline.environment
        descriptor = listener.fileno()
        where = ["--host", chosen.host, "--port", str(chosen.port)]
        public = ["--public-url", chosen.public_url] if chosen.public_url else []
        server = [*program, "serve", *where, *public, "--no-worker", "--descriptor", str(descriptor)]
        worker = [*program, "worker"]
        servers, workers = range(1, chosen.processes + 1), range(1, chosen.workers + 1)
        life = self._lifeline.descriptor
        self._children = [_Child(f"server {number}", server, (descriptor, life), environment) for number in servers]
        self._children += [_Child(f"worker {number}", worker, (life,), environment) for number in workers]
        self._is_stopping = False

    def run(self) -> None:
        """Look after all children until a signal says stop, then end them in order."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            while not self._is_stopping:
                for child in self._children:
                    child.look_after()
                time.sleep(0.1)
        finally:
            self._end()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _end(self) -> None:
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        end = time.monotonic() + _STOP_SECONDS
        for process in running:
            try:
                process.wait(timeout=max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                _log.warning("process %s did not stop in %s s and is ended", process.pid, _STOP_SECONDS)
                process.kill()
                process.wait()


def check_fleet(chosen: argparse.Namespace) -> None:
    """Raises Invalid when several processes cannot serve what was chosen."""
    for name, least in (("processes", 1), ("workers", 0)):
        count = getattr(chosen, name)
        if not least <= count <= 64:
            raise Invalid(f"expected --{name} from {least} to 64, but found {count}")
    if database_url(chosen).startswith("sqlite"):
        raise Invalid("expected a PostgreSQL database for several processes, but found SQLite")
    if chosen.test_mode:
        raise Invalid("expected no test mode with several processes: each would have a clock of its own")
    if os.name != "posix":
        raise Invalid(f"expected a POSIX system for several processes, but found {os.name}")


def listen(host: str, port: int) -> socket.socket:
    """The socket that all servers accept from."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(_BACKLOG)
    listener.set_inheritable(True)
    return listener
