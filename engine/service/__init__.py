"""The Engine: every operation of the product, each one transaction. Nothing else begins one."""

from engine.service.engine import Engine
from engine.service.transaction import Once, Replayed

__all__ = ["Engine", "Once", "Replayed"]
