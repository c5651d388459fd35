"""Reference data as operations of the Engine: look, edit, bring in, give out. See docs/reference-data.md."""

from __future__ import annotations

from engine.actor import Actor
from engine.reference import bringing, browsing, editing
from engine.reference.bringing import Brought, NewImport
from engine.reference.browsing import DataPage, DataQuery
from engine.reference.importing import ImportRefused
from engine.reference.rows import DataRow
from engine.service.transaction import Once, Transactions
from engine.store.database import Tx
from engine.store.reference.changes import ChangeRow, ImportRow
from engine.values import Values


class ImportTurnedDown(ImportRefused):
    """An import was refused; `row` is how it stands in the log."""

    def __init__(self, refused: ImportRefused, row: ImportRow) -> None:
        super().__init__(refused.file, refused.errors)
        self.row = row


class DataOperations(Transactions):
    """Operations on reference data; each asks for the actor's rights."""

    def list_data(self, table: str, query: DataQuery, *, actor: Actor) -> DataPage:
        """Rows of a table. Raises NotFound, Invalid."""
        return self._read(lambda tx: browsing.list_rows(tx, table, query, actor=actor))

    def get_data(self, table: str, row_id: str, *, actor: Actor) -> DataRow:
        """One row. Raises NotFound."""
        return self._read(lambda tx: browsing.get_row(tx, table, row_id, actor=actor))

    def data_history(self, table: str, row_id: str, *, actor: Actor) -> tuple[ChangeRow, ...]:
        """Who changed a row, newest first. Raises NotFound."""
        return self._read(lambda tx: browsing.history(tx, table, row_id, actor=actor))

    def export_data(self, table: str, *, form: str, actor: Actor) -> str:
        """Every row within reach as CSV or JSON lines. Raises NotFound."""
        return self._read(lambda tx: browsing.export(tx, table, form=form, actor=actor))

    def put_data(
        self,
        table: str,
        row_id: str,
        values: Values,
        *,
        actor: Actor,
        expected: int | None = None,
        only_new: bool = False,
        once: Once[DataRow] | None = None,
    ) -> DataRow:
        """Add a row or write it whole. Raises NotFound, Forbidden, InvalidFields, StaleRevision, Conflict."""
        return self._write(
            lambda tx: editing.put_row(tx, table, row_id, values, actor=actor, expected=expected, only_new=only_new),
            once=once,
        )

    def patch_data(
        self,
        table: str,
        row_id: str,
        values: Values,
        *,
        actor: Actor,
        expected: int | None = None,
        once: Once[DataRow] | None = None,
    ) -> DataRow:
        """Write columns of a row. Raises NotFound, Forbidden, InvalidFields, StaleRevision."""
        return self._write(
            lambda tx: editing.patch_row(tx, table, row_id, values, actor=actor, expected=expected), once=once
        )

    def remove_data(
        self, table: str, row_id: str, *, actor: Actor, expected: int | None = None, once: Once[None] | None = None
    ) -> None:
        """Take a row away. Raises NotFound, Forbidden, Conflict, StaleRevision."""
        self._write(lambda tx: editing.remove_row(tx, table, row_id, actor=actor, expected=expected), once=once)

    def import_data(self, wanted: NewImport, *, actor: Actor, once: Once[Brought] | None = None) -> Brought:
        """Bring a table to what a file says, or tell what that would change.

        Raises ImportTurnedDown (nothing of the file was kept), NotFound, Forbidden.
        """
        if wanted.is_dry_run:
            return self._read(lambda tx: bringing.bring(tx, wanted, actor=actor))
        try:
            return self._write(lambda tx: bringing.bring(tx, wanted, actor=actor), once=once)
        except ImportRefused as refused:
            raise ImportTurnedDown(refused, self._kept_refusal(wanted, refused, actor)) from None

    def get_import(self, import_key: int, *, actor: Actor) -> ImportRow:
        """An import as it ended. Raises NotFound."""
        return self._read(lambda tx: bringing.get_import(tx, import_key, actor=actor))

    def _kept_refusal(self, wanted: NewImport, refused: ImportRefused, actor: Actor) -> ImportRow:
        def keep(tx: Tx) -> ImportRow:
            return bringing.keep_refusal(tx, wanted, refused, actor=actor)

        return self._write(keep)
