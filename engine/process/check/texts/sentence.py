"""The form of one catalogue entry."""

from __future__ import annotations

from dataclasses import dataclass

from engine.findings import Level, Text


@dataclass(frozen=True, slots=True)
class Sentence:
    """Why a place is noted and what to do about it. `{names}` are filled by the check; no full stop at the end."""

    level: Level
    reason: Text
    advice: Text


def error(en: str, zh: str, advice_en: str, advice_zh: str) -> Sentence:
    """A finding that refuses the deployment."""
    return Sentence("error", Text(en, zh), Text(advice_en, advice_zh))


def warning(en: str, zh: str, advice_en: str, advice_zh: str) -> Sentence:
    """A finding that lets the file pass but should be read."""
    return Sentence("warning", Text(en, zh), Text(advice_en, advice_zh))


def ignored(en: str, zh: str, advice_en: str, advice_zh: str) -> Sentence:
    """Something without effect on execution, listed so that nothing is ignored in silence (G6)."""
    return Sentence("ignored", Text(en, zh), Text(advice_en, advice_zh))
