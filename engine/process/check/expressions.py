"""FEEL at deployment: every text is parsed, static values where they are allowed (dialect G9)."""

from __future__ import annotations

from engine.feel import Expression, ExternalFunction, FeelSyntaxError
from engine.process.check.context import Context
from engine.process.check.feel_texts import MAX_EXPRESSION, TooMuchFeel
from engine.process.check.model import bpmn, is_true, text_of
from engine.process.check.names import EXPRESSIONS
from engine.process.check.report import local_name, namespace
from engine.process.check.words import words
from engine.process.xml import BPMN, Element

OWN_FUNCTIONS = frozenset({"working time", "add working time", "unit parent", "unit ancestors"})
_OTHER_ENGINES = ("${", "#{")
_CONDITIONS = words("conditionExpression condition completionCondition loopCondition activationCondition")


def is_expression(text: str) -> bool:
    """A text with a leading `=` is FEEL, any other is a static value."""
    return text.strip().startswith("=")


def variables_of(expression: Expression) -> frozenset[str]:
    """The variables it reads; our own functions (F27) are none."""
    return expression.names - OWN_FUNCTIONS


def check_feel(context: Context, text: str, element: Element, *, place: str) -> Expression | None:
    """The compiled expression of `=…`; None, with a finding at `element`, when it is not FEEL."""
    try:
        return context.feel.compile(text.strip().removeprefix("=").strip())
    except TooMuchFeel as error:
        key = "FEEL_SYNTAX.long" if error.limit == MAX_EXPRESSION else "MODEL_TOO_LARGE.expressions"
        context.report.add(key, element, place=place, limit=error.limit)
    except FeelSyntaxError as error:
        context.report.add(
            "EXTERNAL_FUNCTION" if isinstance(error, ExternalFunction) else "FEEL_SYNTAX",
            element,
            place=place,
            line=error.line,
            column=error.column,
            expected=" | ".join(error.expected[:6]),
            found=error.found,
        )
    return None


def check_required(context: Context, text: str, element: Element, *, place: str) -> Expression | None:
    """Like `check_feel`, for places where a static value makes no sense: EXPRESSION_REQUIRED."""
    if not is_expression(text):
        context.report.add("EXPRESSION_REQUIRED", element, place=place, found=text.strip())
        return None
    return check_feel(context, text, element, place=place)


def check_either(context: Context, text: str, element: Element, *, place: str) -> Expression | None:
    """A static value is only hinted at when it looks like another engine's expression; an expression is parsed."""
    if is_expression(text):
        return check_feel(context, text, element, place=place)
    if text.strip().startswith(_OTHER_ENGINES):
        context.report.add("SOUNDNESS_HINT.other_language", element, found=text.strip())
    return None


def check_conditions(context: Context) -> None:
    """All conditions of the executable part, and the languages the file claims."""
    root = context.model.root
    _check_language(context, root, "expressionLanguage")
    for top in root:
        if top.tag == bpmn("process") and not is_true(top, "isExecutable"):
            continue
        for element in top.iter():
            if isinstance(element.tag, str) and namespace(element) == BPMN and local_name(element) in EXPRESSIONS:
                _check_language(context, element, "language")
                if local_name(element) in _CONDITIONS:
                    check_required(context, text_of(element), element, place=local_name(element))


def _check_language(context: Context, element: Element, attribute: str) -> None:
    language = element.get(attribute)
    if language and "feel" not in language.lower():
        context.report.add("EXPRESSION_LANGUAGE", element, found=language)
