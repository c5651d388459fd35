"""What reaches cases from outside: consumers who answer, withdraw or cancel, by the messages that cases wait for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from engine.values import Values


@dataclass(frozen=True, slots=True)
class Reaction:
    """So often (percent), after so many hours, with these values."""

    percent: int
    hours: tuple[int, int]
    values: Callable[[Random], Values]


def _accepts(dice: Random) -> Values:
    if dice.randrange(100) < 84:
        return {"accepted": "yes"}
    return {"accepted": "no", "comment": "问题没有解决,不接受"}


def _opinion(dice: Random) -> Values:
    csat = dice.choices((1, 2, 3, 4, 5), weights=(5, 8, 14, 33, 40))[0]
    return {
        "answer": {"csat": csat, "nps": min(10, csat * 2 + dice.randrange(2)), "is_solved": "yes" if csat > 2 else "no"}
    }


REACTIONS: Mapping[str, Reaction] = {
    "outcome_answered": Reaction(45, (1, 60), _accepts),
    "complaint_withdrawn": Reaction(3, (2, 72), lambda dice: {"reason": "问题已自行解决"}),
    "repair_cancelled": Reaction(4, (1, 96), lambda dice: {}),
    "repair_rescheduled": Reaction(6, (1, 24), lambda dice: {}),
    "survey_answered": Reaction(38, (1, 30), _opinion),
    "survey_stopped": Reaction(2, (1, 20), lambda dice: {"stop": {"reason": "不想被打扰"}}),
}
"""message → how consumers react to it"""
