"""The sources of an older commit in a folder of their own, and its server and worker as processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

from tests.reliability.fleet import ROOT, surroundings, wait_for

_SETUP = """
import os, sys
from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.store.database import Database
engine = Engine(Database(os.environ["DATABASE_URL"]))
"""
_SERVER = "import sys; from api.cli import main, serving; serving.is_front_end_built = lambda: True; sys.exit(main())"
_WORKER = f"""{_SETUP}
import signal, threading, time
from datetime import timedelta
from workers import loop, work
from workers.contract import Done
loop.LEASE = work.LEASE = timedelta(seconds=5)
effects = os.open(os.environ["EFFECTS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def do(engine, job):
    os.write(effects, f"{{job.element_instance_key}}\\n".encode())
    time.sleep(0.1)
    return Done({{"attempt": job.attempt}})
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
loop.run_worker(engine, stop, handlers={{"work": do}})
engine.close()
"""


class Older:
    """An older version on the database `url`. Raises LookupError when this clone has no such commit."""

    def __init__(self, commit: str, url: str, folder: Path) -> None:
        self._url, self._folder, self.tree = url, folder, folder / "older"
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)
        if packed.returncode != 0:
            raise LookupError(f"expected a clone with history, but commit {commit} is not in this one")
        with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
            archive.extractall(self.tree, filter="data")
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Older:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()

    def migrate(self) -> None:
        """Bring the database to the older version's schema, with the demo network."""
        self.run("from api.cli import main; sys.exit(main(['migrate']))")
        self.run("engine.load_demo_network()", before=_SETUP)

    def run(self, program: str, *, given: bytes = b"", before: str = "import sys") -> str:
        """What a program prints that runs on the older sources. Raises AssertionError when it fails."""
        done = subprocess.run(
            [sys.executable, "-c", f"{before}\n{program}"],
            cwd=self.tree, env=surroundings(DATABASE_URL=self._url), input=given, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()[-3000:]
        return done.stdout.decode().strip()

    def deploy(self, model: bytes, *, also: str = "") -> str:
        """Deploy a model with the older version; `also` is more to run with `engine`."""
        program = f'engine.deploy([ModelFile("p.bpmn", sys.stdin.buffer.read())], actor=SYSTEM)\n{also}\nengine.close()'
        return self.run(program, given=model, before=_SETUP)

    def token(self) -> str:
        """A token of the demo operator."""
        actor = 'engine.actor_of_basic("operator", "demo", address="load")'
        return self.run(f'print(engine.add_personal_token("load", actor={actor})[0])', before=_SETUP)

    def start(self, port: int, effects: Path) -> None:
        """A server at `port` and a worker."""
        self._start(_SERVER, effects, "serve", "--no-worker", "--port", str(port))
        self._start(_WORKER, effects)
        wait_for(f"http://127.0.0.1:{port}", log=self._folder / "older.log")

    def end(self) -> list[str]:
        """Tell both to stop; what is wrong when one does not by itself."""
        for process in self.processes:
            process.terminate()
        codes = [process.wait(30) for process in self.processes]
        return [f"an older process ended with {code}" for code in codes if code not in (0, -signal.SIGTERM)]

    def _start(self, program: str, effects: Path, *arguments: str) -> None:
        environment = surroundings(DATABASE_URL=self._url, EFFECTS=str(effects))
        with (self._folder / "older.log").open("ab") as log:
            command = [sys.executable, "-c", program, *arguments]
            started = subprocess.Popen(command, cwd=self.tree, env=environment, stdout=log, stderr=log)
        self.processes.append(started)
