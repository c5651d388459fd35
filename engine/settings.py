"""What an installation chooses; read once at start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Settings of the core. `time_zone` is the installation's; `is_test_mode` allows setting the clock."""

    time_zone: str = "Asia/Shanghai"
    is_test_mode: bool = False
    smtp_url: str | None = None
    http_allowed_networks: tuple[str, ...] = ()
