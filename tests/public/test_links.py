"""Links: made once for each passage, readable by nobody, good for one case until they expire."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import inspect, text

from engine.actor import SYSTEM
from engine.clock import PinnedClock
from engine.errors import InvalidFields, NotFound
from engine.public import LinkGone
from engine.public.replying import NoLongerOpen
from engine.service import Engine
from tests.public.conftest import PNG, Ask, case_of, variables_of
from workers import drain

DAY = timedelta(days=1)


def test_a_link_begins_with_the_public_address_and_its_token_has_192_bits(public_engine: Engine, ask: Ask) -> None:
    token = ask()

    link = variables_of(public_engine, "H-13800000001")["link"]

    assert isinstance(link, dict)
    assert link["url"] == f"https://lane.example/p/*{link['reference']}*"
    assert f"https://lane.example/p/{token}" in public_engine.customer_mail()[0].text
    assert len(token) == 32


def test_no_table_of_the_database_holds_a_token(public_engine: Engine, ask: Ask) -> None:
    token = ask()

    with public_engine.database.sql.connect() as connection:
        tables = inspect(connection).get_table_names()
        holding = [name for name in tables if token in str(connection.execute(text(f"SELECT * FROM {name}")).all())]

    assert "notification" in tables
    assert holding == []


def test_a_job_that_runs_twice_makes_the_same_link(public_engine: Engine) -> None:
    first, token = public_engine.link_token(1, 2, "case", DAY)
    again, same = public_engine.link_token(1, 2, "case", DAY)
    _, other = public_engine.link_token(1, 3, "case", DAY)

    assert (first, token) == (again, same)
    assert token != other


def test_a_case_shows_what_the_process_marks_and_nothing_else(public_engine: Engine, ask: Ask) -> None:
    seen = public_engine.tracking(ask())

    assert (seen.name, seen.name_en, seen.number) == ("求助", "Help", "H-13800000001")
    assert [stage.name_en for stage in seen.stages] == ["In work", "Waiting for you"]
    assert seen.shown_en == {"Appointment": "2026-11-24T02:00:00Z", "Outcome": "换新"}
    assert seen.values == {"proposal": "换新"}
    assert {offer.message: offer.action for offer in seen.offers} == {
        "help_answered": "answer",
        "help_withdrawn": "withdraw",
    }
    assert "secret plan" not in str(seen)


def test_an_expired_link_is_as_if_never_made(public_engine: Engine, ask: Ask, clock: PinnedClock) -> None:
    token = ask()
    clock.move(30 * DAY)

    with pytest.raises(LinkGone) as expired:
        public_engine.tracking(token)
    with pytest.raises(LinkGone) as absent:
        public_engine.tracking("A" * 32)

    assert str(expired.value) == str(absent.value)


def test_an_answer_moves_its_own_case_only_and_counts_once(public_engine: Engine, ask: Ask) -> None:
    token, other = ask("13800000001"), ask("13800000002")

    for _ in range(2):
        public_engine.reply(token, "help_answered", {"accepted": "yes"}, request_id="same-form")

    assert public_engine.tracking(token).is_ended
    assert not public_engine.tracking(other).is_ended
    assert variables_of(public_engine, "H-13800000001")["accepted"] == "yes"
    with pytest.raises(NoLongerOpen):
        public_engine.reply(token, "help_withdrawn", {}, request_id="another-form")


def test_a_message_without_public_form_cannot_be_sent_through_a_link(public_engine: Engine, ask: Ask) -> None:
    token = ask()

    for message in ("inner_matter", "help_wanted", "nonsense"):
        with pytest.raises((NotFound, NoLongerOpen)):
            public_engine.reply(token, message, {}, request_id="a-request")

    assert not public_engine.tracking(token).is_ended


def test_an_answer_is_checked_by_its_form_and_may_name_no_other_variable(public_engine: Engine, ask: Ask) -> None:
    token = ask()

    for values in ({}, {"accepted": "perhaps"}, {"accepted": "yes", "internal_note": "mine"}):
        with pytest.raises(InvalidFields):
            public_engine.reply(token, "help_answered", values, request_id="a-request")


def test_a_request_begins_a_case_once_with_its_channel(public_engine: Engine, ask: Ask) -> None:
    ask()
    before = public_engine.case_count()

    asked = {"request": {"name": "张伟", "phone": "13800000001", "text": "不制冷"}}
    again = public_engine.receive("help_wanted", asked, channel="web", request_id="request-of-13800000001")

    assert again.is_duplicate
    assert public_engine.case_count() == before
    assert variables_of(public_engine, "H-13800000001")["channel"] == "web"


def test_a_page_whose_marked_values_fail_still_shows_the_rest(public_engine: Engine, ask: Ask) -> None:
    token = ask()
    public_engine.set_variables(case_of(public_engine, "H-13800000001"), {"outcome": None}, local=False, actor=SYSTEM)
    drain(public_engine)

    assert public_engine.tracking(token).shown_en == {"Appointment": "2026-11-24T02:00:00Z"}


def test_expired_links_and_files_that_were_never_sent_are_forgotten(
    public_engine: Engine, ask: Ask, clock: PinnedClock
) -> None:
    token = ask()
    sent = public_engine.add_link_file(token, PNG, "sent.png", "image/png")
    public_engine.reply(
        token, "help_answered", {"accepted": "yes", "proof": [sent.document_id]}, request_id="with-a-photo"
    )
    public_engine.add_intake_file("web", "never-sent-1", PNG, "left.png", "image/png")

    clock.move(31 * DAY)
    public_engine.clean()

    with public_engine.database.sql.connect() as connection:
        files = connection.execute(text("SELECT document_id FROM document")).scalars().all()
        links = connection.execute(text("SELECT count(*) FROM public_link")).scalar_one()
    assert (files, links) == ([sent.document_id], 0)
