"""Broken model files: shipped ones, changed as a slip of hand, a broken tool or an enemy would change them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
FORM, XML = (".form",), (".bpmn", ".dmn")
_TEXTS = (
    *("", " ", "=", "=1/0", "=null", "=for i in 1..100000 return i", "=" + "(" * 300 + ")" * 300, "={a: [1, 2]}"),
    *("9" * 400, "-1", "PT0S", "P9999999Y", "R/PT1S", "R999999999/PT0.000001S", "2026-13-45T99:99:99Z", "true"),
    *("../../etc/passwd", "<b>", "&", "\u202e", "=if true then", "= x.y.z", "=get value", '=1 + "a"', '=@"P1D"'),
    *("0 0 0 * * ?", "a" * 5000),
)
_VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    10**30,
    0.1,
    "",
    "a" * 5000,
    [],
    {},
    [[]],
    {"a": {"b": []}},
    "=1/0",
    "\u0000",
)

_NAMES = ("", "x", "x.bpmn", "x.dmn", "x.form", "x.exe", "名.bpmn", "a" * 500 + ".bpmn", "x.BPMN", "..", "a/b.dmn")
_PIECES = (b"", b"\x00", b"\xff\xfe", b"<", b'"', b"&x;", b"<!DOCTYPE x>")


def shipped() -> list[tuple[str, bytes]]:
    """Name and content of every shipped model and form."""
    paths = [path for folder in ("bpmn", "forms") for path in sorted((ROOT / folder).rglob("*"))]
    return [(path.name, path.read_bytes()) for path in paths if path.suffix in (*FORM, *XML)]


def mutant(dice: random.Random, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A changed file: by its structure mostly, by its bytes sometimes."""
    by_size = sorted(files, key=lambda file: len(file[1]))
    name, content = by_size[int(len(by_size) * dice.random() ** 2)]  # small ones more often: as good, and faster
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        if dice.random() < 0.25:
            content = _by_bytes(dice, content)
            continue
        try:
            change = _in_form if name.endswith(FORM) else _in_xml
            content = change(dice, content, files)
        except (etree.XMLSyntaxError, ValueError, RecursionError):
            content = _by_bytes(dice, content)
    if dice.random() < 0.02:
        name = dice.choice(_NAMES)
    return name, content


def _by_bytes(dice: random.Random, content: bytes) -> bytes:
    if not content:
        return bytes(dice.randrange(256) for _ in range(dice.randrange(50)))
    start, length = dice.randrange(len(content)), dice.choice((1, 1, 2, 10, 400))
    own = (bytes([dice.randrange(256)]), content[start : start + length] * 2)
    piece = dice.choice((*_PIECES, *own))
    if dice.random() < 0.1:
        return content[:start]
    return content[:start] + piece + content[start + length :]


def _in_xml(dice: random.Random, content: bytes, files: list[tuple[str, bytes]]) -> bytes:
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    element = dice.choice(elements)
    dice.choice(_XML_CHANGES)(dice, element, elements)
    return etree.tostring(root)


def _drop(_dice: random.Random, element: etree._Element, _all: list[etree._Element]) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _double(dice: random.Random, element: etree._Element, _all: list[etree._Element]) -> None:
    parent = element.getparent()
    if parent is not None:
        for _ in range(dice.choice((1, 1, 30))):
            parent.append(etree.fromstring(etree.tostring(element)))


def _move(dice: random.Random, element: etree._Element, every: list[etree._Element]) -> None:
    target = dice.choice(every)
    if element not in [target, *target.iterancestors()]:
        target.append(element)


def _rename(dice: random.Random, element: etree._Element, every: list[etree._Element]) -> None:
    element.tag = dice.choice(every).tag


def _attribute(dice: random.Random, element: etree._Element, every: list[etree._Element]) -> None:
    names = list(element.attrib) or ["id", "name", "sourceRef"]
    others = [value for other in every[:200] for value in other.attrib.values()] or [""]
    element.set(dice.choice(names), dice.choice((dice.choice(_TEXTS), dice.choice(others))))


def _no_attribute(dice: random.Random, element: etree._Element, _all: list[etree._Element]) -> None:
    if element.attrib:
        del element.attrib[dice.choice(list(element.attrib))]


def _text(dice: random.Random, element: etree._Element, every: list[etree._Element]) -> None:
    texts = [other for other in every if other.text and other.text.strip()] or [element]
    dice.choice(texts).text = dice.choice(_TEXTS)


def _nest(dice: random.Random, element: etree._Element, _all: list[etree._Element]) -> None:
    inner = element
    for _ in range(dice.choice((3, 60, 400))):
        inner = etree.SubElement(inner, element.tag, dict(element.attrib))


_XML_CHANGES: tuple[Callable[[random.Random, etree._Element, list[etree._Element]], None], ...] = (
    _drop, _double, _move, _rename, _attribute, _attribute, _no_attribute, _text, _text, _nest,
)  # fmt: skip


def _in_form(dice: random.Random, content: bytes, _files: list[tuple[str, bytes]]) -> bytes:
    schema = json.loads(content)
    places: list[tuple[dict[str, object] | list[object], object]] = []
    _collect(schema, places)
    if not places:
        return json.dumps(dice.choice(_VALUES)).encode()
    holder, key = dice.choice(places)
    what = dice.random()
    if what < 0.25:
        del holder[key]
    elif what < 0.7:
        holder[key] = dice.choice((*_VALUES, *_TEXTS))
    elif what < 0.85:
        other, name = dice.choice(places)
        holder[key] = json.loads(json.dumps(other[name]))
    else:
        inner: object = holder[key]
        for _ in range(dice.choice((3, 90, 500))):
            inner = {"type": "group", "components": [inner]}
        holder[key] = inner
    return json.dumps(schema).encode()


def _collect(value: object, places: list[tuple[dict[str, object] | list[object], object]]) -> None:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        places.append((value, key))
        _collect(inner, places)
