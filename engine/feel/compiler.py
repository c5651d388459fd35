"""From syntax tree to closures. One function per node kind; they live in the `compile_*` modules."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.feel import compile_calls, compile_control, compile_names, compile_operators, compile_values
from engine.feel.code import Closure, Code, Level
from engine.feel.syntax import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    If,
    In,
    InstanceOf,
    Invalid,
    ListOf,
    Literal,
    Logic,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
    RangeOf,
)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A whole compiled text."""

    closure: Closure
    names: frozenset[str]
    constant: bool


class Compiler:
    """Compiles one text. `levels` are the local names from the outside inward."""

    def __init__(self, levels: list[Level] | None = None) -> None:
        self.levels: list[Level] = levels or []
        self.free: set[str] = set()
        self.is_impure = False

    def compile(self, node: Node) -> Code:
        """The code of a node."""
        build: Callable[[Compiler, Node], Code] = _BUILDERS[type(node)]
        return build(self, node)

    def within(self, level: Level, node: Node) -> Code:
        """The code of a node that runs in a scope of its own."""
        self.levels.append(level)
        try:
            return self.compile(node)
        finally:
            self.levels.pop()


_BUILDERS: dict[type, Callable[..., Code]] = {
    Literal: compile_values.literal,
    Invalid: compile_values.invalid,
    ListOf: compile_values.list_of,
    ContextOf: compile_values.context_of,
    RangeOf: compile_values.range_of,
    FunctionOf: compile_values.function_of,
    InstanceOf: compile_values.instance_of,
    Name: compile_names.name,
    Path: compile_names.path,
    Call: compile_calls.call,
    Filter: compile_control.filtered,
    If: compile_control.choice,
    For: compile_control.iteration,
    Quantified: compile_control.quantified,
    Arithmetic: compile_operators.arithmetic,
    Negation: compile_operators.negation,
    Logic: compile_operators.logic,
    Comparison: compile_operators.comparison,
    Between: compile_operators.between,
    In: compile_operators.membership,
}


def compile_node(node: Node) -> Compiled:
    """Compile a whole expression."""
    compiler = Compiler()
    code = compiler.compile(node)
    return Compiled(code.run, frozenset(compiler.free), not compiler.free and not compiler.is_impure)
