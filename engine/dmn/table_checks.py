"""Warnings about a table's rules at deployment: overlaps of UNIQUE tables, and inputs no rule covers (dialect N10).

Both look only at cells whose meaning is in the text; a cell that must be evaluated is never a reason to warn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.dmn.cells import ANYTHING, Cell, read_cell
from engine.dmn.elements import DecisionTable, HitPolicy, InputClause
from engine.dmn.findings import Text
from engine.dmn.rule_index import ColumnIndex, ValueClass, bits_of
from engine.feel import FeelSyntaxError, compile_unary_tests

if TYPE_CHECKING:
    from engine.dmn.compiling import Compiler

MAXIMUM_OVERLAPS = 10
MAXIMUM_VISITS = 20_000
MAXIMUM_COLUMNS = 50
MAXIMUM_COMPARISONS = 2_000_000
_KINDS = {
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "days and time duration": "days",
    "years and months duration": "months",
}
_SINGLE_HIT = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY})


def check_rules(compiler: Compiler, source: DecisionTable, cells: Sequence[Sequence[Cell | None]]) -> None:
    """Note `DMN_OVERLAP` and `DMN_GAP` of one table."""
    if len(source.inputs) > MAXIMUM_COLUMNS:
        return
    domains = [_domain(compiler, clause, column) for clause, column in zip(source.inputs, cells, strict=True)]
    comparisons = len(source.rules) * sum(len(domain.classes) for domain in domains)
    if source.hit_policy is HitPolicy.UNIQUE and comparisons <= MAXIMUM_COMPARISONS:
        _check_overlaps(compiler, source, domains)
    has_default = any(output.default is not None for output in source.outputs)
    if source.hit_policy in _SINGLE_HIT and not has_default and source.inputs:
        _check_gaps(compiler, source, domains)


@dataclass(frozen=True, slots=True)
class _Domain:
    """The classes of values one input can have, and the rules no cell of it lets us judge."""

    label: str
    classes: tuple[ValueClass, ...]
    unjudged: int


def _domain(compiler: Compiler, clause: InputClause, cells: Sequence[Cell | None]) -> _Domain:
    declared = clause.allowed or compiler.types.allowed_text(clause.expression.type_ref)
    limits = ANYTHING if declared is None else _read_limits(declared.text)
    kinds = {cell.kind for cell in (*cells, limits) if cell is not None} - {"any"}
    kind = _KINDS.get(_type_name(compiler, clause), next(iter(kinds), ""))
    everything = (1 << len(cells)) - 1
    if limits is None or limits.negated or kinds - {kind}:
        return _Domain(clause.label, (ValueClass("any value", everything),), everything)
    # The declared values are one more row of the index: what they do not let through cannot occur.
    index = ColumnIndex([*cells, limits])
    found = [each for each in _classes(index, kind) if each.mask >> len(cells)]
    possible = found or [ValueClass("any value", index.rules_for("") or 0)]
    return _Domain(
        clause.label, tuple(ValueClass(each.example, each.mask & everything) for each in possible), index.dynamic
    )


def _type_name(compiler: Compiler, clause: InputClause) -> str:
    known = compiler.types.find(clause.expression.type_ref) if clause.expression.type_ref else None
    return "" if known is None else known.name


def _read_limits(text: str) -> Cell | None:
    try:
        return read_cell(compile_unary_tests(text))
    except FeelSyntaxError:
        return None


def _classes(index: ColumnIndex, kind: str) -> list[ValueClass]:
    if kind == "string":
        return index.string_classes()
    return index.boolean_classes() if kind == "boolean" else index.ordered_classes(kind)


def _check_overlaps(compiler: Compiler, source: DecisionTable, domains: Sequence[_Domain]) -> None:
    found = 0
    for first, rule in enumerate(source.rules):
        others = _overlapping(first, domains, len(source.rules)) >> (first + 1) << (first + 1)
        for second in bits_of(others)[: MAXIMUM_OVERLAPS - found]:
            found += 1
            other = source.rules[second]
            compiler.findings.add(
                "DMN_OVERLAP",
                rule.place,
                Text(
                    f"expected rules of a UNIQUE table to exclude each other, but rule {first + 1} ({rule.id}) and "
                    f"rule {second + 1} ({other.id}) can both hit",
                    f"UNIQUE 表的规则应互斥，但规则 {first + 1}（{rule.id}）"
                    f"与规则 {second + 1}（{other.id}）可能同时命中",
                ),
                Text("Narrow one of them, or use FIRST or ANY", "请缩小其中一条的条件，或改用 FIRST 或 ANY"),
                level="warning",
            )
        if found >= MAXIMUM_OVERLAPS:
            return


def _overlapping(rule: int, domains: Sequence[_Domain], count: int) -> int:
    """The other rules that share at least one class of values with `rule` in every column."""
    bit, together = 1 << rule, ((1 << count) - 1) & ~(1 << rule)
    for domain in domains:
        if domain.unjudged & bit:
            return 0
        shared = 0
        for each in domain.classes:
            if each.mask & bit:
                shared |= each.mask
        together &= shared & ~domain.unjudged
        if not together:
            break
    return together


def _check_gaps(compiler: Compiler, source: DecisionTable, domains: Sequence[_Domain]) -> None:
    gap = _GapSearch(domains).find((1 << len(source.rules)) - 1)
    if gap is None:
        return
    case = ", ".join(f"{domain.label}: {example}" for domain, example in zip(domains, gap, strict=False))
    compiler.findings.add(
        "DMN_GAP",
        source.place,
        Text(f"expected a rule for every input, but none covers {case}", f"没有规则覆盖以下输入：{case}"),
        Text("Add a rule or a default output", "请添加规则或默认输出"),
        level="warning",
    )


class _GapSearch:
    """Looks for values, one class for each column, that no rule covers. Gives up after MAXIMUM_VISITS steps."""

    def __init__(self, domains: Sequence[_Domain]) -> None:
        self._domains = domains
        self._visits = 0
        self._covered = set[tuple[int, int]]()

    def find(self, rules: int, column: int = 0) -> list[str] | None:
        """Examples for the columns from `column` on that none of `rules` covers; None if there are none."""
        self._visits += 1
        if rules == 0:
            return []
        if column == len(self._domains) or self._visits > MAXIMUM_VISITS or (column, rules) in self._covered:
            return None
        for each in self._domains[column].classes:
            found = self.find(rules & each.mask, column + 1)
            if found is not None:
                return [each.example, *found]
        self._covered.add((column, rules))
        return None
