"""Makers for tests of stock and credit: jobs with their own element instances, run as their completion runs them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from engine.jobs import ActivatedJob
from engine.service import Engine
from engine.store.reference import stock as store
from engine.store.reference.stock import StockRow
from engine.values import Values
from workers.handlers import BUILT_IN

_NUMBERS = count(1)
EAST = "/1/8/"


class Desk:
    """Runs job handlers on an engine, each in one transaction with its writes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def job(self, type: str, variables: Values, *, case_key: int = 42, **headers: str) -> ActivatedJob:
        """A leased job of a new element instance."""
        root = self.engine.receiver(code="hq")
        assert root is not None
        return ActivatedJob(
            job_key=1, type=type, worker="test", retries=3, deadline=datetime(2026, 3, 2, tzinfo=UTC),
            variables=variables, headers=headers, element_id="do_it", element_instance_key=next(_NUMBERS),
            case_key=case_key, root_case_key=case_key, definition_key=1, process_id="p", process_version=1,
            kind="BPMN_ELEMENT", listener_event="UNSPECIFIED", tags=(), business_key=None, priority=0,
            lease_token="t", attempt=1, unit_path=root.unit_path,
        )  # fmt: skip

    def run(self, job: ActivatedJob, *, around: Callable[[Any], Any] = lambda tx: tx) -> Values:
        """What the job answers once it is completed."""
        done = BUILT_IN[job.type](self.engine, job)
        writes = done.writes
        if writes is None:
            return done.variables
        return {**done.variables, **(self.engine._write(lambda tx: writes(around(tx))) or {})}

    def do(self, type: str, variables: Values, *, case_key: int = 42, **headers: str) -> Any:
        """Make a job and run it."""
        return self.run(self.job(type, variables, case_key=case_key, **headers))

    def stock(self, part: str, warehouse: str) -> StockRow:
        """The stock row of a place."""
        return self.engine._read(lambda tx: store.stock_of(tx, [part]))[part, warehouse]

    def count(self, part: str, **by_warehouse: int) -> None:
        """Bring the stock of a part to these pieces."""
        rows = "".join(f"{part},{warehouse},{pieces}\n" for warehouse, pieces in by_warehouse.items())
        content = f"part_code,warehouse_code,on_hand\n{rows}"
        admin = self.engine.actor_of_basic("admin", "demo", address="127.0.0.1")
        self.engine.import_sheet("stock", content.encode(), actor=admin)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def line(part: str, quantity: int, **more: Any) -> Values:
    """An order line as `parts.check` makes it."""
    return {"number": 1, "part": part, "quantity": quantity, "price": 10, "delivered": 0, "dropped": 0, **more}


def demand(part: str, quantity: int, *, order: str = "P1", region: str = "region_east", **more: Any) -> Values:
    """The inputs of `parts.reserve`."""
    return {"order_number": order, "order": {"region": region}, "line": line(part, quantity, **more)}


def shipment_of(found: Values, **picked: int) -> Values:
    """A shipment of everything a line holds, all picked unless said otherwise by part."""
    held: Any = found["line"]
    rows = [{**row, "picked": picked.get(row["part"].replace("-", "_"), row["quantity"])} for row in held["held"]]
    return {"lines": rows}
