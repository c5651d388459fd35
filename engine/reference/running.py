"""Imports that go on without their browser: queued with their file, carried out by a worker, watched by who asked.

A look checks every line and tells what would change; a yes makes the same import write. What it writes, the log, the
end of its job and its own end are one transaction: a worker that dies leaves nothing half done, and the next one begins
anew when the lease is over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from engine.actor import SYSTEM, Actor
from engine.errors import Conflict, Invalid, NotFound
from engine.reference import bringing
from engine.reference.bringing import MAX_BYTES, Brought, Difference, NewImport
from engine.reference.importing import ImportRefused, Lines
from engine.reference.rights import holds_at_root, known_table, require_edit
from engine.store import jobs, signin
from engine.store.database import Tx
from engine.store.reference import runs
from engine.store.reference.runs import RunRow
from engine.values import Json, dump, load

IMPORT = "internal.import"
LEASE = timedelta(seconds=60)
MOST_FAULTS = 2_000
KEPT_FOR = timedelta(days=1)
_TRIES = 5
_NEXT_TRY = timedelta(seconds=10)


class ImportLost(Conflict):
    """Another worker has this import now: what this one found counts no more."""

    code = "import_lost"


@dataclass(frozen=True, slots=True)
class Taken:
    """An import in a worker's hands: the fence of its job, what is wanted, and who asked, with the grants of now."""

    job_key: int
    lease_token: str
    import_key: int
    wanted: NewImport
    actor: Actor


def queue(tx: Tx, wanted: NewImport, *, actor: Actor) -> RunRow:
    """Leave an import to the workers. Raises NotFound, Forbidden, Invalid."""
    table = known_table(wanted.table)
    require_edit(table, actor)
    if len(wanted.content) > MAX_BYTES:
        raise Invalid(f"expected a file of at most {MAX_BYTES} bytes, but found {len(wanted.content)}")
    line_count = wanted.content.count(b"\n") + (not wanted.content.endswith(b"\n"))
    row = RunRow(
        tx.new_key(), wanted.table, wanted.file_name[:200], wanted.form, wanted.mode, wanted.is_dry_run, "waiting",
        line_count, 0, 0, 0, 0, 0, "[]", "[]", "", actor.name, tx.now, tx.now,
    )  # fmt: skip
    runs.add(tx, row, wanted.content)
    _add_job(tx, row.import_key)
    return row


def confirm(tx: Tx, import_key: int, *, actor: Actor) -> RunRow:
    """Say yes to what a look found: it is imported now. A second yes changes nothing. Raises NotFound, Conflict."""
    row = get(tx, import_key, actor=actor, is_to_change=True)
    if row.started_by != actor.name:
        raise Conflict(f"expected a yes from {row.started_by}, who asked for this import, but found {actor.name}")
    if row.state != "looked":
        if row.is_dry_run:
            raise Conflict(f"expected an import that was looked at, but this one is {row.state}")
        return row
    runs.change(tx, import_key, state="waiting", is_dry_run=False, checked_count=0)
    _add_job(tx, import_key)
    return replace(row, state="waiting", is_dry_run=False, checked_count=0, changed_at=tx.now)


def get(tx: Tx, import_key: int, *, actor: Actor, is_to_change: bool = False) -> RunRow:
    """An import, for who started it and for administrators. Raises NotFound."""
    row = runs.get(tx, import_key, is_to_change=is_to_change)
    if row is None or not (row.started_by == actor.name or _sees_all(actor)):
        raise NotFound("import", import_key)
    return row


def recent(tx: Tx, table: str, *, actor: Actor) -> tuple[RunRow, ...]:
    """The newest imports of a table that the actor may see."""
    return runs.recent(tx, table, by=None if _sees_all(actor) else actor.name)


def differences_of(row: RunRow) -> tuple[Difference, ...]:
    """The first rows that it would change."""
    found = load(row.differences)
    told = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return tuple(Difference(str(one["id"]), _row_of(one["before"]), _row_of(one["after"])) for one in told)


def take(tx: Tx, *, worker: str) -> Taken | None:
    """Lease an import that is due; None when there is none, or it came to nothing."""
    leased = jobs.lease(tx, (IMPORT,), worker=worker, limit=1, timeout=LEASE, actor=SYSTEM)
    if not leased:
        return None
    job, payload = leased[0], load(leased[0].payload)
    assert isinstance(payload, dict)
    row = runs.get(tx, int(str(payload["import_key"])))
    account = signin.account(tx, row.started_by) if row is not None else None
    problem = "" if job.attempt <= _TRIES else f"expected it to end, but it was interrupted {_TRIES} times"
    problem = problem if account is not None else "expected who asked for it to be a user, but he is none any more"
    if row is None or account is None or problem:
        jobs.remove(tx, job.job_key, job.lease_token)
        if row is not None:
            runs.change(tx, row.import_key, state="failed", problem=problem, content=None)
        return None
    runs.change(tx, row.import_key, state="checking", checked_count=0)
    return Taken(job.job_key, job.lease_token, row.import_key, _wanted(tx, row), account.actor)


def note(tx: Tx, taken: Taken, **changes: object) -> None:
    """Write how far it is, and keep the lease. Raises ImportLost."""
    if not jobs.extend(tx, taken.job_key, taken.lease_token, until=tx.now + LEASE):
        raise ImportLost(f"expected import {taken.import_key} in this worker's hands, but another one has it")
    runs.change(tx, taken.import_key, **changes)


def bring(tx: Tx, taken: Taken, records: Lines) -> None:
    """Write everything and end. Raises ImportLost, ImportRefused, Forbidden; then nothing of this may be kept."""
    _end_job(tx, taken)
    found = bringing.bring_records(
        tx, taken.wanted, records, actor=taken.actor, import_key=taken.import_key, told=0
    ).row  # fmt: skip
    counts = {"added": found.added, "changed": found.changed, "removed": found.removed, "unchanged": found.unchanged}
    runs.change(tx, taken.import_key, state="done", content=None, differences="[]", **counts)


def tell(tx: Tx, taken: Taken, brought: Brought) -> None:
    """End a look with what it found. Raises ImportLost."""
    _end_job(tx, taken)
    found = brought.row
    told: list[Json] = [{"id": one.row_id, "before": one.before, "after": one.after} for one in brought.differences]
    runs.change(
        tx, taken.import_key, state="looked", differences=dump(told), added=found.added, changed=found.changed,
        removed=found.removed, unchanged=found.unchanged,
    )  # fmt: skip


def refuse(tx: Tx, taken: Taken, refused: ImportRefused) -> None:
    """End it with every fault. Raises ImportLost."""
    _end_job(tx, taken)
    faults = bringing.faults_text(refused)
    runs.change(tx, taken.import_key, state="refused", errors=faults, content=None)
    if not taken.wanted.is_dry_run:
        bringing.keep_refusal(tx, taken.wanted, refused, actor=taken.actor, import_key=taken.import_key)


def fail(tx: Tx, taken: Taken, problem: str) -> None:
    """End it because it cannot be done. Raises ImportLost."""
    _end_job(tx, taken)
    runs.change(tx, taken.import_key, state="failed", problem=problem, content=None)


def put_back(tx: Tx, taken: Taken) -> None:
    """Leave it to a next try."""
    job = jobs.get(tx, taken.job_key)
    if job is not None and job.lease_token == taken.lease_token:
        jobs.change(tx, taken.job_key, lease_until=None, lease_token=None, available_at=tx.now + _NEXT_TRY)
        runs.change(tx, taken.import_key, state="waiting", checked_count=0)


def forget(tx: Tx) -> int:
    """Drop files that were looked at a day ago and nobody said yes to; how many went."""
    return runs.forget(tx, before=tx.now - KEPT_FOR)


def _add_job(tx: Tx, import_key: int) -> None:
    jobs.add_internal(tx, IMPORT, {"import_key": str(import_key)})


def _end_job(tx: Tx, taken: Taken) -> None:
    """First of all in its transaction: who removes the job under its token has the import, nobody else."""
    if not jobs.remove(tx, taken.job_key, taken.lease_token):
        raise ImportLost(f"expected import {taken.import_key} in this worker's hands, but another one has it")


def _wanted(tx: Tx, row: RunRow) -> NewImport:
    form: Literal["csv", "jsonl"] = "jsonl" if row.form == "jsonl" else "csv"
    mode: Literal["upsert", "replace"] = "replace" if row.mode == "replace" else "upsert"
    content = runs.content_of(tx, row.import_key)
    return NewImport(row.table_name, content, form, mode, row.is_dry_run, row.file_name)


def _sees_all(actor: Actor) -> bool:
    return holds_at_root(actor, "admin", "operator")


def _row_of(found: Json) -> dict[str, Json] | None:
    return found if isinstance(found, dict) else None
