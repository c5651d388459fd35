"""A progress bar for people who watch, nothing for logs."""

from __future__ import annotations

import sys
import time
from typing import TextIO

_WIDTH = 32


class Progress:
    """`Progress("verify", 500)`; call `step()` for each, `done()` at the end."""

    def __init__(self, label: str, total: int, *, out: TextIO | None = None) -> None:
        self._label, self._total = label, max(total, 1)
        self._out = out if out is not None else sys.stderr
        self._count, self._began = 0, time.monotonic()

    def step(self, text: str = "") -> None:
        """One more is done; `text` says which."""
        self._count += 1
        if self._out.isatty():
            filled = _WIDTH * min(self._count, self._total) // self._total
            bar = "█" * filled + "░" * (_WIDTH - filled)
            self._out.write(f"\r{self._label} {bar} {self._count}/{self._total} {self._left():10} {text[:40]:40}")
            self._out.flush()

    def step_by(self, count: int) -> None:
        """`count` more are done."""
        if count > 0:
            self._count += count - 1
            self.step()

    def at(self, done: int, total: int) -> None:
        """`done` of `total` are done."""
        self._total, self._count = max(total, 1), max(done - 1, 0)
        self.step()

    def _left(self) -> str:
        """How long the rest will take at the speed so far."""
        seconds = (time.monotonic() - self._began) / max(self._count, 1) * max(self._total - self._count, 0)
        return f"{int(seconds) // 60}:{int(seconds) % 60:02} left"

    def done(self) -> None:
        """Leave the line."""
        if self._out.isatty():
            self._out.write("\n")
