"""States that earlier programs saved, of every model of the library: this program loads them, and the cases go on.

Each file holds [model, commands so far as JSON, state] for every model, recorded by the program of the commit in its
name. The commands are played again for the tables around the state; then the old bytes take the place of the new ones,
and random commands follow. A model that is changed gets a new name, so that its old states still belong to it.
"""

from __future__ import annotations

import random
import zlib
from pathlib import Path

import msgpack
import pytest

from engine.values import load
from tests.judge import moves
from tests.judge.driver import compare, seated
from tests.judge.library import models
from tests.judge.model import Model, Move

STATES = Path(__file__).parent / "states"
MODELS = {model.name: model for model in models()}
FOLLOWING = 12
"""random commands after the old state was loaded"""


def old_states(path: Path) -> list[tuple[str, list[Move], bytes]]:
    """What a file holds."""
    rows = msgpack.unpackb(zlib.decompress(path.read_bytes()))
    return [(name, [tuple(command) for command in load(commands)], state) for name, commands, state in rows]


@pytest.mark.parametrize("path", sorted(STATES.glob("*.msgpack.z")), ids=lambda path: path.name.split(".")[0])
def test_every_case_that_an_earlier_program_saved_goes_on_as_the_dialect_says(path: Path) -> None:
    rows = old_states(path)
    assert len(rows) > 150

    for name, commands, state in rows:
        _go_on(MODELS[name], commands, state)


def _go_on(model: Model, commands: list[Move], state: bytes) -> None:
    rng = random.Random(model.name)
    table = seated(model, commands[0][1])
    for command in commands[1:]:
        table.act(command)
    table.product.state = state
    played = list(commands)
    while table.case.outcome == "active" and len(played) < len(commands) + FOLLOWING:
        played.append(moves.random_move(table, model, rng))
        table.act(played[-1])
        compare(model, 0, played, table)
