"""Designers' patterns, run by RE2: linear time whatever they write (G: the server never hangs on a form)."""

from __future__ import annotations

import re2

MAX_PATTERN = 500
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 4 * 1024 * 1024


def pattern_fault(pattern: str) -> str | None:
    """Why `pattern` cannot be used, or None. RE2 knows no look-around and no back references."""
    if len(pattern) > MAX_PATTERN:
        return f"more than {MAX_PATTERN} characters"
    try:
        re2.compile(pattern, _OPTIONS)
    except re2.error as error:
        return error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
    return None


def found_in(pattern: str, text: str) -> bool:
    """Whether `pattern` occurs anywhere in `text`, as JavaScript's test() decides; classes are ASCII."""
    return bool(re2.compile(pattern, _OPTIONS).search(text))
