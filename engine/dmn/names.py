"""Every element and attribute of a DMN file is executed, ignored by design, or refused (dialect G3, G4, N1)."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from engine.dmn.findings import FindingList, Place, Text
from engine.dmn.vocabulary import (
    APPEARANCE_MARKS,
    DIAGRAM_MARKS,
    DOCUMENTATION_ONLY,
    FOREIGN_ENGINES,
    ZEEBE,
    grammar_of,
)

_OPEN_IN_DESIGNER = Text("Remove it, or draw it again in the designer", "请删除，或在设计器中重新绘制")
_IGNORED_ATTRIBUTES = frozenset({"preferredOrientation", "exporter", "exporterVersion", "outputLabel"})


def local_name(node: etree._Element) -> str:
    """The name of `node` without its namespace."""
    return etree.QName(node).localname


def place_of(node: etree._Element) -> Place:
    """The nearest element at or above `node` that has an id, with the line of `node`."""
    line = node.sourceline or 0
    holder: etree._Element | None = node
    while holder is not None:
        if holder.get("id"):
            return Place(holder.get("id", ""), holder.get("name") or holder.get("label") or "", line)
        holder = holder.getparent()
    return Place("", node.get("name", ""), line)


def check_names(root: etree._Element, findings: FindingList) -> None:
    """Note every unknown, foreign or ignored element and attribute below `root`."""
    _NameCheck(etree.QName(root).namespace or "", findings).run(root)


class _NameCheck:
    def __init__(self, model_namespace: str, findings: FindingList) -> None:
        self._model = model_namespace
        self._findings = findings
        self._ignored: dict[str, Place] = {}
        self._counts: Counter[str] = Counter()

    def run(self, root: etree._Element) -> None:
        self._check_element(root, parent="")
        for what, place in self._ignored.items():
            self._findings.add("IGNORED", place, _ignored_text(what, self._counts[what]), level="ignored")

    def _check_element(self, node: etree._Element, *, parent: str) -> None:
        name = local_name(node)
        grammar = grammar_of(name, parent=parent)
        if grammar is None:
            self._refuse(node, "UNKNOWN_ELEMENT", f"element {name}", f"元素 {name}")
            return
        if name in DOCUMENTATION_ONLY:
            self._ignore(name, node)
        for attribute, value in node.attrib.items():
            self._check_attribute(node, str(attribute), str(value), grammar.attributes)
        for child in node:
            self._check_child(node, child, grammar.children)

    def _check_child(self, node: etree._Element, child: etree._Element, allowed: frozenset[str]) -> None:
        namespace, name = etree.QName(child).namespace or "", local_name(child)
        if namespace != self._model:
            self._check_extension(child, namespace, name)
        elif name == "extensionElements":
            for extension in child:
                self._check_extension(extension, etree.QName(extension).namespace or "", local_name(extension))
        elif name in allowed:
            self._check_element(child, parent=local_name(node))
        else:
            self._refuse(child, "UNKNOWN_ELEMENT", f"element {name}", f"元素 {name}")

    def _check_attribute(self, node: etree._Element, attribute: str, value: str, allowed: frozenset[str]) -> None:
        qualified = etree.QName(attribute)
        namespace, name = qualified.namespace or "", qualified.localname
        if namespace:
            self._check_foreign_attribute(node, namespace, name)
        elif name not in allowed:
            self._refuse(node, "UNKNOWN_ATTRIBUTE", f"attribute {name}={value!r}", f"属性 {name}={value!r}")
        elif name in _IGNORED_ATTRIBUTES:
            self._ignore(f"@{name}", node)

    def _check_foreign_attribute(self, node: etree._Element, namespace: str, name: str) -> None:
        engine = FOREIGN_ENGINES.get(namespace)
        if engine is not None and not any(mark in name.lower() for mark in APPEARANCE_MARKS):
            self._refuse_foreign(node, engine, name)
        elif namespace == ZEEBE:
            self._refuse(node, "UNKNOWN_ATTRIBUTE", f"attribute zeebe:{name}", f"属性 zeebe:{name}")
        elif not namespace.startswith("http://www.w3.org/"):
            self._ignore(namespace, node)

    def _check_extension(self, node: etree._Element, namespace: str, name: str) -> None:
        engine = FOREIGN_ENGINES.get(namespace)
        if engine is not None:
            self._refuse_foreign(node, engine, name)
        elif namespace == ZEEBE:
            self._check_zeebe(node, name)
        elif any(mark in namespace for mark in DIAGRAM_MARKS):
            self._ignore("DMNDI", node)
        elif namespace == self._model:
            self._refuse(node, "UNKNOWN_ELEMENT", f"element {name}", f"元素 {name}")
        else:
            self._ignore(namespace, node)

    def _check_zeebe(self, node: etree._Element, name: str) -> None:
        holder = node.getparent()
        owner = holder.getparent() if holder is not None else None
        if name == "versionTag" and owner is not None and local_name(owner) in ("decision", "definitions"):
            return
        self._refuse(node, "EXTENSION_NOT_ALLOWED_HERE", f"extension zeebe:{name}", f"扩展 zeebe:{name}")

    def _refuse(self, node: etree._Element, code: str, english: str, chinese: str) -> None:
        reason = Text(
            f"expected a name DMN defines at this place, but found {english}", f"此处不允许 DMN 未定义的{chinese}"
        )
        self._findings.add(code, place_of(node), reason, _OPEN_IN_DESIGNER)

    def _refuse_foreign(self, node: etree._Element, engine: str, name: str) -> None:
        reason = Text(
            f"expected no extension of another engine, but found {engine}:{name}", f"发现其他引擎的扩展 {engine}:{name}"
        )
        advice = Text(
            "Remove it; a version tag is zeebe:versionTag in extensionElements",
            "请删除；版本标签请使用 extensionElements 中的 zeebe:versionTag",
        )
        self._findings.add("FOREIGN_ENGINE_EXTENSION", place_of(node), reason, advice)

    def _ignore(self, what: str, node: etree._Element) -> None:
        self._counts[what] += 1
        self._ignored.setdefault(what, place_of(node))


def _ignored_text(what: str, count: int) -> Text:
    return Text(
        f"{what} has no effect on decisions; found {count} times, first here",
        f"{what} 不影响决策，共 {count} 处，首次出现于此",
    )
