"""From XML to boxed expressions (dialect N7). Tables are read in `reading_table`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from engine.dmn.elements import (
    Binding,
    Boxed,
    BoxedContext,
    BoxedFilter,
    BoxedIterator,
    BoxedList,
    Conditional,
    ContextEntry,
    FunctionDefinition,
    InformationItem,
    Invocation,
    IteratorKind,
    Literal,
    Relation,
)
from engine.dmn.findings import FindingList, Text
from engine.dmn.names import local_name, place_of
from engine.dmn.reading_table import read_table
from engine.dmn.reading_text import is_feel, one, read_literal, tidy_name
from engine.dmn.types import note_external
from engine.dmn.vocabulary import EXPRESSIONS

_FILL_THE_BOX = Text("Fill the box in the designer", "请在设计器中填写该表达式")


def read_boxed(node: etree._Element, findings: FindingList) -> Boxed:
    """The boxed expression `node` (its name is one of `EXPRESSIONS`)."""
    return _READERS[local_name(node)](node, findings)


def read_child(node: etree._Element, findings: FindingList) -> Boxed | None:
    """The boxed expression directly inside `node`, or None."""
    found = next(_expressions(node), None)
    return None if found is None else read_boxed(found, findings)


def read_item(node: etree._Element | None, *, default_name: str = "") -> InformationItem:
    """The information item `node` (a variable, parameter or column); absent: `default_name` without a type."""
    if node is None:
        return InformationItem(default_name)
    return InformationItem(tidy_name(node.get("name", default_name)), node.get("typeRef", ""))


def read_function(node: etree._Element, findings: FindingList) -> FunctionDefinition:
    """A function definition; one of kind Java or PMML is `EXTERNAL_FUNCTION` (F14)."""
    kind = node.get("kind", "FEEL")
    if kind.upper() != "FEEL":
        note_external(kind, place_of(node), findings)
    parameters = tuple(read_item(child) for child in _children(node, "formalParameter"))
    body = read_child(node, findings) if kind.upper() == "FEEL" else None
    return FunctionDefinition(place_of(node), node.get("typeRef", ""), parameters, body)


def _children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in node if local_name(child) == name)


def _expressions(node: etree._Element) -> Iterator[etree._Element]:
    namespace = etree.QName(node).namespace
    return (child for child in node if local_name(child) in EXPRESSIONS and etree.QName(child).namespace == namespace)


def _required(node: etree._Element, findings: FindingList) -> Boxed:
    """The expression inside `node`; an empty box is reported and reads as null."""
    found = read_child(node, findings)
    if found is not None:
        return found
    name = local_name(node)
    findings.add(
        "DMN_TABLE",
        place_of(node),
        Text(f"expected an expression in {name}, but found none", f"{name} 缺少表达式"),
        _FILL_THE_BOX,
    )
    return Literal(place_of(node), "null")


def _part(node: etree._Element, name: str, findings: FindingList) -> Boxed:
    part = one(node, name)
    return _required(node if part is None else part, findings) if part is not None else _missing(node, name, findings)


def _missing(node: etree._Element, name: str, findings: FindingList) -> Boxed:
    findings.add(
        "DMN_TABLE",
        place_of(node),
        Text(f"expected {name} in {local_name(node)}, but found none", f"{local_name(node)} 缺少 {name}"),
        _FILL_THE_BOX,
    )
    return Literal(place_of(node), "null")


def _context(node: etree._Element, findings: FindingList) -> BoxedContext:
    entries = []
    for entry in _children(node, "contextEntry"):
        variable = one(entry, "variable")
        entries.append(ContextEntry(None if variable is None else read_item(variable), _required(entry, findings)))
    return BoxedContext(place_of(node), node.get("typeRef", ""), tuple(entries))


def _list(node: etree._Element, findings: FindingList) -> BoxedList:
    return BoxedList(place_of(node), node.get("typeRef", ""), _items(node, findings))


def _items(node: etree._Element, findings: FindingList) -> tuple[Boxed, ...]:
    return tuple(read_boxed(child, findings) for child in _expressions(node))


def _relation(node: etree._Element, findings: FindingList) -> Relation:
    columns = tuple(read_item(child) for child in _children(node, "column"))
    rows = []
    for row in _children(node, "row"):
        cells = _items(row, findings)
        if len(cells) != len(columns):
            findings.add(
                "DMN_TABLE",
                place_of(row),
                Text(
                    f"expected {len(columns)} cells in the row, but found {len(cells)}",
                    f"该行应有 {len(columns)} 个单元格，实际 {len(cells)} 个",
                ),
                _FILL_THE_BOX,
            )
        rows.append(cells)
    return Relation(place_of(node), node.get("typeRef", ""), columns, tuple(rows))


def _invocation(node: etree._Element, findings: FindingList) -> Invocation:
    bindings = tuple(
        Binding(read_item(one(binding, "parameter")), read_child(binding, findings))
        for binding in _children(node, "binding")
    )
    return Invocation(place_of(node), node.get("typeRef", ""), read_child(node, findings), bindings)


def _conditional(node: etree._Element, findings: FindingList) -> Conditional:
    condition, then, otherwise = (_part(node, name, findings) for name in ("if", "then", "else"))
    return Conditional(place_of(node), node.get("typeRef", ""), condition, then, otherwise)


def _filter(node: etree._Element, findings: FindingList) -> BoxedFilter:
    source, match = (_part(node, name, findings) for name in ("in", "match"))
    return BoxedFilter(place_of(node), node.get("typeRef", ""), source, match)


def _iterator(node: etree._Element, findings: FindingList) -> BoxedIterator:
    kind = IteratorKind(local_name(node))
    source_part = one(node, "in")
    return BoxedIterator(
        place=place_of(node),
        type_ref=node.get("typeRef", ""),
        kind=kind,
        variable=tidy_name(node.get("iteratorVariable", "")),
        source=_part(node, "in", findings),
        source_type_ref="" if source_part is None else source_part.get("typeRef", ""),
        body=_part(node, "return" if kind is IteratorKind.FOR else "satisfies", findings),
    )


def _literal(node: etree._Element, findings: FindingList) -> Literal:
    is_feel(node, findings)
    imported = one(node, "importedValues")
    if imported is not None:
        findings.add(
            "DMN_IMPORT",
            place_of(imported),
            Text("expected a FEEL text, but found imported values", "不支持 importedValues，请使用 FEEL 文本"),
            Text("Import the DMN file and use its names", "请导入 DMN 文件并使用其中的名称"),
        )
    return read_literal(node)


_READERS: dict[str, Callable[[etree._Element, FindingList], Boxed]] = {
    "literalExpression": _literal,
    "decisionTable": read_table,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "functionDefinition": read_function,
    "invocation": _invocation,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "some": _iterator,
    "every": _iterator,
}
