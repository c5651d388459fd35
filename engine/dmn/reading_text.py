"""FEEL texts and names in DMN XML (dialect N1)."""

from __future__ import annotations

from lxml import etree

from engine.dmn.elements import Literal
from engine.dmn.findings import FindingList, Text
from engine.dmn.names import local_name, place_of

_FEEL_NAMESPACES = frozenset(
    {
        "feel",
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
        "https://www.omg.org/spec/DMN/20191111/FEEL/",
        "https://www.omg.org/spec/DMN/20211108/FEEL/",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
    }
)


def one(node: etree._Element, name: str) -> etree._Element | None:
    """The first child of `node` with this name in the same namespace, or None."""
    return node.find(f"{{{etree.QName(node).namespace}}}{name}")


def text_of(node: etree._Element | None) -> str:
    """All text inside `node`, trimmed; empty when it is absent."""
    return "" if node is None else "".join(str(part) for part in node.itertext()).strip()


def tidy_name(name: str) -> str:
    """`name` as FEEL knows it: inner spaces count as one, outer ones not at all (F3)."""
    return " ".join(name.split())


def read_literal(node: etree._Element) -> Literal:
    """The FEEL text of a literal expression or unary tests element."""
    return Literal(place_of(node), text_of(one(node, "text")), node.get("typeRef", ""))


def read_optional(node: etree._Element, name: str, findings: FindingList) -> Literal | None:
    """The FEEL text of child `name`; None when absent or empty."""
    child = one(node, name)
    if child is None:
        return None
    is_feel(child, findings)
    literal = read_literal(child)
    return literal if literal.text else None


def is_feel(node: etree._Element, findings: FindingList) -> bool:
    """False with a finding `DMN_LANGUAGE` when an attribute of `node` asks for another language than FEEL (N1)."""
    languages = [node.get(name) for name in ("expressionLanguage", "typeLanguage")]
    other = [language for language in languages if language and not _means_feel(language)]
    for language in other:
        findings.add(
            "DMN_LANGUAGE",
            place_of(node),
            Text(
                f"expected the expression language FEEL in {local_name(node)}, but found {language}",
                f"{local_name(node)} 的表达式语言必须是 FEEL，实际为 {language}",
            ),
            Text("Write the expression in FEEL", "请使用 FEEL 编写表达式"),
        )
    return not other


def _means_feel(language: str) -> bool:
    return language in _FEEL_NAMESPACES or language.lower() == "feel"
