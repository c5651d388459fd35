"""The standard answers that fit a text best, the likeliest first.

Chinese has no spaces, so a text is its pairs of neighbouring characters; other scripts are words. A pair that few
entries have weighs more than one that many have; keywords weigh more than the question, the question more than the
answer.
The same text and entries give the same list always.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.store.knowledge import KnowledgeRow

MOST = 5
KEYWORD_WEIGHT, QUESTION_WEIGHT, ANSWER_WEIGHT = 4, 3, 1
OWN_CATEGORY = 1.25
MOST_CHARACTERS = 4000
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_IDLE_WORDS = (
    "the a an of to is are in on and or my your it its do does how what when why can we you for with this that be not "
    "at from 怎么 么办 什么 办理 如何 请问 可以 一个 没有 我的 你们 我们 了吗"
)
_IDLE = frozenset(_IDLE_WORDS.split(" "))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry and how well it fits; 0 = not at all."""

    entry: KnowledgeRow
    score: float


def suggestions(text: str, entries: Sequence[KnowledgeRow], *, category: str, most: int = MOST) -> list[Suggestion]:
    """The entries that share something with the text, best first; equal ones by code."""
    asked = tokens(text)
    if not asked:
        return []
    weighed = {entry.entry_code: _weights(entry) for entry in entries}
    rarity = _rarity(weighed.values())
    scored = [Suggestion(entry, _score(asked, weighed[entry.entry_code], rarity, entry, category)) for entry in entries]
    fit = [one for one in scored if one.score > 0]
    return sorted(fit, key=lambda one: (-one.score, one.entry.entry_code))[:most]


def tokens(text: str) -> frozenset[str]:
    """Pairs of Chinese characters and words of other scripts, without those that say nothing."""
    found: set[str] = set()
    for run in _RUN.findall(text.lower()):
        if run[0] >= "\u3400":
            found |= {run[i : i + 2] for i in range(len(run) - 1)} if len(run) > 1 else {run}
        elif len(run) > 1:
            found.add(run.removesuffix("s") if len(run) > 3 else run)
    return frozenset(found - _IDLE)


def _weights(entry: KnowledgeRow) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for text, weight in (
        (entry.keywords, KEYWORD_WEIGHT),
        (f"{entry.question} {entry.question_en}", QUESTION_WEIGHT),
        (f"{entry.answer} {entry.answer_en}", ANSWER_WEIGHT),
    ):
        for token in tokens(text):
            found[token] = max(found[token], weight)
    return found


def _rarity(weighed: Iterable[Mapping[str, int]]) -> Mapping[str, float]:
    """How much a token tells: the fewer entries have it, the more."""
    known = list(weighed)
    counts = Counter(token for weights in known for token in weights)
    return {token: math.log(1 + len(known) / count) for token, count in counts.items()}


def _score(
    asked: frozenset[str], weights: Mapping[str, int], rarity: Mapping[str, float], entry: KnowledgeRow, category: str
) -> float:
    shared = sum(weights[token] * rarity[token] for token in sorted(asked & weights.keys()))
    strong = any(weights[token] > ANSWER_WEIGHT for token in asked & weights.keys())
    if not strong:
        return 0.0
    return round(shared / math.sqrt(len(asked)) * (OWN_CATEGORY if entry.category == category else 1.0), 2)
