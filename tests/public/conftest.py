"""A small process that speaks with the public, its cases, and browsers that nobody signed in."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.settings import EngineSettings
from engine.store.database import Database
from engine.values import Values
from workers import drain

MODELS = Path(__file__).parent / "models"
SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes ...").decode()
PNG = bytes.fromhex(  # one white point: forms take no picture that cannot be read as one
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f80f00010101"
    "00b138f6140000000049454e44ae426082"
)
ASKED: Values = {"request": {"name": "张伟", "phone": "13800000001", "text": "不制冷", "photos": []}}
Ask: TypeAlias = Callable[..., str]


@pytest.fixture
def public_engine(database_url: str, clock: PinnedClock) -> Iterator[Engine]:
    """An engine on each kind of database with the small process deployed."""
    settings = EngineSettings(is_test_mode=True, public_url="https://lane.example", webhook_secrets={"shop": (SECRET,)})
    made = Engine(Database(database_url), clock=clock, settings=settings)
    files = [ModelFile(file.name, file.read_bytes()) for file in sorted(MODELS.iterdir())]
    made.deploy(files, actor=SYSTEM)
    yield made
    made.close()


@pytest.fixture
def app(public_engine: Engine) -> FastAPI:
    return create_app(public_engine, drain=lambda: drain(public_engine))


@pytest.fixture
def stranger(app: FastAPI) -> Iterator[TestClient]:
    """A browser that reads English and follows no redirect."""
    with TestClient(app, base_url="http://testserver", follow_redirects=False) as client:
        client.cookies.set("language", "en")
        yield client


@pytest.fixture
def ask(public_engine: Engine) -> Ask:
    """`ask(phone)`: a case begun by the public form; the token of its link."""

    def begin(phone: str = "13800000001") -> str:
        asked: Values = {"request": {"name": "张伟", "phone": phone, "text": "不制冷"}}
        public_engine.receive("help_wanted", asked, channel="web", request_id=f"request-of-{phone}")
        drain(public_engine)
        return token_of(public_engine, f"H-{phone}")

    return begin


def token_of(engine: Engine, number: str) -> str:
    """The token in the message that the customer of the case with that number got."""
    case_key = case_of(engine, number)
    mine = next(row for row in engine.customer_mail() if row.case_key == case_key)
    found = re.search(r"/p/([A-Za-z0-9_-]{32})(?![A-Za-z0-9_-])", mine.text)
    assert found is not None, mine.text
    return found[1]


def variables_of(engine: Engine, number: str) -> Values:
    """The variables of the case with that number."""
    page = engine.case_page(case_of(engine, number), actor=SYSTEM)
    assert page.variables is not None
    return page.variables


def case_of(engine: Engine, number: str) -> int:
    """The key of the newest case with that business key."""
    with engine.database.sql.connect() as connection:
        rows = connection.exec_driver_sql(
            f"SELECT case_key FROM case_instance WHERE business_key = '{number}' ORDER BY case_key DESC"
        ).all()
    return int(rows[0][0])


def case_count(engine: Engine) -> int:
    """How many cases there are."""
    return engine.case_count()


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, f"expected a field {name}"
    return found[1]
