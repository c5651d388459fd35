"""Imports in the background as operations of the Engine. See docs/reference-data.md."""

from __future__ import annotations

import logging
from functools import partial

from engine.actor import Actor
from engine.errors import Conflict, Overloaded, ServicelaneError
from engine.reference import bringing, running
from engine.reference.bringing import NewImport
from engine.reference.importing import ImportRefused, references
from engine.reference.rights import known_table
from engine.reference.running import ImportLost, Taken
from engine.service.transaction import Once, Transactions
from engine.store.database import Tx
from engine.store.reference.runs import RunRow

_log = logging.getLogger(__name__)


class ImportOperations(Transactions):
    """Queue an import, watch it, say yes to it; and the worker's part."""

    def queue_import(self, wanted: NewImport, *, actor: Actor, once: Once[RunRow] | None = None) -> RunRow:
        """Leave an import to the workers. Raises NotFound, Forbidden, Invalid."""
        return self._write(lambda tx: running.queue(tx, wanted, actor=actor), once=once)

    def confirm_import(self, import_key: int, *, actor: Actor, once: Once[RunRow] | None = None) -> RunRow:
        """Say yes to what a look found. Raises NotFound, Conflict."""
        return self._write(lambda tx: running.confirm(tx, import_key, actor=actor), once=once)

    def get_import_run(self, import_key: int, *, actor: Actor) -> RunRow:
        """How far an import of the workers is. Raises NotFound."""
        return self._read(lambda tx: running.get(tx, import_key, actor=actor))

    def recent_imports(self, table: str, *, actor: Actor) -> tuple[RunRow, ...]:
        """The newest imports of a table by workers, one's own; an administrator's: all."""
        return self._read(lambda tx: running.recent(tx, table, actor=actor))

    def do_import(self, *, worker: str) -> bool:
        """Carry out one import that is due; False when there is none."""
        taken = self._write(lambda tx: running.take(tx, worker=worker))
        if taken is None:
            return False
        try:
            self._end(taken, self._carried_out(taken))
        except ImportLost as lost:
            _log.info("an import was taken back: %s", lost)
        except (Conflict, Overloaded) as busy:
            _log.warning("import %s is tried again: %s", taken.import_key, busy)
            self._write(lambda tx: running.put_back(tx, taken))
        return True

    def _carried_out(self, taken: Taken) -> ServicelaneError | None:
        """None when it ended well, or why it did not."""
        try:
            self._read_and_bring(taken)
        except (Conflict, Overloaded):
            raise
        except ServicelaneError as error:
            return error
        return None

    def _read_and_bring(self, taken: Taken) -> None:
        def heard(line: int) -> None:
            self._write(lambda tx: running.note(tx, taken, checked_count=line))

        sheet = known_table(taken.wanted.table).sheet
        known = self._read(lambda tx: references(tx, sheet))
        records = bringing.read_file(taken.wanted, known, most=running.MOST_FAULTS, told=heard)
        self._write(lambda tx: running.note(tx, taken, state="writing", checked_count=len(records)))
        if not taken.wanted.is_dry_run:
            self._write(lambda tx: running.bring(tx, taken, records))
            return
        look = partial(
            bringing.bring_records, wanted=taken.wanted, records=records, actor=taken.actor,
            import_key=taken.import_key,
        )  # fmt: skip
        brought = self._read(look)
        self._write(lambda tx: running.tell(tx, taken, brought))

    def _end(self, taken: Taken, error: ServicelaneError | None) -> None:
        def end(tx: Tx) -> None:
            if isinstance(error, ImportRefused):
                running.refuse(tx, taken, error)
            else:
                running.fail(tx, taken, str(error))

        if error is not None:
            self._write(end)
