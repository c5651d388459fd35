"""Designers' Markdown and HTML, made safe for a page: filled in first, cleaned afterwards."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = frozenset(
    "p br b strong i em u s ul ol li a h2 h3 h4 h5 hr table thead tbody tr th td code pre blockquote div span img".split()
)
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown(text: str) -> Markup:
    """The HTML of a Markdown text; its first heading becomes an `h2`, because the page has its own `h1`."""
    html = _MARKDOWN.render(text)
    for level in (4, 3, 2, 1):
        html = html.replace(f"<h{level}>", f"<h{level + 1}>").replace(f"</h{level}>", f"</h{level + 1}>")
    return clean(html)


def clean(html: str) -> Markup:
    """`html` with harmless elements only; scripts, styles, event handlers and foreign addresses are gone."""
    safe = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return Markup(safe)
