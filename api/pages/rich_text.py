"""Designers' Markdown and HTML, made safe for a page: filled in first, cleaned afterwards."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_TEXT = ("p", "br", "b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote", "div", "span", "img", "hr")
_TAGS = frozenset((*_TEXT, "ul", "ol", "li", "h2", "h3", "h4", "h5", "table", "thead", "tbody", "tr", "th", "td"))
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}


def markdown(text: str) -> Markup:
    """The HTML of a Markdown text; its first heading becomes an `h2`, because the page has its own `h1`."""
    made = _reader().render(text)
    for level in (4, 3, 2, 1):
        made = made.replace(f"<h{level}>", f"<h{level + 1}>").replace(f"</h{level}>", f"</h{level + 1}>")
    return clean(made)


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def escape_markdown(value: str) -> str:
    """A case's value as Markdown that shows exactly this text: it makes no link, heading or list."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~&])", r"\\\1", value).replace("\n", "  \n")


def escape_html(value: str) -> str:
    """A case's value as HTML that shows exactly this text."""
    return html.escape(value)


def clean(text: str) -> Markup:
    """The HTML `text` with harmless elements only; scripts, styles, event handlers and foreign addresses are gone."""
    safe = nh3.clean(
        text,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return Markup(safe)
