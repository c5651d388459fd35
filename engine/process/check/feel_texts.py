"""The FEEL texts of one file: each compiled once, all together within a budget, so that no file keeps the gate busy."""

from __future__ import annotations

from engine.feel import Expression, FeelSyntaxError, compile_expression

MAX_EXPRESSION = 16 * 1024
MAX_TOGETHER = 256 * 1024


class TooMuchFeel(Exception):
    """One text is longer than `limit` bytes (F32), or all texts of the file together are."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"expected at most {limit} bytes of FEEL, but found more")
        self.limit = limit


class FeelTexts:
    """Compiled texts by text; equal ones count once."""

    def __init__(self) -> None:
        self._known: dict[str, Expression | FeelSyntaxError] = {}
        self._bytes = 0

    def compile(self, source: str) -> Expression:
        """The expression of `source` (without `=`). Raises FeelSyntaxError, or TooMuchFeel without looking at it."""
        if source not in self._known:
            self._known[source] = self._compiled(source)
        found = self._known[source]
        if isinstance(found, FeelSyntaxError):
            raise found
        return found

    def _compiled(self, source: str) -> Expression | FeelSyntaxError:
        size = len(source.encode())
        if size > MAX_EXPRESSION:
            raise TooMuchFeel(MAX_EXPRESSION)
        if self._bytes + size > MAX_TOGETHER:
            raise TooMuchFeel(MAX_TOGETHER)
        self._bytes += size
        try:
            return compile_expression(source)
        except FeelSyntaxError as error:
            return error
        except RecursionError:
            raise TooMuchFeel(MAX_EXPRESSION) from None
