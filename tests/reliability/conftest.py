"""Stages of each kind, shared by all tests of a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.stage import Stage, postgres_stage, sqlite_stage

IS_NIGHT = bool(os.environ.get("NIGHTLY"))


@pytest.fixture(scope="module")
def sqlite_theatre(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Scenarios on SQLite."""
    stage = sqlite_stage(sqlite_template, tmp_path_factory.mktemp("stage"))
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def postgres_theatre(postgres_url: str, postgres_template: str) -> Iterator[Stage]:
    """Scenarios on PostgreSQL."""
    stage = postgres_stage(postgres_url, postgres_template)
    yield stage
    stage.close()


@pytest.fixture(params=["sqlite", "postgres"])
def stage(request: pytest.FixtureRequest) -> Stage:
    """Scenarios on each kind of database."""
    found: Stage = request.getfixturevalue(f"{request.param}_theatre")
    return found
