"""What a caller can do wrong, as exceptions.

    ServicelaneError
    ├── NotFound          the object is not there, or not for this actor (the two are never told apart)
    ├── Forbidden         seen, but this actor may not do it
    ├── Unauthenticated   nobody signed in, or wrong credentials
    ├── Invalid           the request asks for something impossible
    │   ├── InvalidFields   … at named fields of a form or body
    │   ├── Refused         … a deployment the gate refuses, with its findings
    │   └── TooLarge        … more than the limits allow
    ├── Conflict          right request, wrong moment
    │   ├── StaleRevision   … somebody changed it in between
    │   └── AlreadyExists   … the name is taken
    └── Overloaded        try again after `retry_after_seconds`
        ├── DatabaseAway    … the database does not answer
        └── DiskFull        … there is no room for what is to be kept

What a *process* gets wrong (script, decision, job out of retries) is never raised: it becomes an Incident.
HTTP status codes exist only in `api/errors.py`. Messages say what was expected and what was found, no personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.findings import Finding


class ServicelaneError(Exception):
    """The caller asked for something that cannot be done; `code` is stable, the text is for people."""

    code = "error"


class NotFound(ServicelaneError):
    """`kind` with `key` does not exist for this actor."""

    code = "not_found"

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"expected {kind} '{key}' to exist, but it was not found")
        self.kind, self.key = kind, key


class Forbidden(ServicelaneError):
    """The actor sees the object but lacks `permission`."""

    code = "forbidden"

    def __init__(self, permission: str, *, reason: str | None = None) -> None:
        super().__init__(reason or f"expected the permission '{permission}', but you do not hold it")
        self.permission = permission


class Unauthenticated(ServicelaneError):
    """Nobody signed in, or the credentials are wrong; the text never says which part was wrong."""

    code = "unauthenticated"


class Invalid(ServicelaneError):
    """The request can never be carried out as it stands."""

    code = "invalid"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: `pointer` is a JSON pointer or form path, `code` names the rule, the texts are for people."""

    pointer: str
    code: str
    en: str
    zh: str


class InvalidFields(Invalid):
    """Some fields are wrong; nothing was saved."""

    code = "invalid_fields"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(f"{error.pointer}: {error.en}" for error in errors))
        self.errors = tuple(errors)


class Refused(Invalid):
    """The deployment gate found errors; nothing was deployed. `findings` also holds the warnings."""

    code = "refused"

    def __init__(self, findings: Sequence[Finding]) -> None:
        errors = [finding for finding in findings if finding.level == "error"]
        super().__init__("\n".join(finding.text("en") for finding in errors))
        self.findings = tuple(findings)


class TooLarge(Invalid):
    """Something exceeds a limit of dialect D4 or G7."""

    code = "too_large"


class Conflict(ServicelaneError):
    """Right request, wrong moment: the object is not in a state for it."""

    code = "conflict"


class StaleRevision(Conflict):
    """The caller's copy is older than the stored one."""

    code = "stale_revision"

    def __init__(
        self, kind: str, key: object, *, found: int, expected: int, changed_by: str, changed_at: datetime
    ) -> None:
        super().__init__(
            f"{kind} '{key}' was changed by {changed_by} at {changed_at.isoformat()} "
            f"(revision {found}, you have {expected})"
        )
        self.found, self.changed_by, self.changed_at = found, changed_by, changed_at


class AlreadyExists(Conflict):
    """The name, key or unique value is taken."""

    code = "already_exists"


class Overloaded(ServicelaneError):
    """A load limit is reached; the same call may succeed after `retry_after_seconds`."""

    code = "overloaded"

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class DatabaseAway(Overloaded):
    """The database does not answer, or is busy beyond patience."""

    code = "database_away"


class DiskFull(Overloaded):
    """There is no room for what the request would keep; reading goes on."""

    code = "disk_full"
