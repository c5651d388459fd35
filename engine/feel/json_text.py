"""JSON text with exact numbers."""

import json
from decimal import Decimal

from engine.feel.json_values import to_json
from engine.feel.values import FeelValue


def json_text(value: FeelValue) -> str:
    """JSON of a FEEL value as it would be stored (D3). Raises FeelFailure for functions and ranges."""
    return _text(to_json(value))


def _text(value: object) -> str:
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, dict):
        return (
            "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{_text(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
