"""P3: the thousandth rework round of one case against the tenth, through the engine and its database (SQLite)."""

from __future__ import annotations

import os
import statistics
import tempfile
import time

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.service import Engine
from tests.benchmarks.bench_http import prepared
from tests.engine import build

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "1000"))


def main() -> None:
    """Print the ratio of a late round to an early one."""
    with tempfile.TemporaryDirectory(prefix="servicelane-bench-") as folder:
        engine = prepared(f"sqlite:///{folder}/rework.db")
        seconds = rework(engine, ROUNDS)
        engine.close()
    early, late = statistics.median(seconds[10:40]), statistics.median(seconds[-30:])
    print(
        f"P3 rework round {ROUNDS} against round 10 (medians of 30): {late * 1000:.1f} ms and {early * 1000:.1f} ms, "
        f"ratio {late / early:.2f}"
    )


def rework(engine: Engine, rounds: int) -> list[float]:
    """Seconds of each round: one task, one gateway back to it."""
    gateway = '<bpmn:exclusiveGateway id="again" default="again_end"/>'
    body = build.START + build.user_task("task") + gateway + build.END + build.line("start", "task", "again", "end")
    body += build.flow("again", "task", "=redo")
    content = build.process(body, process_id="rework")
    engine.deploy([ModelFile("rework.bpmn", content)], actor=SYSTEM)
    key = engine.start_case(StartRequest(process_id="rework", unit_code="hq"), actor=SYSTEM).case_key
    task = engine.case_page(key, actor=SYSTEM).tasks[-1].task_key
    seconds = []
    for number in range(rounds):
        started = time.perf_counter()
        opened = engine.complete_task(task, {"redo": True, "round": number}, actor=SYSTEM, from_form=False).opened
        seconds.append(time.perf_counter() - started)
        task = opened[0]
    return seconds
