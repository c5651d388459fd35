"""Messages that wait for their readers, against an obvious account of them: random publications, cases and clocks."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.messages import Publication
from engine.service import Engine
from tests.engine import build

RUNS = 40 if os.environ.get("NIGHTLY") else 6
MOVES = 25
MESSAGE = (
    '<bpmn:message id="m" name="news"><bpmn:extensionElements><zeebe:subscription correlationKey="=key"/>'
    "</bpmn:extensionElements></bpmn:message>"
)
READER = build.process(
    f'{build.START}<bpmn:receiveTask id="read" messageRef="m"/>{build.user_task("done")}{build.END}'
    + build.line("start", "read", "done", "end"),
    extra=MESSAGE,
)


@dataclass
class Sent:
    """A message as the account knows it."""

    number: int
    key: str
    expires_at: datetime
    is_taken: bool = False


@dataclass
class Account:
    """C3 to C7 in a few lines: who waits, what is buffered, which ids are remembered."""

    waiting: list[tuple[int, str]] = field(default_factory=list)
    got: dict[int, int] = field(default_factory=dict)
    buffered: list[Sent] = field(default_factory=list)
    remembered: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def opens(self, case: int, key: str, now: datetime) -> None:
        """C5: a subscription takes the oldest message that is there; expired ones never."""
        for sent in self.buffered:
            if sent.key == key and not sent.is_taken and sent.expires_at > now:
                sent.is_taken = True
                self.got[case] = sent.number
                return
        self.waiting.append((case, key))

    def published(self, sent: Sent, message_id: str | None, now: datetime) -> bool:
        """C4, C7: the oldest subscription gets it, once; False for an id that is remembered."""
        if message_id is not None:
            if self.remembered.get((sent.key, message_id), now) > now:
                return False
            self.remembered[sent.key, message_id] = max(sent.expires_at, now + timedelta(hours=24))
        self.buffered.append(sent)
        reader = next((entry for entry in self.waiting if entry[1] == sent.key), None)
        if reader is not None:
            self.waiting.remove(reader)
            self.got[reader[0]] = sent.number
            sent.is_taken = True
        return True


@pytest.mark.parametrize("seed", range(RUNS))
def test_every_message_reaches_the_reader_that_the_rules_name(
    seed: int, sqlite_engine: Engine, clock: PinnedClock
) -> None:
    rng = random.Random(seed)
    build.deployed(sqlite_engine, READER)
    account, cases = Account(), []
    for number in range(MOVES):
        key = rng.choice(("a", "b"))
        move = rng.random()
        if move < 0.4:
            case = build.a_case(sqlite_engine, unit="hq", variables={"key": key})
            cases.append(case)
            account.opens(case, key, clock())
        elif move < 0.8:
            _publish(sqlite_engine, account, number, key, rng, clock())
        else:
            clock.move(timedelta(minutes=rng.choice((1, 45, 60 * 25))))

        assert {case: _got(sqlite_engine, case) for case in cases} == {case: account.got.get(case) for case in cases}


def _publish(engine: Engine, account: Account, number: int, key: str, rng: random.Random, now: datetime) -> None:
    to_live = timedelta(minutes=rng.choice((0, 30, 120)))
    message_id = rng.choice((None, "x", "y"))
    sent = Publication("news", key, {"number": number}, to_live, message_id)

    published = engine.publish_message(sent, actor=SYSTEM)

    is_new = account.published(Sent(number, key, now + to_live), message_id, now)
    assert published.is_duplicate == (not is_new)


def _got(engine: Engine, case: int) -> int | None:
    page = engine.case_page(case, actor=SYSTEM)
    number = (page.variables or {}).get("number")
    assert ([task.element_id for task in page.tasks] == ["done"]) == (number is not None)
    return None if number is None else int(str(number))
