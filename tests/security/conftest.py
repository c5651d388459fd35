"""The application over a fresh SQLite database, and clients that ask it as the demo's people."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from engine.service import Engine
from workers import drain

AsUser: TypeAlias = Callable[[str], TestClient]


@pytest.fixture
def app(sqlite_engine: Engine) -> FastAPI:
    """The application as `servicelane serve` builds it."""
    return create_app(sqlite_engine, drain=lambda: drain(sqlite_engine))


@pytest.fixture
def as_user(app: FastAPI) -> Iterator[AsUser]:
    """`as_user("station")`: a client that signs in by Basic as that demo user."""
    opened: list[TestClient] = []

    def make(username: str) -> TestClient:
        secret = base64.b64encode(f"{username}:demo".encode()).decode()
        client = TestClient(app, headers={"Authorization": f"Basic {secret}"}, follow_redirects=False)
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()
