"""What each built-in job type takes and gives (dialect S18): for the designer's help, the gate and the pages."""

from __future__ import annotations

from collections.abc import Mapping

from workers.catalogue import casework, parts, public, remedies, service, stores
from workers.catalogue.entry import JobType

_AREAS = (casework, parts, public, remedies, service, stores)
CATALOGUE: Mapping[str, JobType] = {entry.type: entry for area in _AREAS for entry in area.ENTRIES}

__all__ = ["CATALOGUE", "JobType"]
