"""Makers for forms: a component with defaults, a form of components, a submission of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.feel import Environment
from engine.forms import Checked, Form, KnownFile, check_submission
from engine.values import Json, Values, dump

NOW = datetime(2026, 5, 31, 6, 30, tzinfo=UTC)  # 14:30 in Shanghai
FILES = {
    "photo": KnownFile("photo", "photo.JPG", "image/jpeg", 1000),
    "sheet": KnownFile("sheet", "fees.pdf", "application/pdf", 1000),
    "pen": KnownFile("pen", "signature.png", "image/png", 1000),
}
Submit = Callable[..., Checked]


def a_form(*components: Values) -> Form:
    """A compiled form of these components."""
    schema: Values = {"id": "a_form", "type": "default", "components": list(components)}
    return Form.read(dump(schema))


def known(ids: Sequence[str]) -> Mapping[str, KnownFile]:
    """The files of this user and case among `ids`."""
    return {file_id: FILES[file_id] for file_id in ids if file_id in FILES}


@pytest.fixture
def environment() -> Environment:
    """31 May 2026, 14:30 in Shanghai."""
    return Environment(now=NOW, zone=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def submit(environment: Environment) -> Submit:
    """Check `values` against a form of `components`, over the case's `variables`."""

    def run(components: Sequence[Values], values: Values, variables: Mapping[str, Json] | None = None) -> Checked:
        return check_submission(
            a_form(*components), values, variables=variables or {}, environment=environment, known_files=known
        )

    return run
