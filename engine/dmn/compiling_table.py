"""From decision tables to closures, and what deployment checks of them (dialect N2 to N5, N10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.dmn.cells import Cell, read_cell
from engine.dmn.elements import DecisionTable, HitPolicy, InputClause, Literal, OutputClause
from engine.dmn.findings import Text
from engine.dmn.functions import fit
from engine.dmn.literal_checks import check_literals
from engine.dmn.nodes import Logic, Scope, broken_logic, null_logic
from engine.dmn.rule_index import ColumnIndex
from engine.dmn.session import Session
from engine.dmn.table_checks import check_rules
from engine.dmn.tables import CompiledRule, InputColumn, OutputColumn, Table
from engine.dmn.types import allowed_test
from engine.feel import FeelType, FeelValue, UnaryTests

if TYPE_CHECKING:
    from engine.dmn.compiling import Compiler

_LISTING_POLICIES = frozenset({HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER})


def table(compiler: Compiler, source: DecisionTable, names: frozenset[str]) -> Logic:
    """The closure of a decision table; warns of overlaps and gaps."""
    inputs = [_input(compiler, clause, names) for clause in source.inputs]
    outputs = [_output(compiler, source, clause, names) for clause in source.outputs]
    tests = [[compiler.unary_tests(test, names) for test in rule.tests] for rule in source.rules]
    if any(test is None for row in tests for test in row):
        return broken_logic
    columns = [[_static(row, column) for row in tests] for column in range(len(inputs))]
    rules = [_rule(compiler, source, index, tests[index], columns, names) for index in range(len(source.rules))]
    _check_priorities(compiler, source, outputs)
    check_rules(compiler, source, columns)
    check_literals(compiler, source)
    return Table(source, inputs, outputs, rules, [ColumnIndex(column) for column in columns]).evaluate


def _static(row: Sequence[UnaryTests | None], column: int) -> Cell | None:
    tests = row[column] if column < len(row) else None
    return None if tests is None else read_cell(tests)


def _input(compiler: Compiler, clause: InputClause, names: frozenset[str]) -> InputColumn:
    logic = compiler.logic(clause.expression, names)
    tests = None if clause.allowed is None else compiler.unary_tests(clause.allowed, names)
    return InputColumn(clause.id, clause.label, logic, tests)


def _output(compiler: Compiler, source: DecisionTable, clause: OutputClause, names: frozenset[str]) -> OutputColumn:
    tests = None if clause.allowed is None else compiler.unary_tests(clause.allowed, names)
    default = None if clause.default is None else compiler.logic(clause.default, names)
    name = clause.name or clause.label
    return OutputColumn(
        clause.id, name, None if tests is None else allowed_test(tests), default, _ranks(compiler, source, clause)
    )


def _rule(
    compiler: Compiler,
    source: DecisionTable,
    index: int,
    tests: Sequence[UnaryTests | None],
    columns: Sequence[Sequence[Cell | None]],
    names: frozenset[str],
) -> CompiledRule:
    rule = source.rules[index]
    dynamic = [
        (column, test) for column, test in enumerate(tests[: len(columns)]) if test and columns[column][index] is None
    ]
    outputs = [
        _entry(compiler, entry, clause, names) for entry, clause in zip(rule.outputs, source.outputs, strict=False)
    ]
    return CompiledRule(rule.id, index + 1, tests, dynamic, outputs)


def _entry(compiler: Compiler, entry: Literal, clause: OutputClause, names: frozenset[str]) -> Logic:
    logic = compiler.logic(entry, names) if entry.text not in ("", "-") else null_logic
    wanted = compiler.types.resolve(clause.type_ref, entry.place)
    return logic if wanted is None else _fitting(logic, wanted, entry, clause.name or clause.label or "the output")


def _fitting(logic: Logic, wanted: FeelType, entry: Literal, what: str) -> Logic:
    def typed(scope: Scope, session: Session) -> FeelValue:
        return fit(logic(scope, session), wanted, session, entry.place, what)

    return typed


def _ranks(compiler: Compiler, source: DecisionTable, clause: OutputClause) -> tuple[UnaryTests, ...]:
    """The declared output values in order, for PRIORITY and OUTPUT ORDER; empty where none are declared."""
    if source.hit_policy not in _LISTING_POLICIES:
        return ()
    declared = clause.allowed or compiler.types.allowed_text(clause.type_ref)
    if declared is None and len(source.outputs) == 1:
        declared = compiler.types.allowed_text(source.type_ref)
    if declared is None:
        return ()
    texts = (Literal(declared.place, text) for text in split_tests(declared.text))
    return tuple(tests for tests in (compiler.unary_tests(text, frozenset()) for text in texts) if tests is not None)


def _check_priorities(compiler: Compiler, source: DecisionTable, outputs: list[OutputColumn]) -> None:
    if source.hit_policy in _LISTING_POLICIES and not any(output.ranks for output in outputs):
        compiler.findings.add(
            "DMN_TABLE",
            source.place,
            Text(
                f"expected declared output values for {source.hit_policy}, but found none",
                f"{source.hit_policy} 需要声明输出值及其顺序",
            ),
            Text("List the output values from first to last", "请按优先顺序列出输出值"),
        )


def split_tests(text: str) -> list[str]:
    """The parts of a unary tests text between its outer commas."""
    parts, depth, quoted, start = list[str](), 0, False, 0
    for position, character in enumerate(text):
        if character == '"' and not (quoted and _is_escaped(text, position)):
            quoted = not quoted
        elif not quoted and character in "([{":
            depth += 1
        elif not quoted and character in ")]}":
            depth -= 1
        elif character == "," and depth == 0 and not quoted:
            parts.append(text[start:position].strip())
            start = position + 1
    return [*parts, text[start:].strip()]


def _is_escaped(text: str, position: int) -> bool:
    before = text[:position]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1
