"""Queries on reference data, the organisation as administrators change it, and the outbox."""
