"""A search as it is asked, and the page that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.values import Json

Item = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Search:
    """A search of API 1.4, unchecked: `filter`, `sort`, `page` are the JSON a caller sent, or what a page wants.

    `within` narrows by what the path of a request names: (kind, key) of an object that the actor must see, else
    NotFound. `pins` are fixed conditions of the kind sought (`sources`), such as `{'case_tree': key}`.
    """

    filter: Mapping[str, Json] = field(default_factory=dict)
    sort: list[Json] = field(default_factory=list)
    page: Mapping[str, Json] = field(default_factory=dict)
    within: tuple[str, int | str] | None = None
    pins: Mapping[str, int | str | frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `total` is exact up to 10,000; beyond, 10,000 and `has_more_total`. An empty page has no cursors."""

    items: tuple[Item, ...]
    total: int
    has_more_total: bool
    start_cursor: str | None
    end_cursor: str | None
