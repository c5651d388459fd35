"""The proof of every history, in the background of one server process: begun by an auditor, watched on his page."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import datetime

from engine.actor import Actor
from engine.history.chain import Verification
from engine.service import Engine

_log = logging.getLogger(__name__)
_MOST_BREAKS = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the last proof is. `begun_at` None = never begun; `ended_at` None = still going on."""

    begun_at: datetime | None = None
    begun_by: str = ""
    ended_at: datetime | None = None
    total_count: int = 0
    case_count: int = 0
    event_count: int = 0
    broken: tuple[Verification, ...] = ()
    has_failed: bool = False

    @property
    def is_running(self) -> bool:
        """Whether it is going on now."""
        return self.begun_at is not None and self.ended_at is None


class Prover:
    """At most one proof at a time."""

    def __init__(self) -> None:
        self.progress = Progress()
        self._lock = threading.Lock()

    def begin(self, engine: Engine, actor: Actor) -> None:
        """Begin a proof, unless one is going on."""
        with self._lock:
            if self.progress.is_running:
                return
            self.progress = Progress(engine.clock(), actor.display_name or actor.name, total_count=engine.case_count())
        threading.Thread(target=self._run, args=(engine, actor), name="proof", daemon=True).start()

    def _run(self, engine: Engine, actor: Actor) -> None:
        try:
            for verdict in engine.verify_all(actor=actor):
                self._note(verdict)
        except Exception:
            _log.exception("the proof of all histories stopped")
            self.progress = replace(self.progress, has_failed=True)
        self.progress = replace(self.progress, ended_at=engine.clock())

    def _note(self, verdict: Verification) -> None:
        done = self.progress
        broken = done.broken if verdict.ok or len(done.broken) >= _MOST_BREAKS else (*done.broken, verdict)
        self.progress = replace(
            done,
            case_count=done.case_count + 1,
            event_count=done.event_count + verdict.checked_count,
            broken=broken,
        )
