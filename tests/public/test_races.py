"""What happens at the same moment: two answers to one question, one form sent twice, many requests counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from engine.errors import Conflict, Overloaded
from engine.public.throttling import Limit
from engine.service import Engine
from tests.public.conftest import Ask, case_count, variables_of


def test_of_two_answers_at_the_same_moment_one_counts_and_the_other_is_told(public_engine: Engine, ask: Ask) -> None:
    token = ask()

    def send(message: str) -> bool:
        values = {"accepted": "yes"} if message == "help_answered" else {"reason": "changed my mind"}
        try:
            public_engine.reply(token, message, values, request_id=f"tab-of-{message}")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(send, ("help_answered", "help_withdrawn")))

    known = variables_of(public_engine, "H-13800000001")
    assert sorted(taken) == [False, True]
    assert ("accepted" in known) is taken[0]
    assert ("reason" in known) is taken[1]


def test_a_form_that_a_nervous_thumb_sends_four_times_begins_one_case(public_engine: Engine) -> None:
    before = case_count(public_engine)
    asked = {"request": {"name": "张伟", "phone": "13800000009", "text": "不制冷"}}

    def send(_: int) -> str:
        try:
            public_engine.receive("help_wanted", asked, channel="web", request_id="one-and-the-same")
        except Conflict:
            return "raced"
        return "taken"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert "taken" in answers
    assert case_count(public_engine) == before + 1


def test_requests_that_come_together_are_all_counted(public_engine: Engine) -> None:
    limit = Limit("test", 10)
    public_engine.link_token(1, 1, "case", public_engine.clock() - public_engine.clock())  # makes the secret

    def ask(_: int) -> bool:
        try:
            public_engine.count_request(limit, "192.0.2.1")
        except Overloaded:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        let_in = list(pool.map(ask, range(24)))

    assert let_in.count(True) == 10
