"""Each element and attribute is executed, ignored by design, or refused (dialect G3, G4, G6)."""

from __future__ import annotations

from collections import Counter

from engine.process.check.context import Context
from engine.process.check.ignored_names import (
    DIAGRAM_NAMESPACES,
    IGNORED_ATTRIBUTES,
    IGNORED_ELEMENTS,
    TEMPLATE_ATTRIBUTES,
)
from engine.process.check.model import bpmn, is_true
from engine.process.check.names import EVENTS, EXPRESSIONS, FLOW_NODES, GRAMMARS, LOOPS, ONCE, grammar_of
from engine.process.check.refused_names import COUNTERPARTS, REFUSED_ATTRIBUTES, REFUSED_ELEMENTS, foreign_engine
from engine.process.check.report import local_name, namespace
from engine.process.xml import BPMN, XSI, ZEEBE, Element

_PLACEHOLDER = "__targetRef_placeholder"
_LABELLED = FLOW_NODES | {"process", "sequenceFlow", "participant", "collaboration"}
_NEEDS_EXECUTION = frozenset(EVENTS | LOOPS)
_XSI_SILENT = frozenset({"type"})
_XSI_KNOWN = frozenset({"schemaLocation", "noNamespaceSchemaLocation", "nil"})
_EXPRESSION_TYPES = frozenset({"tExpression", "tFormalExpression"})


def check_names(context: Context) -> None:
    """Walk the whole file once; drawings (non-executable processes) and foreign parts are listed, not entered."""
    walk = _Walk(context)
    waiting: list[tuple[Element, bool]] = [(context.model.root, False)]
    while waiting:
        element, quiet = waiting.pop()
        inside = walk.visit(element, quiet=quiet)
        if inside is not None:
            waiting.extend((child, inside) for child in reversed(element) if walk.may_stand(child, element))
    walk.list_counted()


class _Walk:
    def __init__(self, context: Context) -> None:
        self._context, self._report = context, context.report
        self._counts: Counter[str] = Counter()
        self._first: dict[str, Element] = {}
        self._named = 0

    def visit(self, element: Element, *, quiet: bool) -> bool | None:
        """Judge one BPMN element; says whether its content is quiet (inside something ignored), None = do not enter."""
        name = local_name(element)
        if name in REFUSED_ELEMENTS:
            self._refuse(element, REFUSED_ELEMENTS[name])
            return None
        if name == "property" and element.get("name") != _PLACEHOLDER:
            self._refuse(element, "DATA_FLOW_UNSUPPORTED")
            return None
        self._check_executed(element)
        self._check_attributes(element, quiet=quiet)
        self._check_counts(element)
        if name == "process" and not is_true(element, "isExecutable"):
            self._report.add("DRAWING_ONLY", element)
            return None
        if name == "participant" and not element.get("processRef"):
            self._report.add("IGNORED_BY_DESIGN.black_box", element)
        if name in IGNORED_ELEMENTS and not quiet and not self._has_effect(element):
            self._report.add("IGNORED_BY_DESIGN.element", element, name=name)
            return True
        self._named += name in _LABELLED and bool(element.get("name"))
        return quiet or name in IGNORED_ELEMENTS

    def may_stand(self, child: Element, parent: Element) -> bool:
        """Whether `child` is a BPMN element that may stand in `parent`; everything else is noted here."""
        space, name = namespace(child), local_name(child)
        if space == BPMN and (grammar_of(name) is not None or name in REFUSED_ELEMENTS):
            known = grammar_of(local_name(parent))
            if known is not None and name in known.children:
                return True
            self._refuse(child, REFUSED_ELEMENTS.get(name, "UNKNOWN_ELEMENT.misplaced"), parent=local_name(parent))
        elif space in (BPMN, ""):
            self._refuse(child, "UNKNOWN_ELEMENT")
        elif space == ZEEBE:
            if parent.tag != bpmn("extensionElements"):
                self._refuse(child, "EXTENSION_NOT_ALLOWED_HERE.outside")
        else:
            self._visit_foreign(child)
        return False

    def _refuse(self, element: Element, key: str, **facts: object) -> None:
        self._report.add(key, element, name=local_name(element), **facts)

    def _has_effect(self, element: Element) -> bool:
        """An association is ignored, unless it joins a compensation event to its handler."""
        source = self._context.model.nodes.get(element.get("sourceRef") or "")
        return local_name(element) == "association" and source is not None and "compensate" in source.triggers

    def _check_executed(self, element: Element) -> None:
        name, executed = local_name(element), self._context.vocabulary.executed
        runs = name in GRAMMARS and (name in _NEEDS_EXECUTION or name.endswith(("EventDefinition", "Gateway")))
        runs = runs or name.lower().endswith(("task", "subprocess")) or name in ("transaction", "callActivity")
        features = [name] if runs and name in GRAMMARS else []
        if name == "subProcess" and is_true(element, "triggeredByEvent"):
            features.append("eventSubProcess")
        features += [each for each in ("startQuantity", "completionQuantity") if element.get(each, "1").strip() != "1"]
        features += ["isForCompensation"] if is_true(element, "isForCompensation") else []
        if name in EVENTS and sum(local_name(child).endswith("EventDefinition") for child in element) > 1:
            features.append("multipleEvent")
        for feature in features:
            if feature not in executed:
                self._report.add("UNKNOWN_ELEMENT.not_executed", element, name=feature)

    def _check_counts(self, element: Element) -> None:
        seen = Counter(local_name(child) for child in element if namespace(child) == BPMN)
        for name, count in seen.items():
            if name in ONCE and count > 1:
                self._report.add("UNKNOWN_ELEMENT.repeated", element, name=name, count=count)
        if sum(seen[name] for name in LOOPS) > 1:
            self._report.add("UNKNOWN_ELEMENT.repeated", element, name="loopCharacteristics", count=2)

    def _check_attributes(self, element: Element, *, quiet: bool) -> None:
        name, known = local_name(element), grammar_of(local_name(element))
        attributes = known.attributes if known is not None else frozenset()
        for key in element.attrib:
            space, _, attribute = str(key).rpartition("}")
            if space:
                self._visit_qualified(element, space[1:], attribute)
            elif (name, attribute) in REFUSED_ATTRIBUTES:
                self._report.add(REFUSED_ATTRIBUTES[(name, attribute)], element, name=attribute)
            elif attribute not in attributes:
                self._report.add("UNKNOWN_ATTRIBUTE", element, name=attribute, parent=name)
            elif attribute in IGNORED_ATTRIBUTES and not quiet:
                self._report.add("IGNORED_BY_DESIGN.attribute", element, name=attribute)
            elif attribute == "implementation":
                self._check_implementation(element)

    def _check_implementation(self, element: Element) -> None:
        value = element.get("implementation") or ""
        if value == "" or value.startswith("##"):
            self._report.add("IGNORED_BY_DESIGN.attribute", element, name="implementation")
        else:
            self._report.add("UNKNOWN_ATTRIBUTE.implementation", element, name=value)

    def _visit_qualified(self, element: Element, space: str, attribute: str) -> None:
        engine = foreign_engine(space)
        if space == ZEEBE:
            self._visit_zeebe_attribute(element, attribute)
        elif space == XSI:
            self._visit_xsi(element, attribute)
        elif space == BPMN:
            self._report.add("UNKNOWN_ATTRIBUTE", element, name=f"bpmn:{attribute}", parent=local_name(element))
        elif engine is not None:
            self._refuse_engine(element, engine, attribute)
        else:
            self._count(space, element)

    def _visit_zeebe_attribute(self, element: Element, attribute: str) -> None:
        if attribute.startswith(TEMPLATE_ATTRIBUTES):
            self._report.add("IGNORED_BY_DESIGN.attribute", element, name=f"zeebe:{attribute}")
        elif attribute == "retryCounter":
            self._report.add("UNSUPPORTED_EXTENSION", element, name=f"zeebe:{attribute}")
        else:
            self._report.add("UNKNOWN_ATTRIBUTE", element, name=f"zeebe:{attribute}", parent=local_name(element))

    def _visit_xsi(self, element: Element, attribute: str) -> None:
        if attribute in _XSI_KNOWN:
            self._report.add("IGNORED_BY_DESIGN.attribute", element, name=f"xsi:{attribute}")
        elif attribute not in _XSI_SILENT:
            self._report.add("UNKNOWN_ATTRIBUTE", element, name=f"xsi:{attribute}", parent=local_name(element))
        elif local_name(element) in EXPRESSIONS:
            value = (element.get(f"{{{XSI}}}type") or "").rpartition(":")[2]
            if value not in _EXPRESSION_TYPES:
                self._report.add("ATTRIBUTE_VALUE", element, name="xsi:type", found=value, expected="tFormalExpression")

    def _visit_foreign(self, element: Element) -> None:
        engine = foreign_engine(namespace(element))
        if engine is not None:
            return self._refuse_engine(element, engine, local_name(element))
        for inner in element.iter():
            self._count(namespace(inner), inner)
            for key in inner.attrib:
                space = str(key)[1:].rpartition("}")[0]
                if space not in ("", XSI):
                    self._count(space, inner)
        return None

    def _refuse_engine(self, element: Element, engine: str, name: str) -> None:
        found = COUNTERPARTS.get(name)
        key = "FOREIGN_ENGINE_EXTENSION" if found else "FOREIGN_ENGINE_EXTENSION.without_counterpart"
        self._report.add(key, element, engine=engine, name=name, counterpart=found)

    def _count(self, space: str, element: Element) -> None:
        self._counts[space] += 1
        self._first.setdefault(space, element)

    def list_counted(self) -> None:
        """One finding per further namespace (G4) and one for all labels; `strict` refuses what is no drawing."""
        if self._named:
            self._report.add("IGNORED_BY_DESIGN.names", self._context.model.root, count=self._named)
        for space, count in self._counts.items():
            if space in (BPMN, ZEEBE, ""):
                continue
            drawing = space in DIAGRAM_NAMESPACES
            key = "IGNORED_BY_DESIGN.namespace" if drawing else "IGNORED_EXTENSION"
            if self._context.strict and not drawing:
                key = "UNKNOWN_EXTENSION"
            self._report.add(key, self._first[space], namespace=space, count=count)
