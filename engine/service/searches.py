"""Searches as operations of the Engine."""

from __future__ import annotations

from engine.actor import Actor
from engine.search import finding
from engine.search.request import Item, Page, Search
from engine.service.transaction import Transactions


class Searches(Transactions):
    """What an actor may see, sought by the words of `/v2`."""

    def search(self, kind: str, search: Search, *, actor: Actor) -> Page:
        """A page of what `search` finds; kinds are those of `engine.store.search.sources`."""
        return self._read(lambda tx: finding.find_page(tx, kind, search, actor=actor))

    def get_one(self, kind: str, key: int | str, *, actor: Actor) -> Item:
        """One object by its key. Raises NotFound."""
        return self._read(lambda tx: finding.get_one(tx, kind, key, actor=actor))
