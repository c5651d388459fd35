"""The first page: what waits, what is late, what was done; and the navigation above every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from api.pages.home import bars
from api.pages.navigation import navigation
from api.pages.reader import Reader
from api.pages.texts import texts
from engine.inbox import InboxQuery
from engine.service import Engine
from tests.conftest import ActorOf
from tests.pages.conftest import Browser

Open = Callable[[str], Browser]
Start = Callable[..., int]
NOON = datetime(2026, 12, 10, 4, 0, tzinfo=UTC)
READER = Reader(texts("en"), ZoneInfo("Asia/Shanghai"), NOON)


def test_the_first_page_shows_a_waiting_task_with_its_claim(browser: Open, a_case: Start) -> None:
    a_case()

    page = browser("agent").open("/")

    assert "Needs you now" in page
    assert "Q-1" in page
    assert 'aria-label="Claim: ' in page


def test_what_somebody_completed_stands_on_his_first_page_only(
    browser: Open, a_case: Start, app_engine: Engine
) -> None:
    a_case()
    agent = ActorOf(app_engine)("agent")
    task = app_engine.inbox(InboxQuery(queue="unassigned"), actor=agent).items[0]
    app_engine.claim_task(task.task_key, actor=agent)
    app_engine.complete_task(task.task_key, {"answer": {"text": "yes"}}, actor=agent, from_form=False)

    mine, another = browser("agent").open("/"), browser("agent_lead").open("/")

    assert "What I did last" in mine
    assert "What I did last" not in another


def test_a_dealer_reads_no_figures_of_cases_elsewhere(browser: Open, a_case: Start) -> None:
    a_case()

    assert "Cases begun each day" in browser("agent").open("/")
    assert "Cases begun each day" not in browser("dealer").open("/")


def test_bars_count_by_the_days_of_the_reader() -> None:
    before_midnight_in_shanghai = datetime(2026, 12, 9, 15, 59, tzinfo=UTC)

    found = bars([NOON, NOON, before_midnight_in_shanghai, NOON - timedelta(days=40)], READER)

    assert len(found) == 14
    assert [(one.label, one.count, one.share) for one in found[-2:]] == [("9 Dec", 1, 50), ("10 Dec", 2, 100)]
    assert sum(one.count for one in found) == 3


def test_exactly_one_entry_of_the_navigation_is_current(app_engine: Engine) -> None:
    admin = ActorOf(app_engine)("admin")

    for path, expected in (("/", "/"), ("/inbox", "/inbox"), ("/tasks/1", "/inbox"), ("/admin/unit", "/admin/units")):
        assert [entry.href for entry in navigation(admin, path) if entry.is_current] == [expected]


def test_who_has_few_entries_needs_no_menu_for_more(browser: Open) -> None:
    assert "app-more" not in browser("agent").open("/")
    assert "app-more" in browser("admin").open("/")
