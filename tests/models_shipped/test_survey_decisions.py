"""The rows of the callback's decisions: whom it asks, when, and which answer is low."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.dmn import read_dmn
from engine.feel import Environment, to_feel

FOLDER = Path(__file__).parents[2] / "bpmn" / "callback_survey"
SHANGHAI = ZoneInfo("Asia/Shanghai")
KNOWN = {
    "is_known": True, "is_not_called": False, "is_recent": False, "phone": "13800000001", "email": None,
    "tier": "standard", "sample_number": 0,
}  # fmt: skip


def decide(file: str, decision: str, *, now: str = "2026-11-23T10:00", **variables: Any) -> Any:
    model, findings = read_dmn((FOLDER / file).read_bytes())
    assert model is not None, findings
    environment = Environment(now=datetime.fromisoformat(now).replace(tzinfo=SHANGHAI), zone=SHANGHAI)
    result = model.evaluate(decision, {name: to_feel(value) for name, value in variables.items()}, environment)
    assert result.failure_message is None, result.failure_message
    return result.output_json


@pytest.mark.parametrize(
    ("contact", "survey", "channel"),
    [
        ({"is_known": False}, {"subject": "complaint"}, "none"),
        ({"is_not_called": True}, {"subject": "complaint"}, "none"),
        ({"is_not_called": True}, {"subject": "store_visit", "is_campaign": True}, "none"),
        ({"is_recent": True}, {"subject": "complaint"}, "none"),
        ({"phone": None}, {"subject": "complaint"}, "none"),
        ({}, {"subject": "repair", "outcome": "cancelled"}, "none"),
        ({"tier": "vip"}, {"subject": "complaint"}, "call"),
        ({"sample_number": 99}, {"subject": "complaint"}, "sms"),
        ({"sample_number": 99}, {"subject": "repair", "is_campaign": True}, "sms"),
        ({"phone": "", "email": "a@b.cn", "sample_number": 99}, {"subject": "repair", "is_campaign": True}, "email"),
        ({"tier": "vip", "sample_number": 49}, {"subject": "repair"}, "call"),
        ({"sample_number": 29}, {"subject": "repair"}, "sms"),
        ({"sample_number": 30}, {"subject": "repair"}, "none"),
        ({"sample_number": 49}, {"subject": "installation"}, "sms"),
        ({"sample_number": 50}, {"subject": "installation"}, "none"),
        ({"sample_number": 19}, {"subject": "store_visit"}, "wechat"),
        ({"sample_number": 20}, {"subject": "store_visit"}, "none"),
        ({"phone": "", "email": "a@b.cn", "sample_number": 29}, {"subject": "repair"}, "email"),
    ],
)
def test_whether_and_how_a_customer_is_asked(contact: Any, survey: Any, channel: str) -> None:
    found = decide(
        "survey_sampling.dmn", "survey_sampling", contact={**KNOWN, **contact}, survey={"outcome": None, **survey}
    )

    assert (found["channel"], found["ask"]) == (channel, channel != "none")


@pytest.mark.parametrize(
    ("now", "purpose", "attempt", "at"),
    [
        ("2026-11-23T10:00", "link", 0, "2026-11-23T10:00"), ("2026-11-23T07:59", "link", 0, "2026-11-23T08:00"),
        ("2026-11-23T21:00", "link", 0, "2026-11-24T08:00"), ("2026-11-23T20:59", "link", 0, "2026-11-23T20:59"),
        ("2026-11-23T10:00", "call", 0, "2026-11-23T10:00"), ("2026-11-23T08:59", "call", 0, "2026-11-23T09:30"),
        ("2026-11-23T12:00", "call", 0, "2026-11-23T14:00"), ("2026-11-23T13:59", "call", 0, "2026-11-23T14:00"),
        ("2026-11-23T20:00", "call", 0, "2026-11-24T10:00"), ("2026-11-28T09:30", "call", 0, "2026-11-28T10:00"),
        ("2026-11-28T18:00", "call", 0, "2026-11-29T10:00"), ("2026-11-23T14:30", "call", 1, "2026-11-23T18:30"),
        ("2026-11-23T17:00", "call", 1, "2026-11-24T10:00"), ("2026-11-23T10:00", "call", 2, "2026-11-24T10:00"),
        ("2026-11-27T19:00", "call", 2, "2026-11-29T10:00"),
    ],
)  # fmt: skip
def test_nobody_is_disturbed_in_quiet_hours(now: str, purpose: str, attempt: int, at: str) -> None:
    found = decide("survey_time.dmn", "survey_time", now=now, purpose=purpose, attempt=attempt, wait="PT0S")

    assert found["at"].startswith(at)


@pytest.mark.parametrize(
    ("csat", "nps", "solved", "subject", "severity"),
    [
        (1, 10, "yes", "repair", "high"), (2, 10, "yes", "complaint", "high"), (2, 10, "yes", "repair", "normal"),
        (5, 10, "no", "repair", "normal"), (4, 3, None, "store_visit", "normal"), (4, 4, None, "store_visit", "none"),
        (3, None, None, "installation", "none"), (5, 10, "yes", "complaint", "none"),
    ],
)  # fmt: skip
def test_which_answer_is_low(csat: Any, nps: Any, solved: Any, subject: str, severity: str) -> None:
    found = decide(
        "survey_verdict.dmn", "survey_verdict", score={"csat": csat, "nps": nps}, answer={"is_solved": solved},
        survey={"subject": subject},
    )  # fmt: skip

    assert (found["severity"], found["is_low"]) == (severity, severity != "none")
