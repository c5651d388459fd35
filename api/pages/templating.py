"""The one Jinja environment of all pages: escaped, strict, templates from files only."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.pages import assets, filters
from api.pages.shown_values import shown_text
from engine.values import dump

_ROOT = Path(__file__).resolve().parents[2]


@cache
def environment() -> Environment:
    """The environment; templates stand in api/templates, the macros of form components in forms."""
    made = Environment(
        loader=FileSystemLoader([_ROOT / "api" / "templates", _ROOT / "forms"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_function"] = lambda value, **_: dump(value)
    pictures = made.get_template("pictures.html").module
    for name in ("icon", "picture", "brand"):
        made.globals[name] = getattr(pictures, name)
    made.filters["shown_text"] = shown_text
    filters.install(made)
    assets.install(made)
    return made
