"""Browsers without a screen: the whole application on a fresh SQLite database, one client for each person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.service import Engine
from engine.values import Values

ROOT = Path(__file__).parents[2]
MODELS = Path(__file__).parent / "models"
Open = Callable[[str], "Browser"]


class _Reader(HTMLParser):
    """Collects what a person would read or send: forms with their inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, dict[str, str]] = {}
        self._action = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms and their hidden fields."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._action = found.get("action", "")
            self.fields.setdefault(self._action, {})
        if tag == "input" and found.get("type") == "hidden" and self._action:
            self.fields[self._action][found["name"]] = found.get("value", "")


class Browser:
    """A signed-in person: opens pages, sends the forms that stand on them."""

    def __init__(self, client: TestClient, username: str) -> None:
        self.client = client
        self._text = ""
        answer = client.post("/signin", data={"username": username, "password": "demo"}, follow_redirects=False)
        assert answer.status_code == 303, answer.text

    def open(self, path: str, *, expect: int = 200) -> str:
        """The text of a page."""
        answer = self.client.get(path)
        assert answer.status_code == expect, answer.text
        self._text = answer.text
        return answer.text

    def send(self, action: str, values: dict[str, object] | None = None, *, expect: int = 200) -> str:
        """Send the form with this action from the page last opened; the text of the page that follows."""
        reader = _Reader()
        reader.feed(self._text)
        assert action in reader.fields, f"expected a form to {action}, but found {sorted(reader.fields)}"
        answer = self.client.post(action, data={**reader.fields[action], **(values or {})})
        assert answer.status_code == expect, answer.text
        self._text = answer.text
        return answer.text


@pytest.fixture
def app_engine(sqlite_engine: Engine) -> Engine:
    """An engine with the demo network and a small process of two tasks for agent and quality."""
    files = [ModelFile(name=file.name, content=file.read_bytes()) for file in sorted(MODELS.iterdir())]
    sqlite_engine.deploy(files, actor=SYSTEM)
    return sqlite_engine


@pytest.fixture
def browser(app_engine: Engine) -> Iterator[Open]:
    """`browser("agent")`: that demo person, signed in, reading English."""
    app = create_app(app_engine)
    clients: list[TestClient] = []

    def sign_in(username: str) -> Browser:
        client = TestClient(app, base_url="http://127.0.0.1")
        client.cookies.set("language", "en")
        clients.append(client)
        return Browser(client, username)

    yield sign_in
    for client in clients:
        client.close()


@pytest.fixture
def a_case(app_engine: Engine, actor: Callable[[str], object]) -> Callable[..., int]:
    """`a_case(variables)` starts the small process and gives its case key."""

    def start(variables: Values | None = None) -> int:
        wanted = StartRequest(process_id="inquiry", variables=variables or {}, business_key="Q-1")
        return app_engine.start_case(wanted, actor=SYSTEM).case_key

    return start
