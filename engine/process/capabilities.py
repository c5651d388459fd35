"""By name, what the token machine executes. The gate refuses everything else, so that nothing is half-executed."""

from __future__ import annotations

EXECUTED_EVENTS: dict[str, frozenset[str]] = {
    "start": frozenset(("none", "message", "timer", "signal", "conditional")),
}
