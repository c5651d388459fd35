"""Searching a source as somebody types, and finding what he chose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from engine.actor import Actor
from engine.errors import Invalid, NotFound
from engine.forms import SOURCES, FindRecords, Found, Source, Wanted
from engine.lookups.records import as_found
from engine.store.database import Tx
from engine.store.lookups import reading as rows
from engine.store.lookups.sources import READINGS

MAX_FOUND = 20
MAX_LISTED = 500
_LONGEST_TEXT = 100


def search(
    tx: Tx, source: str, text: str, filters: Mapping[str, str], *, actor: Actor, limit: int = MAX_FOUND
) -> tuple[Found, ...]:
    """The records of `source` that hold every word of `text`, best first, as far as `actor` may see them.

    Raises NotFound for an unknown source, Invalid for an unknown filter or too long a text.
    """
    known = _source(source)
    unknown = [name for name in filters if name not in known.filters]
    if unknown:
        raise Invalid(f"expected filters of {', '.join(known.filters)}, but found '{unknown[0]}'")
    if len(text) > _LONGEST_TEXT:
        raise Invalid(f"expected at most {_LONGEST_TEXT} characters to look for, but found {len(text)}")
    reading = READINGS[source]()
    most = max(1, min(limit, MAX_LISTED))
    found = rows.search(tx, reading, text, filters, actor=actor, limit=most)
    return tuple(as_found(tx, known, reading, found, filters))


def finder(tx: Tx, *, actor: Actor) -> FindRecords:
    """A function that gives those of the wanted records that exist for `actor`: a query for each source and filter."""

    def find(wanted: Sequence[Wanted]) -> Mapping[Wanted, Found]:
        groups: defaultdict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = defaultdict(list)
        for one in wanted:
            groups[one.source, one.filters].append(one.key)
        found: dict[Wanted, Found] = {}
        for (source, filters), keys in groups.items():
            for record in _find(tx, source, keys, dict(filters), actor):
                found[Wanted(source, record.key, filters)] = record
        return found

    return find


def _find(tx: Tx, source: str, keys: Sequence[str], filters: Mapping[str, str], actor: Actor) -> Sequence[Found]:
    known, reading = _source(source), READINGS[source]()
    found = rows.find(tx, reading, keys, filters, actor=actor)
    return as_found(tx, known, reading, list(found.values()), filters, by_key=True)


def _source(name: str) -> Source:
    known = SOURCES.get(name)
    if known is None:
        raise NotFound("look-up", name)
    return known
