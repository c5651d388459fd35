"""`knowledge.suggest`: the standard answers that fit a text best, the likeliest first (`engine.knowledge`)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.knowledge import MOST_CHARACTERS, Suggestion, suggestions, tokens
from engine.values import Json
from workers.contract import Done, record_of, text_of

if TYPE_CHECKING:
    from engine.jobs import ActivatedJob
    from engine.service import Engine

__all__ = ["suggest_knowledge", "suggestions", "tokens"]


def suggest_knowledge(engine: Engine, job: ActivatedJob) -> Done:
    """Give `suggestions` and `suggestion_options` for the inputs `text` and `product` (category) or `category`."""
    category = text_of(job.variables, "category", default="") or text_of(
        record_of(job.variables, "product"), "category", default=""
    )
    text = text_of(job.variables, "text", default="")[:MOST_CHARACTERS]
    found = suggestions(text, engine.knowledge_entries(category=category), category=category)
    return Done({"suggestions": [_shown(one) for one in found], "suggestion_options": [_option(one) for one in found]})


def _shown(one: Suggestion) -> Json:
    entry = one.entry
    return {
        "code": entry.entry_code,
        "topic": entry.topic,
        "question": entry.question,
        "question_en": entry.question_en or entry.question,
        "answer": entry.answer,
        "answer_en": entry.answer_en or entry.answer,
        "score": Decimal(str(one.score)),
    }


def _option(one: Suggestion) -> Json:
    entry = one.entry
    return {
        "value": entry.entry_code,
        "label": f"{entry.entry_code} {entry.question}",
        "label.en": f"{entry.entry_code} {entry.question_en or entry.question}",
    }
