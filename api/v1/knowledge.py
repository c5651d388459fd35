"""Standard answers for people on the telephone and for chats that look them up (API 21)."""

from __future__ import annotations

from decimal import Decimal

from api.call import Call
from api.endpoints import Table
from api.errors import BadRequest
from api.shapes import NUMBER, TEXT, list_of, shape
from api.v1.inbox import whole_number
from engine.knowledge import MOST, MOST_CHARACTERS, Suggestion
from engine.values import Json, Values

table = Table("/api/v1/knowledge", "Reference data")

_SUGGESTION = shape(
    "KnowledgeSuggestion", code=TEXT, category=TEXT, topic=TEXT, question=TEXT, questionEn=TEXT, answer=TEXT,
    answerEn=TEXT, score=NUMBER,
)  # fmt: skip
_AT_MOST = 20


@table.get(
    "/suggest",
    answer=shape("KnowledgeSuggestions", items=list_of(_SUGGESTION)),
    query=("text", "product", "category", "limit"),
)
def suggest(call: Call) -> Values:
    """The standard answers that fit `text` best, likeliest first; `product` is a serial number or a model."""
    asked = call.request.query_params
    text = asked.get("text", "").strip()
    if len(text) > MOST_CHARACTERS:
        raise BadRequest(f"expected a text of at most {MOST_CHARACTERS} characters, but found {len(text)}")
    found = call.engine.suggest_knowledge(
        text, category=asked.get("category", "")[:40], product=asked.get("product", "")[:40],
        limit=max(1, min(whole_number(call, "limit", MOST), _AT_MOST)), actor=call.actor,
    )  # fmt: skip
    items: list[Json] = [_item(one) for one in found]
    return {"items": items}


def _item(one: Suggestion) -> Values:
    entry = one.entry
    return {
        "code": entry.entry_code, "category": entry.category, "topic": entry.topic, "question": entry.question,
        "questionEn": entry.question_en or entry.question, "answer": entry.answer,
        "answerEn": entry.answer_en or entry.answer, "score": Decimal(str(one.score)),
    }  # fmt: skip
