"""Reading XML that somebody else wrote: no DTD, no entities, no network, counted while it is parsed (dialect G7)."""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

from engine.findings import Finding, Text

Element: TypeAlias = "etree._Element"

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
MODELER = "http://camunda.org/schema/modeler/1.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

MAX_BYTES = 5 * 1024 * 1024
MAX_ELEMENTS = 200_000
MAX_XML_DEPTH = 120
MAX_TEXT = 1_000_000
_CHUNK = 64 * 1024
_FOREIGN_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00")
_EXPORT = Text("Open the model in the designer and save it again", "请在设计器中打开该模型并重新保存")
_SPLIT = Text("Split the model into several processes", "请把模型拆分为多个流程")


class XmlRefused(Exception):
    """The file is not XML that may be read; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.text("en"))
        self.finding = finding


def read_xml(content: bytes, *, file: str) -> Element:
    """The root element of `content`, comments and processing instructions left out.

    Raises XmlRefused with code FILE_TOO_LARGE (more than 5 MiB), XML_UNSAFE (not UTF-8, a DOCTYPE, an entity),
    MODEL_TOO_LARGE (more than 200,000 elements, XML depth 120, one text of 1,000,000 characters) or NOT_XML.
    """
    _check_bytes(content, file=file)
    try:
        root = _parsed(content, file=file)
    except etree.XMLSyntaxError as error:
        # The parser itself stops at depth 256, before the first piece is counted.
        finding = _too_deep(file) if "depth" in str(error.msg) else _not_xml(error, file=file)
        raise XmlRefused(finding) from None
    _check_tree(root, file=file)
    return root


def _check_bytes(content: bytes, *, file: str) -> None:
    if len(content) > MAX_BYTES:
        reason = Text(
            f"expected at most {MAX_BYTES} bytes, but found {len(content)}",
            f"文件不得超过 {MAX_BYTES} 字节，实际为 {len(content)} 字节",
        )
        raise XmlRefused(_finding("FILE_TOO_LARGE", file, reason, _SPLIT))
    if not content.strip():
        reason = Text("expected an XML document, but the file is empty", "文件为空，不是 XML 文档")
        raise XmlRefused(_finding("NOT_XML", file, reason, _EXPORT))
    if any(mark in content[:64] for mark in _FOREIGN_MARKS) or not _is_utf8(content):
        reason = Text("expected UTF-8, but found another encoding", "文件编码必须是 UTF-8")
        advice = Text("Save the file as UTF-8", "请把文件另存为 UTF-8 编码")
        raise XmlRefused(_finding("XML_UNSAFE", file, reason, advice))
    for mark in (b"<!DOCTYPE", b"<!ENTITY"):
        if mark in content:
            line = content[: content.index(mark)].count(b"\n") + 1
            raise XmlRefused(_unsafe(f"{mark.decode()} …>", file=file, line=line))


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parsed(content: bytes, *, file: str) -> Element:
    """Feed in pieces and count: a file of a million elements is refused before it is a tree of a million elements."""
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_pis=True,
        remove_comments=True,
        collect_ids=False,
        encoding="utf-8",
    )
    # Tags can be counted without parsing; beyond twice the limit no comment or CDATA section explains them.
    tags = content.count(b"<") - content.count(b"</")
    _check_counts(tags // 2, 0, file=file)
    count = depth = 0
    for at in range(0, len(content), _CHUNK):
        parser.feed(content[at : at + _CHUNK])
        deepest = depth
        for event, _element in parser.read_events():
            if event == "start":
                depth, count = depth + 1, count + 1
                deepest = max(deepest, depth)
            else:
                depth -= 1
        _check_counts(count, deepest, file=file)
    root = parser.close()
    if not isinstance(root, etree._Element):
        raise XmlRefused(_finding("NOT_XML", file, Text("expected an XML document", "文件不是 XML 文档"), _EXPORT))
    return root


def _check_counts(count: int, depth: int, *, file: str) -> None:
    if count > MAX_ELEMENTS:
        reason = Text(
            f"expected at most {MAX_ELEMENTS} XML elements, but found more", f"XML 元素不得超过 {MAX_ELEMENTS} 个"
        )
        raise XmlRefused(_finding("MODEL_TOO_LARGE", file, reason, _SPLIT))
    if depth > MAX_XML_DEPTH:
        raise XmlRefused(_too_deep(file))


def _too_deep(file: str) -> Finding:
    reason = Text(
        f"expected XML nested at most {MAX_XML_DEPTH} deep, but it is deeper",
        f"XML 嵌套不得超过 {MAX_XML_DEPTH} 层",
    )
    return _finding("MODEL_TOO_LARGE", file, reason, _SPLIT)


def _check_tree(root: Element, *, file: str) -> None:
    """What the byte scan may have missed: entity references, a document type, one giant text."""
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None or info.externalDTD is not None:
        raise XmlRefused(_unsafe("DOCTYPE", file=file, line=1))
    for element in root.iter():
        if not isinstance(element.tag, str):
            raise XmlRefused(_unsafe("&…;", file=file, line=element.sourceline or 0))
        if len(element.text or "") > MAX_TEXT or any(len(value) > MAX_TEXT for value in element.attrib.values()):
            reason = Text(
                f"expected texts of at most {MAX_TEXT} characters, but found a longer one",
                f"单段文本不得超过 {MAX_TEXT} 个字符",
            )
            raise XmlRefused(_finding("MODEL_TOO_LARGE", file, reason, _SPLIT, line=element.sourceline or 0))


def _unsafe(found: str, *, file: str, line: int) -> Finding:
    reason = Text(
        f"expected XML without document type and entities, but found {found}",
        f"XML 不得包含文档类型声明或实体，但发现 {found}",
    )
    advice = Text("Remove the document type and its entities", "请删除文档类型声明及其实体")
    return _finding("XML_UNSAFE", file, reason, advice, line=line)


def _not_xml(error: etree.XMLSyntaxError, *, file: str) -> Finding:
    detail = " ".join(str(error.msg).split())[:160]
    reason = Text(f"expected well-formed XML, but found: {detail}", f"文件不是格式正确的 XML（解析器提示：{detail}）")
    return _finding("NOT_XML", file, reason, _EXPORT, line=error.lineno or 0)


def _finding(code: str, file: str, reason: Text, advice: Text, *, line: int = 0) -> Finding:
    return Finding(code, "error", file, line, "", "", reason, advice)
