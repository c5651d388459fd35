"""A short month of business over HTTP on a server of its own: nothing is refused, and the books agree."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from api.cli.business import Plan, play
from api.cli.business.books import Book
from api.cli.business.clerk import Clerk
from api.cli.business.contacts import KINDS, drawn
from api.cli.business.network import Network
from api.cli.business.tables import as_table
from api.cli.stage import own_server
from engine.forms import Form

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 12, 1, tzinfo=ZONE)


def test_forty_contacts_leave_consistent_books() -> None:
    out = io.StringIO()
    with own_server() as (url, folder):
        result = play(url, folder, Plan(contacts=40, days=4, seed=1), out=out)

    assert result == 0, out.getvalue()
    assert "everything agrees" in out.getvalue()


def test_the_same_seed_draws_the_same_contacts_and_each_kind_at_least_once() -> None:
    offered = frozenset(process for process, _, _ in KINDS.values())

    def run(seed: int) -> list[tuple[str, str]]:
        found = drawn(Network(), count=60, first=FIRST, days=9, seed=seed, offered=offered)
        return [(contact.kind, str(contact.values)) for contact in found]

    assert run(7) == run(7)
    assert run(7) != run(8)
    assert len(run(7)) == 60
    assert {kind.partition(":")[0] for kind, _ in run(7)} >= {"complaint", "a sale", "a new store", "a campaign"}


def test_contacts_come_within_the_days_in_order() -> None:
    found = drawn(Network(), count=50, first=FIRST, days=3, seed=1, offered=frozenset({"complaint"}))

    assert all(FIRST <= contact.at < datetime(2026, 12, 4, tzinfo=ZONE) for contact in found)
    assert [contact.at for contact in found] == sorted(contact.at for contact in found)
    assert {contact.process_id for contact in found} == {"complaint"}


@pytest.mark.parametrize(("unit", "person"), [("station_sh", "station"), ("region_east", None), ("store_sh_2", None)])
def test_who_works_somewhere_holds_the_role_there_or_above_with_reach(unit: str, person: str | None) -> None:
    assert Network().person("station", unit) == person
    assert Network().person("region_manager", unit) == "region_manager"


def test_a_clerk_fills_in_what_appears_while_he_fills_in_the_rest() -> None:
    form = Form.read(
        '{"id": "f", "type": "default", "components": ['
        '{"type": "radio", "id": "a", "key": "verdict.decision", "validate": {"required": true},'
        ' "values": [{"label": "x", "value": "exchange"}]},'
        '{"type": "textarea", "id": "b", "key": "reason", "validate": {"required": true},'
        ' "conditional": {"hide": "=verdict.decision != \\"exchange\\""}},'
        '{"type": "textfield", "id": "c", "key": "note"}]}'
    )
    clerk = Clerk("x", {}, datetime(2026, 12, 1, tzinfo=UTC), ZONE, random.Random(1), lambda *_: [], lambda name: name)

    found = clerk.filled(form)

    assert found["verdict"] == {"decision": "exchange"}
    assert found["reason"]
    assert "note" not in found


def test_a_book_tells_what_is_wrong() -> None:
    book = Book("Fees", ("station", "fees"), [("station_sh", 3)])
    book.claim("fees", 3, 3)
    book.claim("sum", "1.00", "2.00")

    assert as_table(book).splitlines() == [
        "", "Fees", "  station     fees", "  station_sh     3", "  WRONG: sum: expected 1.00, but found 2.00",
    ]  # fmt: skip
