"""A case's history as sentences: one paragraph for each thing somebody did, with what followed from it folded away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from api.pages.shown_values import shown_text
from api.pages.texts import Texts
from engine.history.reading import TimelineEntry
from engine.process.definition import ElementFact
from engine.values import Json
from engine.views import CaseHead

KINDS = ("people", "data", "decisions", "contact", "time", "trouble", "technical")
DEFAULT_KINDS = ("people", "data", "decisions", "contact", "time", "trouble")
_KIND_OF = {
    "case": "people",
    "task": "people",
    "file": "people",
    "variable": "data",
    "decision": "decisions",
    "message": "contact",
    "signal": "contact",
    "notification": "contact",
    "timer": "time",
    "sla": "time",
    "escalation": "time",
    "incident": "trouble",
    "error": "trouble",
    "compensation": "trouble",
}
_TONES = {
    "task.completed": "tone-ok",
    "case.completed": "tone-ok",
    "case.started": "tone-brand",
    "case.cancelled": "tone-bad",
    "case.terminated": "tone-bad",
    "incident.opened": "tone-bad",
    "incident.resolved": "tone-ok",
    "error.thrown": "tone-warn",
    "job.exhausted": "tone-bad",
    "timer.fired": "tone-warn",
    "sla.breached": "tone-bad",
    "decision.evaluated": "tone-info",
    "message.correlated": "tone-info",
}
# Of several events of one operation the first of these gives the headline.
_HEADLINES = (
    "case.started", "case.cancelled", "task.completed", "task.claimed", "task.released", "task.assigned",
    "task.due_changed", "incident.resolved", "message.correlated", "timer.fired", "timer.changed",
    "job.succeeded", "job.failed", "notification.sent", "case.moved", "variable.set",
)  # fmt: skip
_QUIET = frozenset({"timer.scheduled", "timer.cancelled"})

_NAMELESS = (
    ("actor.customer_letter", "consumer:", ":letter"),
    ("actor.customer", "consumer:", ""),
    ("actor.public", "public:", ""),
)
"""actors without a name of their own: their text, and how their marks in histories begin and end"""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One event in words."""

    seq: int
    type: str
    kind: str
    text: str
    values: Mapping[str, tuple[Json, Json]]
    details: Mapping[str, Json]
    element_id: str | None
    hash_hex: str


@dataclass(frozen=True, slots=True)
class Happening:
    """What one operation did: its headline, its tone, and everything that followed."""

    at: datetime
    who: str
    role: str | None
    unit: str
    tone: str
    element_id: str | None
    headline: Sentence
    following: tuple[Sentence, ...]
    values: Mapping[str, tuple[Json, Json]]


class Teller:
    """Tells the events of one case in one language."""

    def __init__(self, texts: Texts, elements: Mapping[str, ElementFact], *, case: CaseHead) -> None:
        self._texts, self._elements, self._case = texts, elements, case

    def happenings(
        self, entries: Sequence[TimelineEntry], kinds: Sequence[str], *, newest_first: bool
    ) -> list[Happening]:
        """The operations that hold at least one event of `kinds`; `entries` in the order of the history."""
        told = [self._happening(list(group)) for _, group in groupby(entries, key=lambda entry: entry.operation_id)]
        shown = [one for one in told if any(line.kind in kinds for line in (one.headline, *one.following))]
        return list(reversed(shown)) if newest_first else shown

    def sentence(self, entry: TimelineEntry) -> Sentence:
        """One event in words."""
        return Sentence(
            seq=entry.seq,
            type=entry.type,
            kind="technical" if "scope" in entry.details else kind_of(entry.type),
            text=self._text(entry),
            values=entry.values or {},
            details=entry.details,
            element_id=entry.element_id,
            hash_hex=entry.hash_hex,
        )

    def who(self, entry: TimelineEntry) -> str:
        """The actor as people call him."""
        if entry.actor == "system":
            return self._texts("actor.system")
        for name, beginning, end in _NAMELESS:
            if entry.actor.startswith(beginning) and entry.actor.endswith(end):
                return self._texts(name)
        return entry.actor_name

    def element_name(self, element_id: str | None) -> str:
        """The element's name in the reader's language; its id when it has none."""
        if element_id == self._case.process_id:
            return self._texts.pick(self._case.process_name, self._case.process_name_en)
        fact = self._elements.get(element_id or "")
        return self._texts.pick(fact.name, fact.name_en) or fact.id if fact else element_id or ""

    def _happening(self, entries: list[TimelineEntry]) -> Happening:
        first = min(entries, key=_rank)
        lines = [self.sentence(entry) for entry in entries]
        headline = lines[entries.index(first)]
        # values of inner scopes are copies on their way into the case: shown with the technical events only
        written = [entry.values or {} for entry in entries if "scope" not in entry.details]
        values = {name: pair for group in written for name, pair in group.items()}
        is_persons = first.actor != "system"
        tones = [_TONES[entry.type] for entry in (first, *entries) if entry.type in _TONES]
        return Happening(
            at=first.recorded_at,
            who=self.who(first),
            role=first.role if is_persons else None,
            unit=self._texts.pick(first.unit_name or "", first.unit_name_en or "") if is_persons else "",
            tone="tone-bad" if any(entry.type == "incident.opened" for entry in entries) else (tones or [""])[0],
            element_id=first.element_id,
            headline=headline,
            following=tuple(line for line in lines if line is not headline),
            values=values,
        )

    def _text(self, entry: TimelineEntry) -> str:
        key = f"event.{entry.type}"
        facts = defaultdict(str, {name: shown_text(value) for name, value in entry.details.items()})
        facts.update(who=self.who(entry), what=self.element_name(entry.element_id), names=", ".join(entry.values or {}))
        pattern = self._texts.entry(key if key in self._texts else "event.other")
        facts["role"] = self._texts.either(f"role.{entry.role}", entry.role or "")
        facts["unit"] = self._texts.pick(entry.unit_name or "", entry.unit_name_en or "")
        facts["type"] = entry.type
        return " ".join(pattern.format_map(facts).split())


def written(entries: Sequence[TimelineEntry]) -> list[Json]:
    """Every value that the entries tell of, new and old."""
    return [value for entry in entries for pair in (entry.values or {}).values() for value in pair]


def kind_of(event_type: str) -> str:
    """The kind by which the timeline is filtered."""
    if event_type in _QUIET:
        return "technical"
    if event_type in ("job.failed", "job.exhausted"):
        return "trouble"
    return _KIND_OF.get(event_type.partition(".")[0], "technical")


def _rank(entry: TimelineEntry) -> tuple[int, int]:
    known = _HEADLINES.index(entry.type) if entry.type in _HEADLINES else len(_HEADLINES)
    return known, entry.seq
