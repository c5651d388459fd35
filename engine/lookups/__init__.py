"""Look-ups for form fields: what a person may choose, as far as he may see it. See docs/forms.md."""

from engine.lookups.searching import MAX_FOUND, finder, search

__all__ = ["MAX_FOUND", "finder", "search"]
