"""The application over a fresh database of each kind, and people who ask it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import TypeAlias

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from engine import passwords
from engine.service import Engine
from workers import drain

AsUser: TypeAlias = Callable[[str], TestClient]


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """One password check for each user and password, not one for each test: a hash takes 50 ms."""
    known: dict[tuple[str, str | None], bool] = {}
    check = passwords.is_secret

    def remembered(secret: str, secret_hash: str | None) -> bool:
        if (secret, secret_hash) not in known:
            known[secret, secret_hash] = check(secret, secret_hash)
        return known[secret, secret_hash]

    monkeypatch.setattr(passwords, "is_secret", remembered)


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    """The application on each kind of database."""
    return create_app(engine, drain=lambda: drain(engine))


@pytest.fixture
def sqlite_app(sqlite_engine: Engine) -> FastAPI:
    """The application on SQLite only, where the kind of database makes no difference."""
    return create_app(sqlite_engine, drain=lambda: drain(sqlite_engine))


@pytest.fixture
def as_user(app: FastAPI) -> Iterator[AsUser]:
    """`as_user("agent")`: a client that signs in by Basic as that demo user."""
    yield from _clients(app)


@pytest.fixture
def sqlite_as_user(sqlite_app: FastAPI) -> Iterator[AsUser]:
    """The same over `sqlite_app`."""
    yield from _clients(sqlite_app)


def basic(username: str, secret: str = "demo") -> dict[str, str]:
    """The header of Basic credentials."""
    return {"Authorization": "Basic " + base64.b64encode(f"{username}:{secret}".encode()).decode()}


def anonymous(app: FastAPI) -> TestClient:
    """A client without credentials, which raises what the server fails on."""
    return TestClient(app, follow_redirects=False)


def _clients(app: FastAPI) -> Iterator[AsUser]:
    opened: list[TestClient] = []

    def make(username: str) -> TestClient:
        client = TestClient(app, headers=basic(username), follow_redirects=False)
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()
