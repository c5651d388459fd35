"""The database itself: pages and indexes, schema, kept answers, files, the guards of history (I0, I1, I11, I12)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.doctor.ailment import Ailment
from engine.errors import Invalid
from engine.store import guarding, soundness
from engine.store.database import Tx
from engine.values import load

_KEY = re.compile(r'"processInstanceKey": ?"([0-9]{1,19})"')
_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")


def schema(tx: Tx) -> list[Ailment]:
    """I0: what the database lacks of this version's schema."""
    return [Ailment(None, "schema", f"expected {part}, but it is not there") for part in soundness.missing_parts(tx)]


def pages(tx: Tx) -> list[Ailment]:
    """I0: what the database says of its own pages and indexes."""
    return [Ailment(None, "corrupt", fault) for fault in soundness.faults(tx)]


def answers(tx: Tx) -> Iterator[Ailment]:
    """I1: a kept answer can be given again, and the case it promised is there."""
    promised: dict[int, str] = {}
    for row in soundness.answers(tx):
        name = f"answer of '{row.caller}' under key '{row.request_key}'"
        is_page = 300 <= row.status < 400  # pages keep where they led to
        if not (is_page or 200 <= row.status < 300 and _is_json(row.body)) or not _FINGERPRINT.match(row.fingerprint):
            yield Ailment(None, "answer", f"expected to be able to give the {name} again, but it cannot be read")
        promised |= {int(key): name for key in _KEY.findall(row.body)}
    for case_key in sorted(soundness.absent_cases(tx, set(promised))):
        yield Ailment(case_key, "answer", f"expected the case of the {promised[case_key]}, but it is gone")


def files(tx: Tx) -> Iterator[Ailment]:
    """I11: every file is the one whose hash was kept."""
    for case_key, what in soundness.unlike_files(tx):
        yield Ailment(case_key, "file", f"expected every file to match its hash, but {what}")


def guards(tx: Tx) -> list[Ailment]:
    """I12: the database refuses to change history."""
    return [
        Ailment(None, "unguarded", f"expected the database to refuse any change of history and ledgers, but {what}")
        for what in guarding.unguarded(tx)
    ]


def _is_json(body: str) -> bool:
    if not body:
        return True
    try:
        load(body)
    except Invalid:
        return False
    return True
