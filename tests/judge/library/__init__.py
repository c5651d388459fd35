"""The models of the random runs: every element family, the control-flow patterns, the shipped processes."""

from __future__ import annotations

from tests.judge.library import (
    compensation,
    data,
    events,
    found,
    gateways,
    joins,
    leaving,
    listeners,
    repetition,
    scopes,
    shipped,
    throws,
)
from tests.judge.model import Model


def models() -> tuple[Model, ...]:
    """All of them, in a fixed order."""
    files = (
        gateways,
        joins,
        events,
        throws,
        data,
        scopes,
        repetition,
        compensation,
        leaving,
        listeners,
        found,
        shipped,
    )
    return tuple(model for file in files for model in file.MODELS)
