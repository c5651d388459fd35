"""What a customer was told, on paper: for who reads the case's messages, and nobody else."""

from __future__ import annotations

from starlette.testclient import TestClient

from api.app import create_app
from engine.service import Engine
from engine.service.reference import notify
from engine.store.reference.notifications import NewNotification
from tests.api.conftest import basic
from tests.public.conftest import Ask, case_of


def test_a_letter_is_printed_in_the_customers_language_by_who_reads_the_case(public_engine: Engine, ask: Ask) -> None:
    ask()
    case_key = case_of(public_engine, "H-13800000001")
    row = NewNotification(
        case_key, 999, "customer", "t", "处理结果", "The outcome", "已换新", "You get a new one <b>soon</b>",
        recipient="张伟\n上海市浦东新区1号", channel="letter", language="en",
    )  # fmt: skip
    key = public_engine._write(lambda tx: notify(tx, row))
    app = create_app(public_engine)

    with TestClient(app, headers=basic("agent")) as agent, TestClient(app, headers=basic("dealer")) as dealer:
        page = agent.get(f"/cases/{case_key}/letters/{key}")
        foreign = dealer.get(f"/cases/{case_key}/letters/{key}")
        absent = agent.get(f"/cases/{case_key}/letters/{key + 1}")

    assert "The outcome" in page.text
    assert "上海市浦东新区1号" in page.text
    assert "&lt;b&gt;soon&lt;/b&gt;" in page.text
    assert (foreign.status_code, absent.status_code) == (404, 404)
