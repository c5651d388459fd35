"""From boxed expressions to closures (dialect N7). Compiled once per definition; tables in `compiling_table`."""

from __future__ import annotations

from engine.dmn import compiling_boxes, compiling_loops, compiling_table
from engine.dmn.elements import Boxed, BoxedFilter, BoxedIterator, DecisionTable, FunctionDefinition, Literal
from engine.dmn.findings import FindingList, Place, Text
from engine.dmn.functions import fit
from engine.dmn.nodes import Logic, Scope, broken_logic, null_logic
from engine.dmn.session import Session
from engine.dmn.types import TypeTable, note_syntax
from engine.feel import Expression, FeelSyntaxError, FeelValue, UnaryTests, compile_expression, compile_unary_tests

NOT_PORTABLE = frozenset({"working time", "add working time", "unit parent", "unit ancestors"})


class Compiler:
    """Compiles the boxed expressions of one model.

    `entry_names` are names that may stand in paths (components, context entries, columns); they hold spaces, so
    the FEEL parser must know them. `element_names` are those of inputs, decisions and knowledge of the file.
    `names` of each call are those in scope at that place.
    """

    def __init__(
        self, types: TypeTable, entry_names: frozenset[str], element_names: frozenset[str], findings: FindingList
    ) -> None:
        self.types = types
        self.entry_names = entry_names
        self.element_names = element_names
        self.findings = findings
        self._types_by_name = types.all_by_name()
        # Tables repeat their cells; each text is compiled once.
        self._tests: dict[tuple[str, frozenset[str]], UnaryTests] = {}

    def logic(self, boxed: Boxed, names: frozenset[str]) -> Logic:
        """The closure of a boxed expression; its result conforms to the declared type or is null (N5)."""
        inner = self._untyped(boxed, names)
        if isinstance(boxed, FunctionDefinition):
            return inner
        wanted = self.types.resolve(boxed.type_ref, boxed.place)
        if wanted is None:
            return inner
        place = boxed.place

        def typed(scope: Scope, session: Session) -> FeelValue:
            return fit(inner(scope, session), wanted, session, place, "the result")

        return typed

    def expression(self, literal: Literal, names: frozenset[str]) -> Expression | None:
        """A FEEL expression, or None with a finding `FEEL_SYNTAX`; names nobody gives are reported."""
        try:
            expression = compile_expression(literal.text, names=names | self.entry_names, types=self._types_by_name)
        except FeelSyntaxError as failure:
            note_syntax(failure, literal.place, self.findings)
            return None
        self._check_names(expression.names, names, literal)
        return expression

    def unary_tests(self, literal: Literal, names: frozenset[str]) -> UnaryTests | None:
        """Unary tests, or None with a finding `FEEL_SYNTAX`. An empty cell is `-`."""
        known = self._tests.get((literal.text, names))
        if known is not None:
            return known
        try:
            tests = compile_unary_tests(literal.text or "-", names=names | self.entry_names, types=self._types_by_name)
        except FeelSyntaxError as failure:
            note_syntax(failure, literal.place, self.findings)
            return None
        self._check_names(tests.names, names | {"?"}, literal)
        self._tests[literal.text, names] = tests
        return tests

    def _check_names(self, used: frozenset[str], known: frozenset[str], literal: Literal) -> None:
        for name in sorted(used - known):
            if name in NOT_PORTABLE:
                self._note_not_portable(name, literal.place)
                continue
            if "[" in literal.text and name not in self.element_names:
                # Inside a filter a name may be an entry of the items, which only evaluation can tell.
                continue
            self.findings.add(
                "DMN_NAME_UNKNOWN",
                literal.place,
                Text(
                    f"expected only names the decision requires, but {literal.text!r} uses {name}, which will be null",
                    f"{literal.text!r} 使用了未声明为依赖的名称 {name}，其值将为 null",
                ),
                Text(f"Connect an input data element or decision named {name}", f"请连接名为 {name} 的输入数据或决策"),
                level="warning",
            )

    def _note_not_portable(self, name: str, place: Place) -> None:
        self.findings.add(
            "NOT_PORTABLE",
            place,
            Text(f"expected functions of the standard, but found {name}", f"函数 {name} 不属于 DMN 标准"),
            Text("Pass the value in as an input", "请将该值作为输入传入"),
            level="warning",
        )

    def _untyped(self, boxed: Boxed, names: frozenset[str]) -> Logic:
        match boxed:
            case Literal():
                return _literal(self, boxed, names)
            case DecisionTable():
                return compiling_table.table(self, boxed, names)
            case BoxedFilter():
                return compiling_loops.box_filter(self, boxed, names)
            case BoxedIterator():
                return compiling_loops.iterator(self, boxed, names)
            case _:
                return compiling_boxes.box(self, boxed, names)


def _literal(compiler: Compiler, boxed: Literal, names: frozenset[str]) -> Logic:
    if not boxed.text:
        return null_logic
    expression = compiler.expression(boxed, names)
    if expression is None:
        return broken_logic
    place = boxed.place

    def evaluate(scope: Scope, session: Session) -> FeelValue:
        outcome = expression.evaluate(scope, session.environment)
        if outcome.warnings:
            session.note(outcome.warnings, place)
        return outcome.value

    return evaluate
