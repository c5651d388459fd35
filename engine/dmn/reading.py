"""From bytes to `Definitions`: the gate for one DMN file (dialect G3 to G9, N1, N6, N8)."""

from __future__ import annotations

from lxml import etree

from engine.dmn.definitions import (
    DecisionSource,
    Definitions,
    ImportSource,
    InputSource,
    ItemSource,
    KnowledgeSource,
    NodeSource,
    Reference,
    ServiceSource,
)
from engine.dmn.findings import WHOLE_FILE, FindingList, Place, Text
from engine.dmn.names import check_names, local_name, place_of
from engine.dmn.reading_boxed import read_child, read_function, read_item
from engine.dmn.reading_text import is_feel, one, read_literal, text_of, tidy_name
from engine.dmn.vocabulary import MODEL_NAMESPACES, OLDER_NAMESPACES, ZEEBE
from engine.dmn.xml import read_xml

MAXIMUM_NODES = 3_000
MAXIMUM_TEXTS = 30_000
_NODE_NAMES = ("inputData", "decision", "businessKnowledgeModel", "decisionService")


def read_definitions(content: bytes, findings: FindingList) -> Definitions | None:
    """What the file says, or None when it is no readable DMN file; `findings` tells why."""
    root = read_xml(content, findings)
    if root is None or not _is_supported(root, findings):
        return None
    if not _is_small_enough(root, findings):
        return None
    check_names(root, findings)
    _check_ids(root, findings)
    is_feel(root, findings)
    return Definitions(
        id=root.get("id", "") or root.get("name", ""),
        name=root.get("name", ""),
        namespace=root.get("namespace", ""),
        version_tag=_version_tag(root),
        imports=tuple(_import(child, findings) for child in root if local_name(child) == "import"),
        items=tuple(_item(child, findings) for child in root if local_name(child) == "itemDefinition"),
        nodes=_nodes(root, findings),
    )


def _is_supported(root: etree._Element, findings: FindingList) -> bool:
    namespace = etree.QName(root).namespace or ""
    if namespace in MODEL_NAMESPACES and local_name(root) == "definitions":
        return True
    found = OLDER_NAMESPACES.get(namespace)
    what = f"DMN {found}" if found else f"{local_name(root)} in namespace {namespace!r}"
    findings.add(
        "DMN_VERSION",
        WHOLE_FILE,
        Text(f"expected definitions of DMN 1.2 to 1.5, but found {what}", f"仅支持 DMN 1.2 至 1.5，实际为 {what}"),
        Text("Open and save the file in the designer", "请在设计器中打开并重新保存该文件"),
    )
    return False


def _is_small_enough(root: etree._Element, findings: FindingList) -> bool:
    """Whether the file keeps to G7: so many elements of the graph, so many FEEL texts (table cells)."""
    namespace = etree.QName(root).namespace
    texts = sum(1 for _ in root.iter(f"{{{namespace}}}text"))
    for limit, found, english, chinese in (
        (MAXIMUM_NODES, len(root), "elements", "元素"),
        (MAXIMUM_TEXTS, texts, "expressions and cells", "表达式和单元格"),
    ):
        if found > limit:
            findings.add(
                "MODEL_TOO_LARGE",
                WHOLE_FILE,
                Text(
                    f"expected at most {limit} {english}, but found {found}",
                    f"最多 {limit} 个{chinese}，实际 {found} 个",
                ),
                Text("Split the model into several files", "请将模型拆分为多个文件"),
            )
            return False
    return True


def _check_ids(root: etree._Element, findings: FindingList) -> None:
    namespace, seen = etree.QName(root).namespace, set[str]()
    for node in root.iter(f"{{{namespace}}}*"):
        identity = node.get("id")
        if identity and identity in seen:
            findings.add(
                "DUPLICATE_ID",
                place_of(node),
                Text(f"expected each id once, but found {identity} again", f"标识 {identity} 重复"),
                Text("Give the element another id", "请为该元素设置其他标识"),
            )
        seen.add(identity or "")


def _version_tag(node: etree._Element) -> str:
    extensions = one(node, "extensionElements")
    tag = None if extensions is None else extensions.find(f"{{{ZEEBE}}}versionTag")
    return "" if tag is None else tag.get("value", "")


def _import(node: etree._Element, findings: FindingList) -> ImportSource:
    kind = node.get("importType", "")
    if kind and kind not in MODEL_NAMESPACES:
        findings.add(
            "DMN_IMPORT",
            place_of(node),
            Text(
                f"expected the import of a DMN 1.2 to 1.5 file, but found type {kind}",
                f"只能导入 DMN 文件，实际为 {kind}",
            ),
            Text("Import a DMN file", "请导入 DMN 文件"),
        )
    return ImportSource(place_of(node), tidy_name(node.get("name", "")), node.get("namespace", ""))


def _item(node: etree._Element, findings: FindingList) -> ItemSource:
    is_feel(node, findings)
    children = [child for child in node if local_name(child) == "itemComponent"]
    allowed, constraint = one(node, "allowedValues"), one(node, "typeConstraint")
    return ItemSource(
        place=place_of(node),
        name=tidy_name(node.get("name", "")),
        is_collection=node.get("isCollection") in ("true", "1"),
        type_ref=text_of(one(node, "typeRef")),
        components=tuple(_item(child, findings) for child in children),
        is_function=one(node, "functionItem") is not None,
        allowed=None if allowed is None else read_literal(allowed),
        constraint=None if constraint is None else read_literal(constraint),
    )


def _nodes(root: etree._Element, findings: FindingList) -> dict[str, NodeSource]:
    nodes: dict[str, NodeSource] = {}
    for child in root:
        if local_name(child) in _NODE_NAMES:
            node = _node(child, findings)
            nodes[node.id] = node
    return nodes


def _node(node: etree._Element, findings: FindingList) -> NodeSource:
    name = tidy_name(node.get("name", ""))
    identity, place = node.get("id") or name, place_of(node)
    kind, variable = local_name(node), read_item(one(node, "variable"), default_name=name)
    if not name:
        _no_name(place, kind, findings)
    if kind == "inputData":
        return InputSource(place, identity, name, variable)
    if kind == "decision":
        required = _references(node, "informationRequirement", ("requiredDecision", "requiredInput"))
        knowledge = _references(node, "knowledgeRequirement", ("requiredKnowledge",))
        logic = read_child(node, findings)
        return DecisionSource(place, identity, name, _version_tag(node), variable, required, knowledge, logic)
    if kind == "businessKnowledgeModel":
        logic_node = one(node, "encapsulatedLogic")
        knowledge = _references(node, "knowledgeRequirement", ("requiredKnowledge",))
        function = None if logic_node is None else read_function(logic_node, findings)
        return KnowledgeSource(place, identity, name, variable, knowledge, function)
    kinds = ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
    outputs, encapsulated, decisions, data = (_direct_references(node, kind) for kind in kinds)
    return ServiceSource(place, identity, name, variable, outputs, encapsulated, decisions, data)


def _no_name(place: Place, kind: str, findings: FindingList) -> None:
    findings.add(
        "DMN_TABLE",
        place,
        Text(f"expected a name for the {kind}, but found none", f"{kind} 缺少名称"),
        Text("Name the element in the designer", "请在设计器中为其命名"),
    )


def _references(node: etree._Element, requirement: str, names: tuple[str, ...]) -> tuple[Reference, ...]:
    found = []
    for child in node:
        if local_name(child) == requirement:
            found += [_reference(part) for part in child if local_name(part) in names]
    return tuple(found)


def _direct_references(node: etree._Element, name: str) -> tuple[Reference, ...]:
    return tuple(_reference(child) for child in node if local_name(child) == name)


def _reference(node: etree._Element) -> Reference:
    namespace, _, identity = node.get("href", "").rpartition("#")
    return Reference(namespace, identity, place_of(node))
