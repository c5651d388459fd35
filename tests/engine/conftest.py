"""After every test of the engine nothing may stall and every row says what its case's state says (I4, I5)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.actor import SYSTEM
from engine.service import Engine


@pytest.fixture(autouse=True)
def nothing_ails(request: pytest.FixtureRequest) -> Iterator[None]:
    """Examine the engine that the test used, chains left out: some tests break them on purpose."""
    used = [name for name in ("engine", "sqlite_engine") if name in request.fixturenames]
    engines: list[Engine] = [request.getfixturevalue(name) for name in used]
    yield
    for engine in engines:
        assert list(engine.examine_all(actor=SYSTEM, with_chains=False)) == []
