"""The search of large models in a child process that the system and a clock end: it takes nobody's time or memory.

A fresh interpreter is started rather than a copy of this process made: that is safe with threads, and it holds no
database. Starting it costs some 20 ms. One child runs at a time; who finds one running does without.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from engine.process.check import explorer
from engine.process.check.explorer import Net, Outcome

MOST_SECONDS = 2
MOST_BYTES = 256 * 1024 * 1024
_GRACE_SECONDS = 1
_one = threading.Lock()
_log = logging.getLogger(__name__)


def explore_in_child(nets: Sequence[Net], *, most_markings: int, most_tokens: int) -> list[Outcome] | None:
    """What a larger search finds in each of `nets`; None when no child could be started, or it was ended or is busy."""
    if not _one.acquire(blocking=False):
        return None
    try:
        return _ask({"nets": list(nets), "most_markings": most_markings, "most_tokens": most_tokens})
    finally:
        _one.release()


def _ask(question: dict[str, object]) -> list[Outcome] | None:
    """One child, one question. It gets no environment, and ends by its limits or by the clock at the latest."""
    program = str(Path(explorer.__file__))
    command = [sys.executable, "-I", "-S", program, str(MOST_SECONDS), str(MOST_BYTES)]
    try:
        done = subprocess.run(
            command, input=json.dumps(question).encode(), capture_output=True, env={}, check=True,
            timeout=MOST_SECONDS + _GRACE_SECONDS,
        )  # fmt: skip
        found: list[Outcome] = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as problem:
        _log.info("the search of a large model ended early: %s", type(problem).__name__)
        return None
    return found
