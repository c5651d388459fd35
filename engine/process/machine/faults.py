"""What the process itself gets wrong: caught at the element where it happens, it becomes an incident (I4)."""

from __future__ import annotations


class Fault(Exception):
    """The element cannot go on; `error_type` is one of I4."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type, self.message = error_type, message
