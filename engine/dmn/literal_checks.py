"""Warnings about words in a table that its own declared values do not have: an output nobody expects, a test never met.

Only texts are looked at, and only where the declared values are a plain list of texts: a typing error is found, a
computed value never is a reason to warn. At an evaluation such an output becomes null (N10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.dmn.elements import DecisionTable, Literal, Rule
from engine.dmn.findings import Text

if TYPE_CHECKING:
    from engine.dmn.compiling import Compiler

_TEXT = r'"(?:[^"\\]|\\.)*"'
_TEXTS = re.compile(rf"\s*{_TEXT}(?:\s*,\s*{_TEXT})*\s*")


def check_literals(compiler: Compiler, source: DecisionTable) -> None:
    """Note `DMN_VALUE_UNDECLARED` for each text of a cell that is not among the declared values of its column."""
    inputs = [(clause.allowed, clause.expression.type_ref, clause.label) for clause in source.inputs]
    outputs = [(clause.allowed, clause.type_ref, clause.label or clause.name) for clause in source.outputs]
    columns = [
        (_texts(allowed or compiler.types.allowed_text(type_ref)), label)
        for allowed, type_ref, label in (*inputs, *outputs)
    ]
    for number, rule in enumerate(source.rules, 1):
        for (declared, label), cell in zip(columns, _cells(rule), strict=False):
            wrong = [text for text in _texts(cell) if text not in declared] if declared else []
            for text in wrong[:1]:
                _warn(compiler, cell, number, label, text, declared)


def _cells(rule: Rule) -> Iterator[Literal]:
    yield from rule.tests
    yield from rule.outputs


def _texts(found: Literal | None) -> list[str]:
    """The texts of a plain list of texts, in quotes; empty for anything else."""
    text = "" if found is None else found.text
    return re.findall(_TEXT, text) if _TEXTS.fullmatch(text) else []


def _warn(compiler: Compiler, cell: Literal, number: int, label: str, text: str, declared: list[str]) -> None:
    known = ", ".join(declared)
    compiler.findings.add(
        "DMN_VALUE_UNDECLARED",
        cell.place,
        Text(
            f"expected one of {known} in '{label}' of rule {number}, but found {text}",
            f"规则 {number} 的“{label}”应为 {known} 之一，实际为 {text}",
        ),
        Text("Correct the word, or declare it with the column", "请更正此值，或在列的可用值中声明它"),
        level="warning",
    )
