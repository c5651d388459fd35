"""The models of the random runs: every element family, the control-flow patterns, the shipped processes."""

from __future__ import annotations

from tests.judge.driver import Model
from tests.judge.library import data, events, gateways, repetition, scopes


def models() -> tuple[Model, ...]:
    """All of them, in a fixed order."""
    return (*gateways.MODELS, *events.MODELS, *data.MODELS, *scopes.MODELS, *repetition.MODELS)
