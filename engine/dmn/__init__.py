"""Decisions on FEEL."""
