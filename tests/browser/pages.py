"""What browser tests of our own pages share: a repair in motion, axe, and the width of a phone."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import LiveServer

AXE = Path(__file__).resolve().parents[2] / "api" / "web" / "node_modules" / "axe-core" / "axe.min.js"
_NUMBERS = count(1)


@dataclass(frozen=True)
class Repair:
    """A running repair: its case, its number, and the demo user who has the first task of it."""

    case_key: str
    number: str
    worker: str


def start_repair(server: LiveServer, *, serial: str = "SNKFR35A00001") -> Repair:
    """Start a repair in the eastern region over HTTP and wait for its first task.

    A station is asked; for an unknown `serial` the agent.
    """
    number = f"BR-{time.time_ns() % 10**9}-{next(_NUMBERS)}"
    request = {
        "customer_name": "张伟", "phone": "13800000001", "product_serial": serial, "service_kind": "repair",
        "fault_text": "不制冷", "region": "region_east", "address": "文三路 1 号",
    }  # fmt: skip
    body = {"processDefinitionId": "repair_dispatch", "variables": {"repair_number": number, "request": request}}
    case_key = server.call("POST", "/v2/process-instances", user="agent", json=body).json()["processInstanceKey"]
    for _ in range(80):
        if _open_tasks(server, case_key, "operator"):
            break
        time.sleep(0.25)
    stations = ["station", *(f"station{index}" for index in range(2, 10))]
    return Repair(case_key, number, next((user for user in stations if _open_tasks(server, case_key, user)), "agent"))


def _open_tasks(server: LiveServer, case_key: str, user: str) -> list[object]:
    wanted = {"filter": {"processInstanceKey": case_key, "state": "CREATED"}}
    found: list[object] = server.call("POST", "/v2/user-tasks/search", user=user, json=wanted).json()["items"]
    return found


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page, as 'rule: element'."""
    page.evaluate(AXE.read_text(encoding="utf-8"))  # not as a script element: the page's policy refuses inline scripts
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
