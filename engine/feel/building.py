"""What the `compile_*` modules need of the compiler; a protocol, because the compiler imports them."""

from typing import Protocol

from engine.feel.code import Code, Level
from engine.feel.syntax import Node


class Builder(Protocol):
    """See `Compiler`."""

    levels: list[Level]
    free: set[str]
    is_impure: bool

    def compile(self, node: Node) -> Code:
        """The code of a node."""
        ...

    def within(self, level: Level, node: Node) -> Code:
        """The code of a node that runs in a scope of its own."""
        ...
