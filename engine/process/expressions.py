"""Texts of a model that may be FEEL: compiled once, evaluated often (dialect G9, F33)."""

from __future__ import annotations

from engine.feel import Expression, compile_expression


class Value:
    """A static text, or with a leading `=` a FEEL expression (`expression` is then set).

    Raises FeelSyntaxError when made of a text that is not FEEL.
    """

    __slots__ = ("expression", "text")

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.expression: Expression | None = None
        if self.text.startswith("="):
            self.expression = compile_expression(self.text[1:])

    @classmethod
    def static(cls, text: str) -> Value:
        """A text that means itself even with a leading `=`."""
        made = cls("")
        made.text = text.strip()
        return made

    @property
    def is_static(self) -> bool:
        """True when the text means itself."""
        return self.expression is None

    @property
    def names(self) -> frozenset[str]:
        """The variables it reads, a path counting as its first name."""
        return self.expression.names if self.expression else frozenset()

    def __repr__(self) -> str:
        return f"Value({self.text!r})"


def value_of(text: str | None) -> Value | None:
    """`text` as a Value; None for absent and empty texts."""
    return Value(text) if text is not None and text.strip() else None


def condition_of(text: str | None) -> Value | None:
    """A text that must be an expression, with or without its `=` (conditions, keys, collections)."""
    if text is None or not text.strip():
        return None
    text = text.strip()
    return Value(text if text.startswith("=") else f"={text}")
