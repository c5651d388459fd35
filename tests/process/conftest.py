"""After every test of the process core: no case that the test left open stalls silently."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.process.driver import CASES


@pytest.fixture(autouse=True)
def nothing_stalls() -> Iterator[None]:
    """Each open case has work, a wait or an incident, and its state agrees with what its steps told (I5, K12)."""
    CASES.clear()
    yield
    for case in CASES:
        case.check_waiting()
