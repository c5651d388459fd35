"""Searches as SQL: what can be sought (`sources`), how it is compared, and a page of it. One file a subject."""
