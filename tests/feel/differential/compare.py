"""Compare engine/feel with npm's feelin over the tables of tests/feel. Development only.

In this folder: `npm install`, then `python compare.py`. Prints every difference; docs/feel.md judges them.
"""

import ast
import json
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from engine.feel import Environment, FeelFailure, FeelFunction, FeelSyntaxError, Range, compile_expression, to_json

FOLDER = Path(__file__).parent


def table_texts() -> list[str]:
    """The expressions of all TABLEs beside this folder."""
    texts: list[str] = []
    for path in sorted(FOLDER.parent.glob("test_*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TABLE":
                table = ast.literal_eval(node.value).splitlines()
                texts.extend(line.split(" ==> ")[0].strip() for line in table if " ==> " in line)
    return texts


def ours(text: str, environment: Environment) -> object:
    """Our value as JSON, or the word error."""
    try:
        value = compile_expression(text).evaluate({}, environment).value
        if isinstance(value, Range):
            return "range"
        return "function" if isinstance(value, FeelFunction) else to_json(value)
    except (FeelSyntaxError, FeelFailure) as problem:
        return f"error: {problem}"


def alike(a: object, b: object) -> bool:
    """Equal, with numbers to the 12 digits that a double is good for, and temporal texts less their brackets."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, int | float | Decimal) and isinstance(b, int | float | Decimal):
        return abs(float(a) - float(b)) <= 1e-12 * max(1.0, abs(float(a)))
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(alike(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, str) and isinstance(b, str):
        return a == b or a.replace("Z", "+00:00") == b.replace("Z", "+00:00")
    return a == b


def main() -> int:
    """Print the differences and how many there are."""
    texts = table_texts()
    environment = Environment(now=datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
    answer = subprocess.run(
        ["node", "feelin.mjs"], cwd=FOLDER, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    differing = 0
    for text, theirs in zip(texts, json.loads(answer.stdout), strict=True):
        mine = ours(text, environment)
        value = theirs.get("value", f"error: {theirs.get('error')}")
        if not alike(mine, value):
            differing += 1
            print(f"{text}\n    ours   {mine}\n    feelin {value}")
    print(f"{differing} differences in {len(texts)} expressions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
