"""The syntax tree. Every node knows its `position`, the character offset in the text."""

from dataclasses import dataclass

from engine.feel.types import FeelType
from engine.feel.values import FeelValue


@dataclass(frozen=True, slots=True)
class Node:
    """Any expression."""

    position: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean, null or temporal value as written."""

    value: FeelValue


@dataclass(frozen=True, slots=True)
class Invalid(Node):
    """A well-formed text whose value cannot exist, as `@"2020-13-01"`: null with `message`."""

    message: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, local name or built-in; spaces inside are single. `?` is the input of a unary test."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`target.name.name …`"""

    target: Node
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`target[condition]`, also an index."""

    target: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`callee(arguments)`; `names` is None for positional arguments."""

    callee: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """A run of operators of one precedence, applied from the left: `first op operand op operand …`."""

    first: Node
    rest: tuple[tuple[str, Node, int], ...]


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`-operand`"""

    operand: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`a and b and …` or `a or b or …`"""

    is_and: bool
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`left op right` with = != < <= > >="""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`"""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Test(Node):
    """One unary test. `operator` None: the operand is a value, range, list, or an expression with `?`."""

    operator: str | None
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests:
    """A decision table cell: no tests at all is `-`."""

    tests: tuple[Test, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in (test, …)`"""

    value: Node
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`; `type` None is a name that no type has."""

    value: Node
    type: FeelType | None


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`"""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iterator:
    """`name in start`, or `name in start..end`"""

    name: str
    start: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for iterators return body`"""

    iterators: tuple[Iterator, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every` iterators `satisfies` condition"""

    is_every: bool
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[item, …]`"""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """`{name: value, …}`"""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """`[start..end]` and kin; an end that is None is unbounded."""

    start: Node | None
    end: Node | None
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """`function(name: type, …) body`; a parameter without type takes anything."""

    parameters: tuple[tuple[str, FeelType | None], ...]
    body: Node
