"""FEEL of DMN 1.5: compile text once, evaluate it often, safely. See docs/feel.md; rules F1 to F33 of the dialect.

expression = compile_expression("order.total > 1000")
outcome = expression.evaluate({"order": {"total": 1200}}, Environment(now=clock()))
"""

from engine.feel.cells import SimpleTest
from engine.feel.cron import Cron
from engine.feel.equality import compare, contains, equal
from engine.feel.errors import ExternalFunction, FeelFailure, FeelSyntaxError, FeelWarning
from engine.feel.expressions import (
    Expression,
    Outcome,
    UnaryTests,
    compile_expression,
    compile_unary_tests,
)
from engine.feel.formatting import format_value
from engine.feel.invocation import HostFunction
from engine.feel.json_values import to_feel, to_json
from engine.feel.limits import Budget
from engine.feel.parser import parse_type
from engine.feel.scanner import normalize_name
from engine.feel.scope import Environment
from engine.feel.templates import Template, compile_template
from engine.feel.temporal import DayTimeDuration, FeelDate, FeelDateTime, FeelTime, YearMonthDuration
from engine.feel.temporal_text import parse_duration, parse_temporal
from engine.feel.timing import Cycle, parse_timer_cycle, parse_timer_date, parse_timer_duration
from engine.feel.types import FeelType, coerce, conforms, list_of, named_type, type_of
from engine.feel.values import FeelFunction, FeelValue, NoValue, Parameter, Range

__all__ = [
    "Cron",
    "Cycle",
    "Budget",
    "DayTimeDuration",
    "Environment",
    "Expression",
    "ExternalFunction",
    "FeelDate",
    "FeelDateTime",
    "FeelFailure",
    "FeelFunction",
    "FeelSyntaxError",
    "FeelTime",
    "FeelType",
    "FeelValue",
    "FeelWarning",
    "HostFunction",
    "NoValue",
    "Outcome",
    "Parameter",
    "Range",
    "SimpleTest",
    "Template",
    "UnaryTests",
    "YearMonthDuration",
    "coerce",
    "compare",
    "compile_expression",
    "compile_template",
    "compile_unary_tests",
    "conforms",
    "contains",
    "equal",
    "format_value",
    "list_of",
    "named_type",
    "normalize_name",
    "parse_duration",
    "parse_temporal",
    "parse_timer_cycle",
    "parse_timer_date",
    "parse_timer_duration",
    "parse_type",
    "to_feel",
    "to_json",
    "type_of",
]
