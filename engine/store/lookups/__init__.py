"""Queries of look-up fields: what a person finds by typing, and whether what he chose is there for him."""
