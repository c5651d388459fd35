"""Moving cases: every change of a case goes through a `Turn` (one transaction, one actor, any number of cases)."""

from engine.advance.open_case import OpenCase
from engine.advance.turn import Turn
from engine.advance.world import World

__all__ = ["OpenCase", "Turn", "World"]
