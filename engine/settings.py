"""What an installation chooses; read once at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """Settings of the core. `time_zone` is the installation's; `is_test_mode` allows setting the clock.

    `public_url` begins the links that customers get. `webhook_secrets`: channel → secrets that sign its messages to us.
    Notifications leave by `smtp_url`, `sms_url` (bearer `sms_token`) and `notify_url` (signed with `notify_secret`).
    """

    time_zone: str = "Asia/Shanghai"
    is_test_mode: bool = False
    smtp_url: str | None = None
    http_allowed_networks: tuple[str, ...] = ()
    public_url: str = "http://127.0.0.1:8080"
    webhook_secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sms_url: str | None = None
    sms_token: str | None = None
    notify_url: str | None = None
    notify_secret: str | None = None
