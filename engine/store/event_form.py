"""How an event stands in its row. Two forms; rows never change theirs.

1. `body` is the whole hashed text, a JSON object; `vault` maps a name to {salt, value, old}.
2. `body` is a JSON list of what no other column tells: [kind of actor, details, names of values, their digest], empty
   ends left out; `vault` is [secret, values, old values], in the order of the names. The hashed text is put together
   from the columns again when it is checked (`history.chain`), so nothing is stored twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.values import Json, Values, dump, dump_canonical, load

_NOTHING: list[Json] = ["", {}, [], ""]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a body of form 2 holds: `digest` is the hex digest over the values, "" without any."""

    actor_kind: str
    details: Values = field(default_factory=dict)
    names: tuple[str, ...] = ()
    digest: str = ""


def dense(facts: Facts) -> str:
    """The stored text of form 2."""
    whole: list[Json] = [facts.actor_kind, facts.details, list(facts.names), facts.digest]
    while not whole[-1]:
        whole.pop()
    return dump_canonical(whole).decode()


def is_whole(body: str) -> bool:
    """Whether a stored body is of form 1."""
    return body.startswith("{")


def facts_of(body: str) -> Facts | None:
    """What a body of form 2 holds; None when it cannot be one. Raises Invalid when it is not JSON."""
    found = load(body)
    if not isinstance(found, list) or not 1 <= len(found) <= 4:
        return None
    kind, details, names, digest = found + _NOTHING[len(found) :]
    if not isinstance(details, dict) or not isinstance(names, list):
        return None
    return Facts(str(kind), details, tuple(str(name) for name in names), str(digest))


def details_of(body: str) -> Values:
    """The plain facts of an event, without values, in either form; nothing when the body was destroyed."""
    if is_whole(body):
        found = _object(body).get("details")
        return dict(found) if isinstance(found, dict) else {}
    facts = facts_of(body)
    return facts.details if facts else {}


def value_names(body: str) -> Sequence[str]:
    """The names of the values that an event tells, erased or not, in either form."""
    if is_whole(body):
        found = _object(body).get("values")
        return list(found) if isinstance(found, dict) else []
    facts = facts_of(body)
    return facts.names if facts else ()


def sealed(secret: str, values: Mapping[str, tuple[Json, Json]]) -> str:
    """The vault of form 2. `values` maps a name to (new, old); `secret` is what each name's salt comes from."""
    whole: list[Json] = [secret, [new for new, _ in values.values()]]
    if any(old is not None for _, old in values.values()):
        whole.append([old for _, old in values.values()])
    return dump(whole)


def opened(body: str, vault: str | None) -> dict[str, tuple[Json, Json]]:
    """Name → (new, old) of an event in either form; nothing when the values were erased."""
    if not vault:
        return {}
    if is_whole(body):
        entries = _object(vault).items()
        return {name: (entry.get("value"), entry.get("old")) for name, entry in entries if isinstance(entry, dict)}
    names = value_names(body)
    _, new, old = unsealed(vault)
    if len(new) != len(names):
        return {}
    return dict(zip(names, zip(new, old, strict=True), strict=True))


def unsealed(vault: str) -> tuple[str, list[Json], list[Json]]:
    """Secret, new and old values of a vault of form 2; no values when it cannot be one."""
    found = load(vault)
    if not isinstance(found, list) or not 2 <= len(found) <= 3:
        return "", [], []
    secret, new, old = found[0], found[1], found[2] if len(found) == 3 else None
    if not isinstance(secret, str) or not isinstance(new, list):
        return "", [], []
    if not isinstance(old, list) or len(old) != len(new):
        old = [None] * len(new)
    return secret, new, old


def _object(text: str) -> Values:
    found = load(text)
    return found if isinstance(found, dict) else {}
