"""What can go wrong with FEEL: at deployment, at run time, and softly.

FeelSyntaxError   the text is not FEEL; raised when compiling, never when evaluating
FeelFailure       the evaluation must stop (rule F30)
FeelWarning       a value became null and this is why (rules F6, F31)
"""

from dataclasses import dataclass
from typing import Literal

FailureCode = Literal["assert", "limit", "unstorable"]


class FeelSyntaxError(ValueError):
    """The text is not FEEL. `line` and `column` count from 1, in characters of the text given to the compiler."""

    def __init__(self, text: str, position: int, expected: tuple[str, ...], found: str) -> None:
        before = text[:position]
        self.text = text
        self.position = position
        self.line = before.count("\n") + 1
        self.column = position - (before.rfind("\n") + 1) + 1
        self.expected = expected
        self.found = found
        wanted = " or ".join(expected)
        super().__init__(f"line {self.line}, column {self.column}: expected {wanted}, but found {found}")


class ExternalFunction(FeelSyntaxError):
    """The text defines a Java or PMML function, which are never run (F14, refusal EXTERNAL_FUNCTION)."""


class FeelFailure(Exception):
    """The evaluation ended without a value: an `assert` not met, a limit, or a value that cannot be stored (F30)."""

    def __init__(self, code: FailureCode, message: str) -> None:
        super().__init__(message)
        self.code: FailureCode = code
        self.message = message


@dataclass(frozen=True, slots=True)
class FeelWarning:
    """Why a value became null. `position` is the character offset in the expression text."""

    code: str
    message: str
    position: int
