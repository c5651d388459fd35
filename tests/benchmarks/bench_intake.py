"""P5: from an intake over HTTP to the routed task in the right inbox, at 50 contacts a second.

Each contact is a message that starts a case; the shipped triage decision names role and unit; the task is in that
inbox when the answer arrives, for the answer follows the commit. The time runs from the moment the request was due to
leave, whether earlier ones were answered or not, to its answer; afterwards every contact must have its task.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from sqlalchemy import text

from engine.actor import SYSTEM
from engine.definitions.files import ModelFile
from engine.store.database import Database
from tests.benchmarks.bench_http import postgres, prepared, servers
from tests.benchmarks.client import Client
from tests.engine import build

RATE = int(os.environ.get("BENCH_INTAKE_RATE", "50"))
SECONDS = int(os.environ.get("BENCH_INTAKE_SECONDS", "20"))
CLIENTS = 8
_TEXTS = ("空调不制冷，一开机就跳闸", "冰箱门关不严", "怎么清洗滤网?", "安装师傅迟到两小时", "洗衣机漏水到楼下")
_TRIAGE = Path(__file__).resolve().parents[2] / "bpmn" / "complaint" / "complaint_triage.dmn"


def main() -> None:
    """Print P5 on SQLite with one server process, on PostgreSQL with two."""
    with tempfile.TemporaryDirectory(prefix="servicelane-bench-") as folder:
        print(f"P5 SQLite, 1 process: {measure(f'sqlite:///{folder}/intake.db', processes=1)}")
    with postgres() as url:
        print(f"P5 PostgreSQL, 2 processes: {measure(url)}")


def measure(url: str, *, processes: int = 2) -> str:
    """Send contacts at the rate and say how long each took to its inbox."""
    engine = prepared(url)
    engine.deploy([ModelFile("intake.bpmn", _model()), ModelFile("t.dmn", _TRIAGE.read_bytes())], actor=SYSTEM)
    engine.close()
    with servers([url] * processes) as addresses:
        clients = [Client(addresses[number % processes], username="admin") for number in range(CLIENTS)]
        for client in clients:
            _send(client, -1)
        taken = _send_all(clients)
        for client in clients:
            client.close()
    created = _created(url)
    late = sorted(seconds * 1000 for number, seconds in taken.items() if number in created)
    assert late, "no contact became a task"
    missing = len(taken) - len(late)
    p99 = late[int(len(late) * 0.99)]
    return (
        f"{len(late)} contacts at {RATE}/s, {missing} missing: median {statistics.median(late):.1f} ms, "
        f"p99 {p99:.1f} ms, longest {late[-1]:.1f} ms"
    )


def _send_all(clients: Sequence[Client]) -> dict[int, float]:
    """Every contact at its moment, by whoever is free; the seconds from that moment to each answer."""
    free: SimpleQueue[Client] = SimpleQueue()
    for client in clients:
        free.put(client)
    taken: dict[int, float] = {}

    def send(number: int, due: float) -> None:
        client = free.get()
        try:
            _send(client, number)
            taken[number] = time.time() - due
        finally:
            free.put(client)

    began = time.time()
    with ThreadPoolExecutor(CLIENTS) as pool:
        waiting = []
        for number in range(RATE * SECONDS):
            due = began + number / RATE
            time.sleep(max(0.0, due - time.time()))
            waiting.append(pool.submit(send, number, due))
        for one in waiting:
            one.result()
    return taken


def _send(client: Client, number: int) -> None:
    text = _TEXTS[number % len(_TEXTS)]
    variables = {"number": number, "text": text, "channel": "wechat", "contact": {"region": "region_east"}}
    body = {"name": "intake", "correlationKey": "", "variables": {**variables, "customer": {}, "repeat_count": 0}}
    client.post("/v2/messages/publication", json.dumps(body).encode())


def _created(url: str) -> set[int]:
    """The numbers of the contacts that have a task."""
    database = Database(url)
    query = text(
        "SELECT v.value AS number FROM task t JOIN case_variable v ON v.case_key = t.case_key "
        "WHERE v.name = 'number' AND t.process_id = 'intake'"
    )
    with database.sql.connect() as connection:
        rows = connection.execute(query).all()
    database.close()
    return {int(row.number) for row in rows}


def _model() -> bytes:
    start = '<bpmn:startEvent id="start"><bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent>'
    triage = (
        '<bpmn:businessRuleTask id="triage"><bpmn:extensionElements>'
        '<zeebe:calledDecision decisionId="complaint_triage" resultVariable="triage"/>'
        '<zeebe:ioMapping><zeebe:input source="=null" target="given_category"/></zeebe:ioMapping>'
        "</bpmn:extensionElements></bpmn:businessRuleTask>"
    )
    unit = '<zeebe:properties><zeebe:property name="sl:unit" value="=contact.region"/></zeebe:properties>'
    task = build.user_task("handle", role="=[triage.owner_role]", extensions=unit)
    body = start + triage + task + build.END + build.line("start", "triage", "handle", "end")
    return build.process(body, process_id="intake", extra='<bpmn:message id="m" name="intake"/>')
