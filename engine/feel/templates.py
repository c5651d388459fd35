"""Texts with `{{FEEL}}` placeholders: mails, notices, labels. Placeholders in values are never read again."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from engine.feel.errors import FeelFailure, FeelSyntaxError
from engine.feel.expressions import Expression, compile_expression
from engine.feel.formatting import to_text
from engine.feel.limits import MAX_STRING, Budget
from engine.feel.scope import Environment
from engine.feel.values import FeelFunction, FeelValue

_MAX_PLACEHOLDERS = 1_000


def _as_written(text: str) -> str:
    return text


class Template:
    """A compiled template. `names`: the variables its placeholders read."""

    __slots__ = ("_parts", "names", "text")

    def __init__(self, text: str, parts: tuple[str | Expression, ...]) -> None:
        self.text = text
        self._parts = parts
        expressions = [part for part in parts if isinstance(part, Expression)]
        self.names: frozenset[str] = frozenset().union(*(expression.names for expression in expressions))

    def render(
        self,
        variables: Mapping[str, object],
        environment: Environment,
        *,
        escape: Callable[[str], str] = _as_written,
    ) -> str:
        """The text with values in place; null gives nothing. `escape` is applied to values, not to the text.

        All placeholders pay from one budget. Raises FeelFailure.
        """
        shared = replace(environment, budget=environment.budget or Budget())
        pieces: list[str] = []
        total = 0
        for part in self._parts:
            piece = part if isinstance(part, str) else escape(_shown(part.evaluate(variables, shared).value))
            total += len(piece)
            if total > MAX_STRING:
                raise FeelFailure("limit", f"expected a text of at most {MAX_STRING} characters, but found more")
            pieces.append(piece)
        return "".join(pieces)


def _shown(value: FeelValue) -> str:
    if value is None or isinstance(value, FeelFunction):
        return ""
    return to_text(value)


def compile_template(text: str, *, names: Collection[str] = ()) -> Template:
    """Compile a text with `{{FEEL}}` placeholders. Raises FeelSyntaxError, with the place in the whole text.

    A placeholder ends at the first `}}` after which its text is FEEL, so that contexts may stand inside.
    """
    if len(text) > MAX_STRING:
        raise FeelSyntaxError(text[:100], 0, (f"at most {MAX_STRING} characters",), f"{len(text)}")
    parts: list[str | Expression] = []
    position = 0
    while (start := text.find("{{", position)) >= 0:
        parts.append(text[position:start])
        if len(parts) > 2 * _MAX_PLACEHOLDERS:
            raise FeelSyntaxError(text, start, (f"at most {_MAX_PLACEHOLDERS} placeholders",), "more")
        expression, position = _placeholder(text, start + 2, names)
        parts.append(expression)
    parts.append(text[position:])
    return Template(text, tuple(part for part in parts if part != ""))


def _placeholder(text: str, start: int, names: Collection[str]) -> tuple[Expression, int]:
    end = text.find("}}", start)
    if end < 0:
        raise FeelSyntaxError(text, start, ("'}}'",), "the end of the text")
    problem: FeelSyntaxError | None = None
    for _ in range(8):
        try:
            return compile_expression(text[start:end], names=names), end + 2
        except FeelSyntaxError as error:
            problem = problem or error
        longer = text.find("}}", end + 1)
        if longer < 0 or "{{" in text[end:longer]:
            break
        end = longer
    offset = start + (problem.position if problem else 0)
    raise FeelSyntaxError(text, offset, problem.expected if problem else (), problem.found if problem else "")
