"""Look-up fields: which reference data a field may choose from, and what a found record gives. See docs/forms.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.feel import Environment
from engine.forms.component import LookupRule, Variables
from engine.forms.messages import Wrong
from engine.forms.options import as_text
from engine.forms.vocabulary import SOURCES
from engine.values import Json, Values


@dataclass(frozen=True, slots=True)
class Wanted:
    """One value somebody chose: the record `key` of `source`, among those that `filters` leave."""

    source: str
    key: str
    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A record: its key, how people read it (a title, and facts beside it), and its members by column name."""

    key: str
    zh: str
    en: str
    detail_zh: str = ""
    detail_en: str = ""
    record: Values = field(default_factory=dict)

    def label(self, language: str) -> str:
        """The title in `language`."""
        return self.zh if language.startswith("zh") else self.en or self.zh

    def detail(self, language: str) -> str:
        """The facts beside it, in `language`."""
        return self.detail_zh if language.startswith("zh") else self.detail_en or self.detail_zh


FindRecords: TypeAlias = Callable[[Sequence[Wanted]], Mapping[Wanted, Found]]


def no_records(wanted: Sequence[Wanted]) -> Mapping[Wanted, Found]:
    """For forms that nobody signed in fills: no record is within reach."""
    return {}


def filters_of(rule: LookupRule, variables: Variables, environment: Environment) -> tuple[tuple[str, str], ...]:
    """The filters as they stand now. One that is null is left out; the filter `within` is kept and matches nothing."""
    found = {name: _text(setting.of(variables, environment)) for name, setting in rule.filters.items()}
    return tuple(sorted((name, text) for name, text in found.items() if text or name == "within"))


def keys_of(value: Json) -> Iterator[str]:
    """The keys that a field's value names: one, or several in a list."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item.strip():
            yield item.strip()


def missing(source: str, key: str) -> Wrong:
    """The fault of a key that does not exist, or not for this person: the two are never told apart."""
    known = SOURCES[source]
    shown = key if len(key) <= 60 else f"{key[:60]}…"
    return Wrong.in_words("lookup", zh=known.missing_zh.format(shown), en=known.missing_en.format(shown))


def _text(value: Json) -> str:
    if isinstance(value, list):
        return ",".join(as_text(item) for item in value)
    return "" if value is None else as_text(value).strip()
