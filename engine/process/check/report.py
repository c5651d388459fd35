"""Where every check puts what it found: texts from the catalogue, places from the tree."""

from __future__ import annotations

from dataclasses import dataclass

from engine.findings import Finding, Text, in_order
from engine.process.check.texts import CATALOGUE
from engine.process.check.words import words
from engine.process.xml import BPMN, Element

MAX_FINDINGS = 2_000
_CLIP = 160
_WHOLE = frozenset({"known"})  # lists of our own names, never text of the file
_NOT_DRAWN = words(
    "laneSet childLaneSet extensionElements documentation conditionExpression condition timeDate timeDuration "
    "timeCycle completionCondition loopCondition loopCardinality activationCondition script incoming outgoing "
    "flowNodeRef text multiInstanceLoopCharacteristics standardLoopCharacteristics ioSpecification dataInput "
    "dataOutput inputSet outputSet dataInputAssociation dataOutputAssociation potentialOwner performer "
    "humanPerformer resourceRole rendering property"
)


def local_name(element: Element) -> str:
    """The name of `element` without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: Element) -> str:
    """The namespace of `element`, '' when it has none."""
    return str(element.tag)[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


def drawn_owner(element: Element) -> Element | None:
    """The nearest element around `element` (or itself) that a designer can click: a node, flow, lane, pool, message."""
    at: Element | None = element
    while at is not None:
        name = local_name(at)
        if at.get("id") and namespace(at) == BPMN and name not in _NOT_DRAWN and not name.endswith("EventDefinition"):
            return at
        at = at.getparent()
    return None


@dataclass(frozen=True, slots=True)
class Place:
    """Line (0 = the whole file), id and name of what a finding is about."""

    line: int = 0
    id: str = ""
    name: str = ""


class Report:
    """The findings of one file. `add` takes a key of the catalogue: `CODE` or `CODE.variant`."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[Finding, None] = {}

    def add(self, key: str, element: Element | None, /, **facts: object) -> None:
        """Note the sentence `key`, its `{names}` filled from `facts`, at `element` (None = the whole file).

        A fact that reads differently in the two languages is a Text.
        """
        owner = drawn_owner(element) if element is not None else None
        place = Place(
            line=(element.sourceline or 0) if element is not None else 0,
            id=(owner.get("id") or "") if owner is not None else "",
            name=(owner.get("name") or "") if owner is not None else "",
        )
        self.add_at(key, place, **facts)

    def add_at(self, key: str, place: Place, /, **facts: object) -> None:
        """The same for a place that is no XML element."""
        sentence = CATALOGUE[key]
        both = {
            name: value if isinstance(value, Text) else Text(str(value), str(value)) for name, value in facts.items()
        }
        finding = Finding(
            code=key.partition(".")[0],
            level=sentence.level,
            file=self.file,
            line=place.line,
            element_id=place.id,
            element_name=_shown(place.name),
            reason=_filled(sentence.reason, both),
            advice=_filled(sentence.advice, both),
        )
        self.keep(finding)

    def keep(self, finding: Finding) -> None:
        """Note a ready `finding`; beyond 2,000 only errors are kept, beyond 4,000 nothing (a file is then hopeless)."""
        limit = 2 * MAX_FINDINGS if finding.level == "error" else MAX_FINDINGS
        if len(self._found) < limit:
            self._found[finding] = None

    @property
    def has_errors(self) -> bool:
        """True when at least one finding refuses the file."""
        return any(finding.level == "error" for finding in self._found)

    def findings(self) -> tuple[Finding, ...]:
        """All findings in order (G1), equal ones once."""
        return in_order(self._found)


def _filled(text: Text, facts: dict[str, Text]) -> Text:
    english = {name: fact.en if name in _WHOLE else _shown(fact.en) for name, fact in facts.items()}
    chinese = {name: fact.zh if name in _WHOLE else _shown(fact.zh) for name, fact in facts.items()}
    return Text(text.en.format_map(english), text.zh.format_map(chinese))


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _CLIP else text[: _CLIP - 1] + "…"
