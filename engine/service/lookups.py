"""Look-up fields of forms as operations of the Engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine import lookups
from engine.actor import Actor
from engine.forms import Found, Wanted
from engine.service.transaction import Transactions


class Lookups(Transactions):
    """What people may choose in forms."""

    def search_lookup(
        self, source: str, text: str, filters: Mapping[str, str], *, actor: Actor, limit: int = lookups.MAX_FOUND
    ) -> tuple[Found, ...]:
        """The records of a source that hold every word of `text`, best first. Raises NotFound, Invalid."""
        return self._read(lambda tx: lookups.search(tx, source, text, filters, actor=actor, limit=limit))

    def find_lookups(self, wanted: Sequence[Wanted], *, actor: Actor) -> Mapping[Wanted, Found]:
        """Those of the wanted records that exist in reach of the actor."""
        return self._read(lambda tx: lookups.finder(tx, actor=actor)(wanted))
