"""The database's own refusal to change history: triggers, made by the migrations."""

from __future__ import annotations

REFUSAL = "history cannot be changed"

SQLITE = (
    f"""CREATE TRIGGER event_no_delete BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER event_no_update BEFORE UPDATE OF case_key, case_seq, event_key, recorded_at, event_type, actor,
    element_id, element_instance_key, unit_path, operation_id, hash, body ON event
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER event_vault_only_erased BEFORE UPDATE OF vault ON event WHEN NEW.vault IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
)

POSTGRESQL = (
    f"""CREATE FUNCTION event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND NEW.vault IS NULL
         AND (NEW.case_key, NEW.case_seq, NEW.event_key, NEW.recorded_at, NEW.event_type, NEW.actor, NEW.element_id,
              NEW.element_instance_key, NEW.unit_path, NEW.operation_id, NEW.hash, NEW.body)
             IS NOT DISTINCT FROM
             (OLD.case_key, OLD.case_seq, OLD.event_key, OLD.recorded_at, OLD.event_type, OLD.actor, OLD.element_id,
              OLD.element_instance_key, OLD.unit_path, OLD.operation_id, OLD.hash, OLD.body)
      THEN RETURN NEW; END IF;
      RAISE EXCEPTION '{REFUSAL}';
    END $$""",
    """CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_refuse_change()""",
    f"""CREATE FUNCTION event_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    """CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_refuse_truncate()""",
)


LEDGER_REFUSAL = "a ledger cannot be changed, only continued"
LEDGERS = (
    "credit_entry", "customer_payment", "customer_payment_reversal", "payout", "payout_reversal", "product_exchange",
    "reference_change", "stock_movement", "store_change",
)  # fmt: skip
"""Append-only tables; the migration that makes one, or 0009 for `reference_change`, makes its triggers."""


def ledger(table: str, *, is_sqlite: bool) -> tuple[str, ...]:
    """The statements that make `table` append-only: no row is ever changed or deleted."""
    if is_sqlite:
        return tuple(
            f"""CREATE TRIGGER {table}_no_{word} BEFORE {word.upper()} ON {table}
            BEGIN SELECT RAISE(ABORT, '{LEDGER_REFUSAL}'); END"""
            for word in ("update", "delete")
        )
    return (
        f"""CREATE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{LEDGER_REFUSAL}'; END $$""",
        f"""CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_refuse_change()""",
        f"""CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_change()""",
    )
