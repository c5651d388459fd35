"""Standard answers suggested over HTTP: the same list as the job handler gives, for who answers customers."""

from __future__ import annotations

from engine.actor import SYSTEM
from engine.service import Engine
from tests.api.conftest import AsUser

PATH = "/api/v1/knowledge/suggest"


def test_the_likeliest_answers_come_first(engine: Engine, as_user: AsUser) -> None:
    entry = engine.knowledge_entries(category="")[0]

    found = as_user("agent").get(PATH, params={"text": f"{entry.question} {entry.keywords}"}).json()["items"]

    assert found[0]["code"] == entry.entry_code
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    expected = engine.suggest_knowledge(f"{entry.question} {entry.keywords}", actor=SYSTEM)
    assert [one["code"] for one in found] == [one.entry.entry_code for one in expected]


def test_a_product_narrows_to_its_category_and_the_limit_holds(engine: Engine, as_user: AsUser) -> None:
    agent = as_user("agent")
    entry = next(one for one in engine.knowledge_entries(category="") if one.category != "*")
    models = agent.get("/api/v1/data/product_models?limit=100").json()["items"]
    model = next(one for one in models if one["values"]["category"] == entry.category)["id"]

    found = agent.get(PATH, params={"text": entry.question, "product": model, "limit": 2}).json()["items"]

    assert found[0]["code"] == entry.entry_code
    assert len(found) <= 2
    assert {one["category"] for one in found} <= {entry.category, "*"}


def test_nothing_fits_nothing_and_a_text_without_end_is_refused(sqlite_as_user) -> None:
    agent = sqlite_as_user("agent")

    assert agent.get(PATH, params={"text": "qqq zzz"}).json() == {"items": []}
    assert agent.get(PATH).json() == {"items": []}
    assert agent.get(PATH, params={"text": "x" * 4001}).status_code == 400


def test_who_answers_no_customers_is_refused(sqlite_as_user) -> None:
    assert sqlite_as_user("store").get(PATH, params={"text": "保修"}).status_code == 403
