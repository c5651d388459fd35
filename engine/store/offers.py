"""Further roles as they stand in the task itself, `task.offered_to`: `|agent_lead|quality|`.

So an inbox of roles that are often offered tasks asks the indexes of open tasks alone, and reads none of the many rows
of `task_candidate`, where those of ended tasks stay; of roles that seldom are it asks these. Triggers keep it, so that
it is true whoever writes: also a server of the version before, during an upgrade. The engine writes it with a new task,
which leaves them nothing to do. A longer list is `*`: there the candidates are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from engine.store.database import Tx
from engine.store.schema import TASK, TASK_CANDIDATE

OfferedTo = Callable[[Sequence[str]], list[ColumnElement[bool]]]
"""The ways in which a task is offered further to one of the roles."""
SELDOM = 500
"""Offers to a role, to open and ended tasks, up to which they are read all."""
LONGEST = 800
"""Characters; an index of PostgreSQL holds no row of more than 2,700 bytes."""
MANY = "*"
_LONGER = f"length(offered_to) + length(NEW.name) >= {LONGEST}"
_ADDED = f"CASE WHEN {_LONGER} THEN '{MANY}' ELSE coalesce(offered_to, '|') || NEW.name || '|' END"
_REMOVED = "replace(offered_to, '|' || OLD.name || '|', '|')"

SQLITE = (
    f"""CREATE TRIGGER task_offered AFTER INSERT ON task_candidate WHEN NEW.kind = 'role'
    BEGIN UPDATE task SET offered_to = {_ADDED} WHERE task_key = NEW.task_key
    AND (offered_to IS NULL OR offered_to <> '{MANY}' AND instr(offered_to, '|' || NEW.name || '|') = 0); END""",
    f"""CREATE TRIGGER task_offered_no_longer AFTER DELETE ON task_candidate WHEN OLD.kind = 'role'
    BEGIN UPDATE task SET offered_to = {_REMOVED} WHERE task_key = OLD.task_key; END""",
)

POSTGRESQL = (
    f"""CREATE FUNCTION task_offered() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE task SET offered_to = {_ADDED} WHERE task_key = NEW.task_key
      AND (offered_to IS NULL OR offered_to <> '{MANY}' AND strpos(offered_to, '|' || NEW.name || '|') = 0);
      RETURN NULL;
    END $$""",
    """CREATE TRIGGER task_offered AFTER INSERT ON task_candidate
    FOR EACH ROW WHEN (NEW.kind = 'role') EXECUTE FUNCTION task_offered()""",
    f"""CREATE FUNCTION task_offered_no_longer() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE task SET offered_to = {_REMOVED} WHERE task_key = OLD.task_key;
      RETURN NULL;
    END $$""",
    """CREATE TRIGGER task_offered_no_longer AFTER DELETE ON task_candidate
    FOR EACH ROW WHEN (OLD.kind = 'role') EXECUTE FUNCTION task_offered_no_longer()""",
)


def offered_to(candidates: Iterable[Mapping[str, object]]) -> dict[object, str]:
    """Task key → its `offered_to`, of rows of `task_candidate`; tasks without further roles are not named."""
    found: dict[object, str] = {}
    for row in candidates:
        if row["kind"] == "role":
            found[row["task_key"]] = f"{found.get(row['task_key'], '|')}{row['name']}|"
    return {key: MANY if len(text) > LONGEST else text for key, text in found.items()}


def offered_by_count(tx: Tx, names: Sequence[str]) -> OfferedTo:
    """How to ask for open tasks that are offered to one of the roles: by how often each was offered any."""
    counts: Sequence[int] = ()
    if names:
        some = (select(literal(1)).where(*_of("role", [name])).limit(SELDOM + 1).subquery() for name in names)
        counts = tx.execute(select(*(select(func.count()).select_from(one).scalar_subquery() for one in some))).one()
    often = {name for name, count in zip(names, counts, strict=True) if count > SELDOM}
    seldom = {name for name, count in zip(names, counts, strict=True) if 0 < count <= SELDOM}

    def ways(asked: Sequence[str]) -> list[ColumnElement[bool]]:
        many, few = [name for name in asked if name in often], [name for name in asked if name in seldom]
        return [*([_is_in_task(many)] if many else []), *(offered_by_candidates(few) if few else [])]

    return ways


def offered_by_candidates(names: Sequence[str]) -> list[ColumnElement[bool]]:
    """Of any task, open or ended."""
    return [is_candidate("role", names)]


def is_candidate(kind: str, names: Sequence[str]) -> ColumnElement[bool]:
    """Whether one of the names is a candidate; `kind` is 'role' or 'user'."""
    return TASK.c.task_key.in_(select(TASK_CANDIDATE.c.task_key).where(*_of(kind, names)))


def _of(kind: str, names: Sequence[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return TASK_CANDIDATE.c.kind == kind, TASK_CANDIDATE.c.name.in_(names)


def _is_in_task(names: Sequence[str]) -> ColumnElement[bool]:
    many = and_(TASK.c.offered_to == MANY, is_candidate("role", names))
    return and_(TASK.c.offered_to.is_not(None), or_(*map(_names, names), many))


def _names(role: str) -> ColumnElement[bool]:
    """By LIKE PostgreSQL knows how many tasks to expect; SQLite's LIKE knows no case, so that is looked at as well."""
    is_like = TASK.c.offered_to.contains(f"|{role}|", autoescape=True)
    return and_(is_like, func.replace(TASK.c.offered_to, f"|{role}|", "") != TASK.c.offered_to)
