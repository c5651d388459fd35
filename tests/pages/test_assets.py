"""assets.py: what templates get from the front-end build."""

import json
import os
from pathlib import Path

import pytest
from jinja2 import Environment

from api.pages.assets import Assets, install

BUILD = {
    "app": {"js": "app-A.js", "css": "app-A.css", "chunks": ["chunks/c-1.js"], "lazy": []},
    "task": {"js": "task-T.js", "css": None, "chunks": [], "lazy": ["chunks/feel-2.js"]},
}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets.json").write_text(json.dumps(BUILD))
    return tmp_path


def test_styles_link_the_sheet_and_preload_what_the_script_needs_at_once(dist: Path) -> None:
    html = str(Assets(dist).styles("app"))

    assert '<link rel="stylesheet" href="/static/dist/app-A.css">' in html
    assert '<link rel="modulepreload" href="/static/dist/chunks/c-1.js">' in html


def test_lazy_chunks_are_not_preloaded(dist: Path) -> None:
    assert "feel-2" not in str(Assets(dist).styles("task"))


def test_scripts_are_modules_from_our_own_address(dist: Path) -> None:
    html = str(Assets(dist).scripts("task"))

    assert html == '<script type="module" src="/static/dist/task-T.js"></script>'


def test_without_a_build_pages_get_no_tags_and_no_error(tmp_path: Path) -> None:
    assets = Assets(tmp_path)

    assert not assets.is_built
    assert (assets.styles("app"), assets.scripts("app")) == ("", "")


def test_a_new_build_is_noticed_without_restart(dist: Path) -> None:
    assets = Assets(dist)
    assert assets.page("app") is not None
    file = dist / "assets.json"

    file.write_text(json.dumps({"app": {**BUILD["app"], "js": "app-B.js"}}))
    os.utime(file, (1, 1))

    page = assets.page("app")
    assert page is not None
    assert page.script == "app-B.js"


def test_a_broken_assets_file_says_what_was_expected(tmp_path: Path) -> None:
    (tmp_path / "assets.json").write_text('{"app": {"js": 1}}')

    with pytest.raises(ValueError, match="expected the front-end build's assets.json"):
        Assets(tmp_path).page("app")


def test_templates_get_both_functions_and_are_not_escaped_again(dist: Path) -> None:
    environment = Environment(autoescape=True)
    install(environment, Assets(dist))

    html = environment.from_string("{{ asset_styles('app') }}{{ asset_scripts('app') }}").render()

    assert html.startswith("<link")
    assert html.endswith("</script>")
