"""Which built files a page loads: reads the front-end build's assets.json.

A page works without them (the editors apart), so a missing build gives pages without style and no error: the
server's start says so in one line, and `make front` builds it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape

DIST = Path(__file__).resolve().parents[1] / "static" / "dist"
DIST_ADDRESS = "/static/dist/"


@dataclass(frozen=True)
class PageAssets:
    """The files of one entry of the build, relative to the dist folder.

    `chunks` are loaded at once with `script` (worth a modulepreload), `lazy` ones perhaps later.
    """

    script: str
    style: str | None
    chunks: tuple[str, ...]
    lazy: tuple[str, ...]


class Assets:
    """The build in one folder. Read again when a new build replaces it."""

    def __init__(self, dist: Path = DIST, *, address: str = DIST_ADDRESS) -> None:
        self._file, self._address = dist / "assets.json", address
        self._read_at = -1.0
        self._pages: Mapping[str, PageAssets] = {}

    @property
    def is_built(self) -> bool:
        """Whether there is a front end to serve."""
        return bool(self._current())

    def page(self, name: str) -> PageAssets | None:
        """The files of entry `name`; None when there is no build or no such entry."""
        return self._current().get(name)

    def address(self, file: str) -> str:
        """Where the browser finds a file of the build."""
        return self._address + file

    def styles(self, name: str, *, preload: bool = True) -> Markup:
        """The `<link>` elements for the head: style sheet, and preloads of the script with its chunks."""
        page = self.page(name)
        if page is None:
            return Markup("")
        links = [f'<link rel="stylesheet" href="{escape(self.address(page.style))}">'] if page.style else []
        files = (page.script, *page.chunks) if preload else ()
        links += [f'<link rel="modulepreload" href="{escape(self.address(file))}">' for file in files]
        return Markup("\n".join(links))

    def scripts(self, name: str) -> Markup:
        """The `<script type="module">` element of entry `name`; empty without a build."""
        page = self.page(name)
        if page is None:
            return Markup("")
        return Markup('<script type="module" src="{}"></script>').format(self.address(page.script))

    def _current(self) -> Mapping[str, PageAssets]:
        try:
            written_at = self._file.stat().st_mtime
        except FileNotFoundError:
            return {}
        if written_at != self._read_at:
            self._pages, self._read_at = _read(self._file), written_at
        return self._pages


def install(environment: Environment, assets: Assets | None = None) -> Assets:
    """Give templates `asset_styles(page)` and `asset_scripts(page)`; returns the assets they use."""
    assets = assets or Assets()
    environment.globals["asset_styles"] = assets.styles
    environment.globals["asset_scripts"] = assets.scripts
    return assets


def _read(file: Path) -> dict[str, PageAssets]:
    """Raises ValueError when the file is not what build.mjs writes."""
    try:
        pages = json.loads(file.read_text(encoding="utf-8"))
        return {
            name: PageAssets(
                script=page["js"], style=page["css"], chunks=tuple(page["chunks"]), lazy=tuple(page["lazy"])
            )
            for name, page in pages.items()
        }
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as problem:
        raise ValueError(
            f"expected the front-end build's assets.json at {file.name}, but found {problem!r}"
        ) from problem
