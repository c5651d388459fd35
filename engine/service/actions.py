"""What people do to running cases besides their tasks."""

from __future__ import annotations

from collections.abc import Mapping

from engine import actions
from engine.actions import ActionOffer
from engine.actor import Actor
from engine.service.base import Base
from engine.service.transaction import Once
from engine.values import Json


class ActionOperations(Base):
    """Actions that models offer by `sl:action` on a message."""

    def case_actions(self, case_key: int, *, actor: Actor) -> tuple[ActionOffer, ...]:
        """What the actor may do to the case now. Raises NotFound."""
        return self._read(lambda tx: actions.offers(tx, self.world, case_key, actor=actor))

    def act_on_case(
        self,
        case_key: int,
        message: str,
        values: Mapping[str, Json],
        *,
        actor: Actor,
        once: Once[None] | None = None,
    ) -> None:
        """Send the case a message it offers him. Raises NotFound, NoLongerWaiting, InvalidFields."""
        self._write(lambda tx: actions.act(tx, self.world, case_key, message, values, actor=actor), once=once)
