"""built_files.py: how the built front end travels."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from api.pages.built_files import BuiltFiles

SCRIPT = b"export const a = 1;\n" * 100


@pytest.fixture
def browser(tmp_path: Path) -> TestClient:
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / "app-A1.js").write_bytes(SCRIPT)
    (dist / "app-A1.js.gz").write_bytes(gzip.compress(SCRIPT))
    (dist / "plain-A1.css").write_text("a {}")
    return TestClient(Starlette(routes=[Mount("/static", BuiltFiles(directory=tmp_path))]))


def test_a_compressed_twin_is_sent_to_browsers_that_take_it(browser: TestClient) -> None:
    answer = browser.get("/static/dist/app-A1.js", headers={"accept-encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.content == SCRIPT


def test_a_browser_without_compression_gets_the_file_itself(browser: TestClient) -> None:
    answer = browser.get("/static/dist/app-A1.js", headers={"accept-encoding": "identity"})

    assert "content-encoding" not in answer.headers
    assert answer.content == SCRIPT


def test_files_with_a_hash_in_their_name_are_kept_for_good(browser: TestClient) -> None:
    assert "immutable" in browser.get("/static/dist/plain-A1.css").headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/static/dist/none.js", "/static/dist/../../secret", "/static/%2e%2e/%2e%2e/etc/passwd"]
)
def test_what_is_not_there_is_404_and_not_kept_for_good(browser: TestClient, path: str) -> None:
    answer = browser.get(path)

    assert answer.status_code == 404
    assert "immutable" not in answer.headers.get("cache-control", "")
