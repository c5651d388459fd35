"""A dealer's application for a store: wrong input is refused at its field in words, and no case begins."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.definitions.files import ModelFile
from engine.service import Engine
from tests.pages.conftest import ROOT
from tests.pages.test_bad_fields import PNG, SCRIPT

PATH = "/start/store_build_out"
GOOD: dict[str, str] = {
    "application.kind": "new", "application.name": "Jing'an store", "application.address": "1266 West Nanjing Road",
    "application.city_tier": "tier_1", "application.area_sqm": "86", "application.monthly_rent": "30000",
    "application.lease_months": "60", "application.plan": "Air conditioners for the neighbourhood",
}  # fmt: skip
REFIT = {"application.kind": "refit", "application.store_code": "store_sh_1"}
WRONG = [
    ({**REFIT, "application.store_code": "store_hz_1"}, "application-store_code", "that you may choose"),
    ({**REFIT, "application.store_code": "station_sh"}, "application-store_code", "that you may choose"),
    ({**REFIT, "application.store_code": "no_such"}, "application-store_code", "that you may choose"),
    ({"application.monthly_rent": "-1"}, "application-monthly_rent", "Must not be less than 0"),
    ({"application.area_sqm": "0"}, "application-area_sqm", "Must not be less than 1"),
    ({"application.area_sqm": "86.5"}, "application-area_sqm", "whole number"),
    ({"application.opening_on": "2026-03-01"}, "application-opening_on", "Must not be in the past"),
    ({"application.city_tier": "tier_9"}, "application-city_tier", "Choose one of the options"),
    ({"application.plan": ""}, "application-plan", "must be filled in"),
]


@pytest.fixture
def opening_on(clock: PinnedClock) -> dict[str, str]:
    """A day that is still to come."""
    return {"application.opening_on": (clock() + timedelta(days=60)).date().isoformat()}


@pytest.fixture
def dealer(app_engine: Engine, browser: Callable[[str], object]) -> object:
    """The dealer in Shanghai before the start form of the shipped process."""
    folders = (ROOT / "bpmn" / "store_build_out", ROOT / "forms" / "store_build_out")
    files = [path for folder in folders for path in sorted(folder.iterdir()) if path.is_file()]
    app_engine.deploy([ModelFile(path.name, path.read_bytes()) for path in files], actor=SYSTEM)
    return browser("dealer")


def sent(dealer, change: dict[str, str], photo: tuple[str, str, bytes] = ("front.png", "image/png", PNG)):
    """The answer to the start form, with one photo."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', dealer.open(PATH))
    assert token
    name, kind, content = photo
    return dealer.client.post(
        PATH,
        data={**GOOD, **change, "csrf_token": token[1]},
        files={"application.photos": (name, content, kind)},
        follow_redirects=False,
    )


def cases(engine: Engine) -> int:
    """How many cases there are."""
    return int(engine._read(lambda tx: tx.execute(text("SELECT count(*) FROM case_instance")).scalar_one()))


@pytest.mark.parametrize(("change", "field", "words"), WRONG)
def test_a_wrong_field_is_named_in_words_and_nothing_begins(
    app_engine: Engine, dealer, opening_on, change: dict[str, str], field: str, words: str
) -> None:
    answer = sent(dealer, {**opening_on, **change})

    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert words in answer.text
    assert cases(app_engine) == 0


@pytest.mark.parametrize(
    "photo",
    [
        ("front.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("front.jpg", "image/jpeg", b"<script>alert(1)</script>"),
        ("front.jpg", "image/jpeg", SCRIPT),
        ("front.png", "text/html", b"<!doctype html><script>alert(1)</script>"),
    ],
)
def test_a_photo_that_is_a_script_is_refused_at_its_field(
    app_engine: Engine, dealer, opening_on, photo: tuple[str, str, bytes]
) -> None:
    answer = sent(dealer, opening_on, photo)

    assert answer.status_code == 422
    assert 'href="#f-application-photos"' in answer.text
    assert cases(app_engine) == 0
    kept = "SELECT count(*) FROM document WHERE content_type NOT IN ('image/png', 'image/jpeg')"
    assert app_engine._read(lambda tx: tx.execute(text(kept)).scalar_one()) == 0


def test_a_right_application_begins_a_case_at_the_dealer(app_engine: Engine, dealer, opening_on) -> None:
    answer = sent(dealer, {**opening_on, **REFIT})

    assert answer.status_code == 303, re.findall(r'class="f-error"[^>]*>([^<]+)', answer.text)
    page = app_engine.case_page(int(answer.headers["location"].rpartition("/")[2]), actor=SYSTEM)
    assert (page.head.unit_code, (page.variables or {})["application"]["store_code"]) == ("dealer_sh", "store_sh_1")


@pytest.mark.parametrize(("change", "field", "words"), WRONG[:6])
def test_the_api_refuses_the_same(
    app_engine: Engine, dealer, opening_on, change: dict[str, str], field: str, words: str
) -> None:
    token = re.search(r'name="csrf-token" content="([^"]+)"', dealer.open(PATH))
    assert token
    flat = {**GOOD, **opening_on, **change}
    numbers = ("application.area_sqm", "application.monthly_rent", "application.lease_months")
    application = {name.partition(".")[2]: float(flat[name]) if name in numbers else flat[name] for name in flat}
    application["lease_months"] = 60

    answer = dealer.client.post(
        "/v2/process-instances",
        json={"processDefinitionId": "store_build_out", "variables": {"application": application}},
        headers={"X-CSRF-Token": token[1]},
    )

    assert answer.status_code == 400
    assert field.replace("-", ".") in [error["pointer"] for error in answer.json()["errors"]]
    assert cases(app_engine) == 0
