"""P12: bytes of an ended case of ten tasks, tables and indexes, on SQLite and PostgreSQL.

Each task submits 1 kB of form data: the same each time (a form shown again and confirmed), in fields of the task's
own, or other values of the same fields. These values are mostly one letter, which compresses better than what people
write; the last two kinds are words in two languages and numbers instead.
PostgreSQL is vacuumed before it is measured, as its own autovacuum does in time.
"""

from __future__ import annotations

import random
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import text

from engine.actor import SYSTEM
from engine.cases import StartRequest
from engine.definitions.files import ModelFile
from engine.store.database import Database
from tests.benchmarks.bench_http import form, postgres, prepared
from tests.engine import build

TASKS, CASES = 10, 200
Form = Callable[[int], dict[str, object]]
_WORDS = re.findall(
    r"\S+",
    "压缩 机 噪音 已 更换 客户 要求 周末 上门 安装 空调 外机 管道 漏氟 补 检查 拆 板 主 控制 电源 正常 测试 完成 照片 "
    "上传 等待 配件 到货 联系 预约 the customer agreed to pay part ordered serial visit",
)


def _written(number: int) -> dict[str, object]:
    """1 kB of form data as people write it; another number, other values."""
    chance = random.Random(number)
    found: dict[str, object] = {}
    for at in range(10):
        words = ""
        while len(words.encode()) < 90:
            words += chance.choice(_WORDS) + chance.choice((" ", "", "，", str(chance.randint(0, 9_999))))
        found[f"field_{at}"] = words
    return found


_FORMS: dict[str, Form] = {
    "the same form data": lambda _: form(0),
    "fields of its own": lambda n: {f"task_{n}_{name}": value for name, value in form(n).items()},
    "other values of the same fields": form,
    "fields of its own, words": lambda n: {f"task_{n}_{name}": value for name, value in _written(n).items()},
    "other values of the same fields, words": _written,
}
_SIZES = text(
    "SELECT t.relname, pg_table_size(t.oid), pg_indexes_size(t.oid) FROM pg_class t "
    "WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace"
)


def main() -> None:
    """Print P12 on SQLite and PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="servicelane-bench-") as folder, postgres() as server:
        for name, url in (("SQLite", f"sqlite:///{folder}/bytes.db"), ("PostgreSQL", server)):
            for kind, values in _FORMS.items():
                print(f"P12 {name}, {kind} in each task: {_told(_growth(url, values))}", flush=True)


def _growth(url: str, values: Form) -> Counter[str]:
    """Bytes a case by table, indexes with it; `history` and `indexes` are told apart as well."""
    engine = prepared(url)
    names = [f"t{number}" for number in range(TASKS)]
    body = build.START + "".join(build.user_task(name) for name in names) + build.END
    model = build.process(body + build.line("start", *names, "end"), process_id="ten")
    engine.deploy([ModelFile("ten.bpmn", model)], actor=SYSTEM)
    before = _sizes(url)
    for _ in range(CASES):
        key = engine.start_case(StartRequest(process_id="ten", unit_code="hq"), actor=SYSTEM).case_key
        for number in range(TASKS):
            task = engine.case_page(key, actor=SYSTEM).tasks[-1].task_key
            engine.complete_task(task, values(number), actor=SYSTEM, from_form=False)
    engine.close()
    after = _sizes(url)
    after.subtract(before)
    return Counter({name: size // CASES for name, size in after.items()})


def _sizes(url: str) -> Counter[str]:
    return _of_sqlite(url.removeprefix("sqlite:///")) if url.startswith("sqlite") else _of_postgres(url)


def _of_sqlite(path: str) -> Counter[str]:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    query = "SELECT m.tbl_name, s.name <> m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m USING (name) "
    rows = connection.execute(f"{query} GROUP BY s.name").fetchall()
    connection.close()
    return _counted((name, 0 if is_index else size, size if is_index else 0) for name, is_index, size in rows)


def _of_postgres(url: str) -> Counter[str]:
    database = Database(url)
    with database.sql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        rows = connection.execute(_SIZES).all()
    database.close()
    return _counted(tuple(row) for row in rows)


def _counted(rows: Iterable[Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, table, indexes in rows:
        found[name] += table + indexes
        found["indexes"] += indexes
        found["all"] += table + indexes
    return found


def _told(found: Counter[str]) -> str:
    tables = ", ".join(
        f"{name} {size:,}" for name, size in found.most_common() if name not in ("all", "indexes") and size > 400
    )
    return f"{found['all']:,} bytes ({tables}; of all that indexes {found['indexes']:,})"
