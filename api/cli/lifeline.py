"""A child of `serve --processes` ends when its parent is gone, however that went: nothing is left on the port.

The parent holds one end of a pipe and never writes to it; each child reads the other. When the parent dies, even by
kill -9, the pipe ends, and each child stops as it would for SIGTERM.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Mapping

_NAME = "SERVICELANE_LIFELINE"
_STOP_SECONDS = 20.0
_log = logging.getLogger(__name__)


class Lifeline:
    """The parent's end; `descriptor` and `environment` go to each child."""

    def __init__(self) -> None:
        self.descriptor, self._held = os.pipe()
        self.environment: Mapping[str, str] = {_NAME: str(self.descriptor)}


def watch() -> None:
    """As a child: stop when the parent is gone. Does nothing in a process that has no such parent."""
    given = os.environ.pop(_NAME, "")
    if given.isdigit():
        threading.Thread(target=_wait, args=(int(given),), name="lifeline", daemon=True).start()


def _wait(descriptor: int) -> None:
    try:
        os.read(descriptor, 1)
    except OSError as error:
        _log.warning("the lifeline of the parent cannot be read: %s", error)
        return
    _log.warning("the parent is gone: stopping")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_STOP_SECONDS)
    os._exit(1)
