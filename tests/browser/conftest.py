"""A real server on loopback and a real browser: what browser tests stand on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class LiveServer:
    """A running server: its address and a client for set-up by HTTP."""

    url: str

    def call(self, method: str, path: str, *, user: str, json: object = None) -> httpx.Response:
        """One request as that demo user; fails on an error status."""
        with httpx.Client(base_url=self.url, auth=(user, "demo"), trust_env=False, timeout=30) as client:
            answer = client.request(method, path, json=json)
        answer.raise_for_status()
        return answer


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """`servicelane serve --demo --test-mode` in a process of its own, with demo data on SQLite."""
    port = _free_port()
    folder = tmp_path_factory.mktemp("live")
    log = (folder / "server.log").open("wb")
    command = [sys.executable, "-m", "api.cli", "serve", "--demo", "--test-mode", "--port", str(port), "--data", folder]
    environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "DATA", "PORT")}
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, folder / "server.log")
        yield LiveServer(url)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, headless."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"expected chromium at {CHROMIUM}: apt-get install chromium, or set CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """`open_page("agent", width=1280, language="en")`: a page of that demo user; script errors fail the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(user: str | None = None, *, width: int = 1280, language: str = "zh-CN") -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, locale=language,
            timezone_id="Asia/Shanghai",
        )  # fmt: skip
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        if user is not None:
            sign_in(page, user)
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


def sign_in(page: Page, user: str) -> None:
    """Sign in by the form."""
    page.goto("/signin")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", "demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        if process.poll() is not None:
            pytest.fail(f"the server ended at once:\n{log.read_text()}")
        try:
            if httpx.get(f"{url}/v2/status", trust_env=False).status_code == 204:
                return
        except httpx.TransportError:
            time.sleep(0.25)
    pytest.fail(f"the server did not answer within 60 s:\n{log.read_text()}")
