"""Scenarios played by several processes side by side. One that dies costs the scenario it was playing, which says so.

Each process has a line of its own, whose other end nobody else holds: whatever ends the process ends the line, at once
and even in the middle of a word. A process pool promises less: it stood still when one died while it was being started.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from multiprocessing.connection import Connection, wait
from pathlib import Path

from engine.definitions.files import ModelFile
from engine.findings import Text
from workers.scenarios.cast import Cast
from workers.scenarios.report import Failure, ScenarioReport, unplayed
from workers.scenarios.theatre import Theatre

_LOOKS_SECONDS = 1.0
_ENDS_SECONDS = 5.0
_PLAYING = Text("playing the scenario", "执行场景")


def play_beside(
    paths: Sequence[Path], models: Sequence[ModelFile], theatre: Theatre, *, processes: int
) -> Iterator[tuple[Path, ScenarioReport]]:
    """Each path with its report, as they end. `theatre` has `models` deployed; what it prepared is used by all."""
    with ExitStack() as stack:
        free = deque(stack.enter_context(_Company(models, theatre)) for _ in range(min(processes, len(paths))))
        waiting, playing = deque(paths), list[_Company]()
        while waiting or playing:
            while waiting and free:
                playing.append(free.popleft())
                playing[-1].begin(waiting.popleft())
            if not playing:
                yield from ((path, _unplayed(path, "none left of the processes that play")) for path in waiting)
                return
            wait([company.line for company in playing], timeout=_LOOKS_SECONDS)
            for company in [company for company in playing if company.has_ended]:
                path, report = company.end()
                playing.remove(company)
                free.extend([company] if report else [])
                yield path, report or _unplayed(path, company.death)


class _Company:
    """A process with a theatre of its own, which plays one scenario at a time."""

    def __init__(self, models: Sequence[ModelFile], theatre: Theatre) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self._models: tuple[ModelFile, ...] = tuple(models)
        given = (theirs, theatre.prepared, theatre.folder)  # little: whoever starts it waits until it has read this
        self._process = context.Process(target=_perform, args=given, daemon=True)
        self._process.start()
        theirs.close()
        self._path: Path | None = None

    def __enter__(self) -> _Company:
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()
        if self._path:
            self._process.terminate()
        self._process.join(_ENDS_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def begin(self, path: Path) -> None:
        """Play that one."""
        self._path = path
        with suppress(OSError):  # dead: it will have ended
            if self._models:
                self.line.send(self._models)
                self._models = ()
            self.line.send(path)

    @property
    def has_ended(self) -> bool:
        """Whether there is a report, or no process any more."""
        return self.line.poll() or not self._process.is_alive()

    def end(self) -> tuple[Path, ScenarioReport | None]:
        """What was played, and its report; None when the process died over it."""
        assert self._path, "expected a company that plays"
        path, report = self._path, None
        with suppress(EOFError, OSError):
            report = self.line.recv() if self.line.poll() else None
        self._path = None
        return path, report

    @property
    def death(self) -> str:
        """How the process ended, in words."""
        self._process.join(_ENDS_SECONDS)
        code = self._process.exitcode or 0
        return f"its process killed by signal {-code}" if code < 0 else f"its process ended with exit code {code}"


def _perform(line: Connection, prepared: Mapping[datetime, Path], folder: Path) -> None:
    """In the process: play what the line says until it ends."""
    with suppress(EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        models: tuple[ModelFile, ...] = line.recv()
        with Theatre(models, prepared=prepared, within=folder) as theatre:
            cast = Cast(theatre)
            while True:
                line.send(cast.play(line.recv()))


def _unplayed(path: Path, found: str) -> ScenarioReport:
    return unplayed(path, (Failure(str(path), 1, 0, _PLAYING, "a report", found),))
