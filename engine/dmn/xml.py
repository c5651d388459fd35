"""Reading untrusted XML: no DTD, no entities, no network, at most 5 MiB (dialect G7)."""

from __future__ import annotations

from lxml import etree

from engine.dmn.findings import WHOLE_FILE, FindingList, Place, Text

MAXIMUM_BYTES = 5 * 1024 * 1024
MAXIMUM_DEPTH = 100
_OPEN_IN_DESIGNER = Text("Open and save the file in the designer", "请在设计器中打开并重新保存该文件")


def read_xml(content: bytes, findings: FindingList) -> etree._Element | None:
    """The root element, or None with a finding `FILE_TOO_LARGE`, `XML_UNSAFE` or `MODEL_TOO_LARGE`."""
    if len(content) > MAXIMUM_BYTES:
        findings.add(
            "FILE_TOO_LARGE",
            WHOLE_FILE,
            Text(
                f"expected at most {MAXIMUM_BYTES} bytes, but found {len(content)}",
                f"文件最大 {MAXIMUM_BYTES} 字节，实际 {len(content)} 字节",
            ),
            Text("Split the model into several files", "请将模型拆分为多个文件"),
        )
        return None
    try:
        root = etree.fromstring(content, parser=_safe_parser())
    except (etree.XMLSyntaxError, ValueError) as failure:
        findings.add("XML_UNSAFE", _place_of_failure(failure), _not_well_formed(failure), _OPEN_IN_DESIGNER)
        return None
    return root if _is_acceptable(root, findings) else None


def _safe_parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _place_of_failure(failure: Exception) -> Place:
    line = failure.lineno if isinstance(failure, etree.XMLSyntaxError) else 0
    return Place(line=line or 0)


def _not_well_formed(failure: Exception) -> Text:
    return Text(f"expected well-formed XML, but {failure}", f"文件不是格式正确的 XML：{failure}")


def _is_acceptable(root: etree._Element, findings: FindingList) -> bool:
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        findings.add(
            "XML_UNSAFE",
            WHOLE_FILE,
            Text("expected no document type, but found one", "文件包含 DOCTYPE 声明，不允许使用"),
            Text("Remove the DOCTYPE and its entities", "请删除 DOCTYPE 及其实体定义"),
        )
        return False
    depth = _depth(root)
    if depth > MAXIMUM_DEPTH:
        findings.add(
            "MODEL_TOO_LARGE",
            WHOLE_FILE,
            Text(
                f"expected at most {MAXIMUM_DEPTH} nested elements, but found {depth}",
                f"元素嵌套最多 {MAXIMUM_DEPTH} 层，实际 {depth} 层",
            ),
            Text("Split the expression into several decisions", "请将表达式拆分为多个决策"),
        )
        return False
    return True


def _depth(root: etree._Element) -> int:
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in element)
    return deepest
