"""What each built-in job type takes and gives (dialect S18): for the designer's help, the gate and the pages."""

from __future__ import annotations

from collections.abc import Mapping

from workers.catalogue import casework, service, stores
from workers.catalogue.entry import JobType

CATALOGUE: Mapping[str, JobType] = {entry.type: entry for area in (casework, service, stores) for entry in area.ENTRIES}

__all__ = ["CATALOGUE", "JobType"]
